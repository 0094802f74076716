using Aether.Core.Types;
using Aether.Crypto.Ed25519;
using Aether.Execution.Ledger;
using Xunit;
using Signatures = Aether.Crypto.Ed25519.Ed25519;

namespace Aether.UnitTests.Execution.Ledger;

public sealed class SignatureMemoryTests
{
    [Fact]
    public void Verify_BatchesOfAnySizeThroughOneMemory_AreJudgedAlone()
    {
        SignatureMemory memory = new();
        TransactionBody body = TestLedger.Body(0, 0);
        Transaction good = Sign(body);
        Transaction bad = new(body with { Nonce = 9 }, good.Witnesses);
        foreach (int count in (int[])[1, 5, 2, 70, 3])
        {
            Transaction[] batch = [.. Enumerable.Range(0, count).Select(index => index % 3 == 1 ? bad : good)];
            bool[] verdicts = new bool[count];
            SignatureCheck.Verify(batch, TestLedger.Genesis.Hash, verdicts, memory);
            Assert.Equal(batch.Select(transaction => transaction == good), verdicts);
        }
    }

    [Fact]
    public void Verify_KeysKnownForgottenOrNoPoint_GivesTheVerdictsOfAMemoryWithoutKeys()
    {
        // Twice as many senders as the smallest memory of keys has room for, and batches large enough for an equation.
        const int senders = 64;
        const int count = 150;
        TransactionBody body = TestLedger.Body(0, 0);
        Transaction[] good = [.. Enumerable.Range(0, senders).Select(sender => Sign(body, sender))];
        Transaction noPoint = new(body, [new Witness(0, new PublicKey(NoPoint()), good[0].Witnesses[0].Signature)]);
        SignatureMemory remembering = new(rememberedKeys: 1);
        Random random = new(7);
        for (int round = 0; round < 12; round++)
        {
            Transaction[] batch = new Transaction[count];
            for (int index = 0; index < count; index++)
            {
                Transaction sound = good[random.Next(senders)];
                // Every third round is sound throughout, so that the equation itself accepts known keys.
                batch[index] = (round % 3 == 0 ? -1 : random.Next(10)) switch
                {
                    0 => new Transaction(body with { Nonce = 9 }, sound.Witnesses),
                    1 when round % 3 == 1 => noPoint,
                    _ => sound,
                };
            }
            bool[] expected = [.. batch.Select(transaction => good.Contains(transaction))];
            bool[] verdicts = new bool[count];
            SignatureCheck.Verify(batch, TestLedger.Genesis.Hash, verdicts, new SignatureMemory());
            Assert.Equal(expected, verdicts);
            Array.Fill(verdicts, true);
            SignatureCheck.Verify(batch, TestLedger.Genesis.Hash, verdicts, remembering);
            Assert.Equal(expected, verdicts);
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(int.MaxValue)]
    public void Constructor_BadNumberOfKeys_Throws(int rememberedKeys) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SignatureMemory(rememberedKeys));

    // The first number that decodes to no point of the curve.
    private static Hash256 NoPoint()
    {
        byte[] key = new byte[Signatures.PublicKeyBytes];
        while (EdwardsPoint.TryDecodePermissive(key, out _))
        {
            key[0]++;
        }
        return new Hash256(key);
    }

    private static Transaction Sign(TransactionBody body, int sender = 0)
    {
        byte[] seed = new byte[Signatures.SeedBytes];
        seed[0] = (byte)sender;
        byte[] key = new byte[Signatures.PublicKeyBytes];
        byte[] signature = new byte[Signatures.SignatureBytes];
        Signatures.PublicKeyFromSeed(seed, key);
        Transaction unsigned = new(body, []);
        Signatures.Sign(seed, Transaction.SigningBytes(TestLedger.Genesis.Hash, unsigned.BodyBytes), signature);
        Witness witness = new(Witness.Ed25519Scheme, new PublicKey(new Hash256(key)), new Signature64(signature));
        return new Transaction(body, [witness]);
    }
}
