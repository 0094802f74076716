using Aether.Core.Types;
using Aether.Crypto.Merkle;

namespace Aether.Execution.State;

/// <summary>The changes of a block with the hashes of their leaves.</summary>
/// <remarks><b>Threads</b>: lanes hash separate ranges; afterwards all of them read.</remarks>
// SAFETY: both buffers have room for every change; ranges lie within the set.
internal sealed unsafe class TreeChanges
{
    private readonly NativeBuffer<Hash256> _pairs = new();
    private readonly NativeBuffer<Hash256> _hashes = new();

    /// <summary>The changes.</summary>
    public ChangeSet Set { get; private set; } = ChangeSet.Empty;

    /// <summary>Takes a set; <see cref="Hash"/> must go over all of it before the hashes are read.</summary>
    public void Start(ChangeSet set)
    {
        Set = set;
        _pairs.Ensure(checked(2 * set.Count));
        _hashes.Ensure(set.Count);
    }

    /// <summary>Hashes values and leaves of a range with a lane's own memory.</summary>
    // SAFETY: the range lies in the set, so its pairs and hashes lie in the buffers.
    public void Hash(ValueHasher hasher, int low, int high)
    {
        hasher.Hash(Set, low, high, _pairs.Pointer);
        StateHasher.HashLeaves(
            new ReadOnlySpan<Hash256>(_pairs.Pointer + (2 * low), 2 * (high - low)),
            new Span<Hash256>(_hashes.Pointer + low, high - low));
    }

    /// <summary>Key and value hash of a change.</summary>
    // SAFETY: the index is one of the set's.
    public Hash256* Pair(int index) => _pairs.Pointer + (2 * index);

    /// <summary>Hash of the leaf of a change that sets a value.</summary>
    // SAFETY: the index is one of the set's.
    public Hash256* LeafHash(int index) => _hashes.Pointer + index;
}
