using Aether.Core;
using Aether.Core.Types;
using Aether.Crypto.Ed25519.Batch;

namespace Aether.Execution.Ledger;

/// <summary>
/// Where the keys, signatures and messages of a batch are copied together. Used again by the next batch.
/// </summary>
/// <remarks>
/// <b>Threads</b>: one at a time. <b>Cost</b>: grows to the largest batch; 162 bytes for each key to remember, of which
/// a page is touched when a key comes to lie there.
/// </remarks>
public sealed class SignatureMemory
{
    private readonly int _rememberedKeys;
    private DecodedKeyCache? _cache;

    /// <summary>
    /// Creates a memory that remembers the decoded keys of this many senders, so that they cost less when they come
    /// again; or of none. What it remembers changes no verdict.
    /// </summary>
    public SignatureMemory(int rememberedKeys = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rememberedKeys);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rememberedKeys, Limits.Signatures.MaxCachedKeys);
        _rememberedKeys = rememberedKeys;
    }

    // Made for the first batch, so that whoever only could check signatures has none.
    internal DecodedKeyCache? Cache =>
        _rememberedKeys == 0 ? null : _cache ??= new DecodedKeyCache(_rememberedKeys);

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
