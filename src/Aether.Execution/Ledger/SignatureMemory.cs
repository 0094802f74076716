using Aether.Core.Types;

namespace Aether.Execution.Ledger;

/// <summary>
/// Where the keys, signatures and messages of a batch are copied together. Used again by the next batch.
/// </summary>
/// <remarks><b>Threads</b>: one at a time. <b>Cost</b>: grows to the largest batch.</remarks>
public sealed class SignatureMemory
{
    internal byte[] Keys { get; private set; } = [];

    internal byte[] Signatures { get; private set; } = [];

    internal byte[] Messages { get; private set; } = [];

    internal int[] Ends { get; private set; } = [];

    internal bool[] Valid { get; private set; } = [];

    internal void Reserve(int count, int messageBytes)
    {
        if (Ends.Length < count)
        {
            int room = Math.Max(count, 2 * Ends.Length);
            Keys = new byte[room * Hash256.Bytes];
            Signatures = new byte[room * Signature64.Bytes];
            Ends = new int[room];
            Valid = new bool[room];
        }
        if (Messages.Length < messageBytes)
        {
            Messages = new byte[Math.Max(messageBytes, 2 * Messages.Length)];
        }
    }

    internal void Collect(ReadOnlySpan<Transaction> transactions, Hash256 genesisHash)
    {
        byte[] prefix = Transaction.SigningBytes(genesisHash, []);
        int next = 0;
        int offset = 0;
        foreach (Transaction transaction in transactions)
        {
            foreach (ref readonly Witness witness in transaction.Witnesses.AsSpan())
            {
                Hash256 key = witness.Key.Value;
                key.Span.CopyTo(Keys.AsSpan(next * Hash256.Bytes));
                witness.Signature.Span.CopyTo(Signatures.AsSpan(next * Signature64.Bytes));
                prefix.CopyTo(Messages, offset);
                transaction.BodyBytes.CopyTo(Messages.AsSpan(offset + prefix.Length));
                offset += SignatureCheck.SigningBytes(transaction);
                Ends[next++] = offset;
            }
        }
    }
}
