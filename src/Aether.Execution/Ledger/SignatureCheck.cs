using Aether.Core.Types;
using Aether.Crypto.Ed25519.Batch;

namespace Aether.Execution.Ledger;

/// <summary>Checks the witnesses of many transactions as one batch.</summary>
public static class SignatureCheck
{
    // Each witness needs the whole body hashed: without a bound, 4 MB of payload would ask for 240 MB of messages.
    private const int MaxBatchBytes = 4 * 1024 * 1024;
    private const int MaxBatchWitnesses = 4_096;

    /// <summary>
    /// Sets a verdict per transaction: true when every witness of it verifies. A transaction without witnesses is
    /// false.
    /// </summary>
    public static void Verify(ReadOnlySpan<Transaction> transactions, Hash256 genesisHash, Span<bool> verdicts)
    {
        Core.Diagnostics.Check.That(verdicts.Length == transactions.Length);
        int start = 0;
        while (start < transactions.Length)
        {
            int length = BatchLength(transactions[start..]);
            VerifyBatch(transactions.Slice(start, length), genesisHash, verdicts.Slice(start, length));
            start += length;
        }
    }

    // At least one transaction, then as many as stay within the bounds.
    private static int BatchLength(ReadOnlySpan<Transaction> transactions)
    {
        long bytes = 0;
        long witnesses = 0;
        for (int index = 0; index < transactions.Length; index++)
        {
            witnesses += transactions[index].Witnesses.Length;
            bytes += (long)transactions[index].Witnesses.Length * SigningBytes(transactions[index]);
            if (index > 0 && (bytes > MaxBatchBytes || witnesses > MaxBatchWitnesses))
            {
                return index;
            }
        }
        return transactions.Length;
    }

    private static void VerifyBatch(
        ReadOnlySpan<Transaction> transactions, Hash256 genesisHash, Span<bool> verdicts)
    {
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
