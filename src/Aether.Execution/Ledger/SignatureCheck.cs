using Aether.Core.Types;
using Aether.Crypto.Ed25519.Batch;

namespace Aether.Execution.Ledger;

/// <summary>Checks the witnesses of many transactions as one batch.</summary>
public static class SignatureCheck
{
    /// <summary>
    /// Sets a verdict per transaction: true when every witness of it verifies. A transaction without witnesses is
    /// false.
    /// </summary>
    public static void Verify(ReadOnlySpan<Transaction> transactions, Hash256 genesisHash, Span<bool> verdicts)
    {
        Core.Diagnostics.Check.That(verdicts.Length == transactions.Length);
        int count = 0;
        int messageBytes = 0;
        foreach (Transaction transaction in transactions)
        {
            count += transaction.Witnesses.Length;
            messageBytes += transaction.Witnesses.Length * SigningBytes(transaction);
        }
        byte[] keys = new byte[count * Hash256.Bytes];
        byte[] signatures = new byte[count * Signature64.Bytes];
        byte[] messages = new byte[messageBytes];
        int[] ends = new int[count];
        Collect(transactions, genesisHash, keys, signatures, messages, ends);
        bool[] valid = new bool[count];
        Ed25519Batch.Verify(keys, signatures, messages, ends, valid);
        int next = 0;
        for (int index = 0; index < transactions.Length; index++)
        {
            int witnesses = transactions[index].Witnesses.Length;
            verdicts[index] = witnesses > 0 && !valid.AsSpan(next, witnesses).Contains(false);
            next += witnesses;
        }
    }

    private static int SigningBytes(Transaction transaction) =>
        Transaction.SigningBytes(default, []).Length + transaction.BodyBytes.Length;

    private static void Collect(
        ReadOnlySpan<Transaction> transactions,
        Hash256 genesisHash,
        byte[] keys,
        byte[] signatures,
        byte[] messages,
        int[] ends)
    {
        int next = 0;
        int offset = 0;
        foreach (Transaction transaction in transactions)
        {
            byte[] message = Transaction.SigningBytes(genesisHash, transaction.BodyBytes);
            foreach (Witness witness in transaction.Witnesses)
            {
                Hash256 key = witness.Key.Value;
                key.Span.CopyTo(keys.AsSpan(next * Hash256.Bytes));
                witness.Signature.Span.CopyTo(signatures.AsSpan(next * Signature64.Bytes));
                message.CopyTo(messages, offset);
                offset += message.Length;
                ends[next++] = offset;
            }
        }
    }
}
