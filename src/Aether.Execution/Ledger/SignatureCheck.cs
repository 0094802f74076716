using Aether.Core.Types;
using Aether.Crypto.Ed25519.Batch;

namespace Aether.Execution.Ledger;

/// <summary>Checks the witnesses of many transactions as one batch.</summary>
public static class SignatureCheck
{
    // Each witness needs the whole body hashed: without a bound, 4 MB of payload would ask for 240 MB of messages.
    private const int MaxBatchBytes = 4 * 1024 * 1024;
    private const int MaxBatchWitnesses = 4_096;
    private static readonly int s_prefixBytes = Transaction.SigningBytes(default, []).Length;

    /// <summary>
    /// Sets a verdict per transaction: true when every witness of it verifies. A transaction without witnesses is
    /// false.
    /// </summary>
    public static void Verify(ReadOnlySpan<Transaction> transactions, Hash256 genesisHash, Span<bool> verdicts) =>
        Verify(transactions, genesisHash, verdicts, new SignatureMemory());

    /// <summary>The same by a caller that checks one batch after the other through the same memory.</summary>
    public static void Verify(
        ReadOnlySpan<Transaction> transactions, Hash256 genesisHash, Span<bool> verdicts, SignatureMemory memory)
    {
        Core.Diagnostics.Check.That(verdicts.Length == transactions.Length);
        int start = 0;
        while (start < transactions.Length)
        {
            int length = BatchLength(transactions[start..]);
            VerifyBatch(transactions.Slice(start, length), genesisHash, verdicts.Slice(start, length), memory);
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
        ReadOnlySpan<Transaction> transactions, Hash256 genesisHash, Span<bool> verdicts, SignatureMemory memory)
    {
        int count = 0;
        int messageBytes = 0;
        foreach (Transaction transaction in transactions)
        {
            count += transaction.Witnesses.Length;
            messageBytes += transaction.Witnesses.Length * SigningBytes(transaction);
        }
        memory.Reserve(count, messageBytes);
        memory.Collect(transactions, genesisHash);
        Span<bool> valid = memory.Valid.AsSpan(0, count);
        Ed25519Batch.Verify(
            memory.Keys.AsSpan(0, count * Hash256.Bytes),
            memory.Signatures.AsSpan(0, count * Signature64.Bytes),
            memory.Messages.AsSpan(0, messageBytes),
            memory.Ends.AsSpan(0, count),
            valid,
            memory.Cache);
        int next = 0;
        for (int index = 0; index < transactions.Length; index++)
        {
            int witnesses = transactions[index].Witnesses.Length;
            verdicts[index] = witnesses > 0 && !valid.Slice(next, witnesses).Contains(false);
            next += witnesses;
        }
    }

    internal static int SigningBytes(Transaction transaction) => s_prefixBytes + transaction.BodyBytes.Length;
}
