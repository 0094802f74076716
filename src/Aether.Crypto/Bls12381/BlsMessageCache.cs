using Aether.Core;
using Aether.Native.Bls;

namespace Aether.Crypto.Bls12381;

/// <summary>The messages that signatures were checked for last, prepared.</summary>
/// <remarks>
/// All votes of a kind in one view for one block sign one message, and so does the certificate made of them. A message
/// that is not here is prepared and takes the place of one that was not asked for since the hand passed it: one that is
/// in use outlives a flood of others. Preparing costs less than what it saves in the same check, so that a flood of
/// messages costs no more than without a cache.
/// <para>Threads: any. Entries are immutable; threads that miss at once may prepare a message twice. Bounded by
/// <see cref="Limits.Signatures.MaxPreparedMessages"/>.</para>
/// </remarks>
public sealed class BlsMessageCache
{
    private readonly Entry?[] _entries;
    private int _hand;

    /// <summary>An empty cache of the size that the limits name.</summary>
    public BlsMessageCache()
        : this(Limits.Signatures.MaxPreparedMessages)
    {
    }

    internal BlsMessageCache(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        _entries = new Entry?[capacity];
    }

    /// <summary>Most messages kept.</summary>
    public int Capacity => _entries.Length;

    /// <summary>Verifies one signature of a message, which stays prepared if the signature is a possible one.</summary>
    /// <returns>What <see cref="Bls.Verify(BlsKey, ReadOnlySpan{byte}, ReadOnlySpan{byte})"/> gives.</returns>
    public bool Verify(BlsKey key, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        Span<BlstLine> lines = stackalloc BlstLine[BlstLines.Count];
        return BlsMessage.TryReadSignature(signature, lines) && Get(message).IsSigned(key, lines);
    }

    /// <summary>The prepared form of a message.</summary>
    internal BlsMessage Get(ReadOnlySpan<byte> message)
    {
        for (int index = 0; index < _entries.Length; index++)
        {
            Entry? entry = Volatile.Read(ref _entries[index]);
            if (entry is not null && entry.Message.Bytes.SequenceEqual(message))
            {
                entry.IsUsed = true;
                return entry.Message;
            }
        }

        BlsMessage added = new(message);
        Volatile.Write(ref _entries[Place()], new Entry(added));
        return added;
    }

    /// <summary>The next place whose entry was not used since the hand passed it; one round at most.</summary>
    private int Place()
    {
        for (int step = 0; step < _entries.Length; step++)
        {
            int index = Next();
            Entry? entry = Volatile.Read(ref _entries[index]);
            if (entry is null || !entry.IsUsed)
                return index;
            entry.IsUsed = false;
        }

        return Next();
    }

    private int Next() => (int)((uint)Interlocked.Increment(ref _hand) % (uint)_entries.Length);

    private sealed class Entry(BlsMessage message)
    {
        private volatile bool _isUsed;

        internal BlsMessage Message { get; } = message;

        internal bool IsUsed
        {
            get => _isUsed;
            set => _isUsed = value;
        }
    }
}
