using Aether.Core.Types;
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

    private static Transaction Sign(TransactionBody body)
    {
        byte[] seed = new byte[Signatures.SeedBytes];
        byte[] key = new byte[Signatures.PublicKeyBytes];
        byte[] signature = new byte[Signatures.SignatureBytes];
        Signatures.PublicKeyFromSeed(seed, key);
        Transaction unsigned = new(body, []);
        Signatures.Sign(seed, Transaction.SigningBytes(TestLedger.Genesis.Hash, unsigned.BodyBytes), signature);
        Witness witness = new(Witness.Ed25519Scheme, new PublicKey(new Hash256(key)), new Signature64(signature));
        return new Transaction(body, [witness]);
    }
}
