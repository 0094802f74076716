using Aether.Core.Types;
using Aether.Execution.Ledger;
using Xunit;
using Signatures = Aether.Crypto.Ed25519.Ed25519;

namespace Aether.UnitTests.Execution.Ledger;

public sealed class SignatureCheckTests
{
    private static readonly Hash256 s_chain = TestLedger.Genesis.Hash;

    [Fact]
    public void Verify_AnyMixOfGoodAndBad_JudgesEachAlone()
    {
        Random random = new(1);
        for (int round = 0; round < 12; round++)
        {
            Transaction[] transactions = new Transaction[random.Next(20)];
            bool[] expected = new bool[transactions.Length];
            for (int index = 0; index < transactions.Length; index++)
            {
                int signers = random.Next(4);
                bool damaged = random.Next(4) == 0;
                expected[index] = signers > 0 && !damaged;
                transactions[index] = Signed((ulong)index, signers, damaged ? random.Next(Math.Max(signers, 1)) : -1);
            }
            bool[] verdicts = [.. expected.Select(_ => random.Next(2) == 0)];
            SignatureCheck.Verify(transactions, s_chain, verdicts);
            Assert.Equal(expected, verdicts);
        }
    }

    [Fact]
    public void Verify_AnotherChain_IsFalse()
    {
        bool[] verdicts = [true];
        SignatureCheck.Verify([Signed(0, 1, -1)], TestLedger.Hash(1), verdicts);
        Assert.False(verdicts[0]);
    }

    [Fact]
    public void Verify_LargeBodiesWithManyWitnesses_AreSplitIntoBatches()
    {
        Transaction large = Signed(0, 40, -1, fill: 30_000);
        Transaction broken = Signed(1, 40, 39, fill: 30_000);
        Transaction[] transactions = [large, large, large, broken, large];
        bool[] verdicts = [false, false, false, true, false];
        SignatureCheck.Verify(transactions, s_chain, verdicts);
        Assert.Equal([true, true, true, false, true], verdicts);
    }

    private static Transaction Signed(ulong nonce, int signers, int damagedWitness, int fill = 0)
    {
        TransactionBody body = TestLedger.Body(0, nonce) with
        {
            Calls = [new ProgramCall(new ProgramId(default), 0, new byte[fill], 0)],
        };
        byte[] message = Transaction.SigningBytes(s_chain, new Transaction(body, []).BodyBytes);
        List<Witness> witnesses = [];
        for (int index = 0; index < signers; index++)
        {
            byte[] seed = TestLedger.Hash(1_000 + index).ToArray();
            byte[] key = new byte[Signatures.PublicKeyBytes];
            byte[] signature = new byte[Signatures.SignatureBytes];
            Signatures.PublicKeyFromSeed(seed, key);
            Signatures.Sign(seed, message, signature);
            signature[0] ^= (byte)(index == damagedWitness ? 1 : 0);
            witnesses.Add(new Witness(0, new PublicKey(new Hash256(key)), new Signature64(signature)));
        }
        return new Transaction(body, [.. witnesses.OrderBy(witness => witness.Key.Value)]);
    }
}
