using System.Diagnostics.CodeAnalysis;
using Aether.Core.Diagnostics;
using Aether.Core.Types;
using Aether.Crypto.Merkle;

namespace Aether.Execution.State;

/// <summary>The state after one block: immutable, and cheap to fork. It holds only what the block changed.</summary>
/// <remarks>
/// <b>Threads</b>: any number of readers. <b>Life</b>: a state is readable until it can no longer matter: when another
/// block of its height became final, or long after its own did. From then on every read ends in
/// <see cref="StateMovedException"/>; none ever gives another state's value. <see cref="Pin"/> keeps it longer.
/// <b>Cost</b>: a read of the final state or one above it is one lookup for each block above the final one and one in
/// the flat index; older states are read through their tree.
/// </remarks>
public sealed class BlockState : IStateReader
{
    private const int ReadBatch = 64;

    private readonly StateForest _forest;
    private readonly TreeVersion _version;
    private readonly ChangeSet _changes;
    private volatile BlockState? _parent;

    private BlockState(StateForest forest, BlockState? parent, TreeVersion version, ChangeSet changes)
    {
        _forest = forest;
        _parent = parent;
        _version = version;
        _changes = changes;
    }

    // A state that nobody holds, and no other state is made from, was not chosen.
    ~BlockState() => _forest.Forget(_version);

    /// <summary>Height of the block.</summary>
    public ulong Height => _version.Height;

    /// <summary>Root of the state tree.</summary>
    public Hash256 Root => _version.Root;

    /// <summary>
    /// What the block changed. Good while the state is readable; who needs it longer calls
    /// <see cref="ChangeSet.Retain"/>.
    /// </summary>
    public ChangeSet Changes => _changes;

    /// <summary>Bytes of memory of all states that share nodes with this one.</summary>
    public long UsedBytes => _forest.UsedBytes;

    /// <inheritdoc/>
    public bool TryGet(Hash256 key, out byte[] value)
    {
        int side = Enter();
        try
        {
            bool found = TryFind(key, FlatIndex.HashOf(key), out ReadOnlySpan<byte> bytes);
            value = bytes.ToArray();
            return found;
        }
        finally
        {
            _forest.Gate.Leave(side);
        }
    }

    /// <summary>What a value says, read where it lies: empty where there is none.</summary>
    /// <param name="key">State key.</param>
    /// <param name="read">Runs at once and keeps nothing of the bytes; it must not read states itself.</param>
    public TResult Read<TResult>(in Hash256 key, ValueReader<TResult> read)
    {
        int side = Enter();
        try
        {
            return read(TryFind(key, FlatIndex.HashOf(key), out ReadOnlySpan<byte> bytes) ? bytes : default);
        }
        finally
        {
            _forest.Gate.Leave(side);
        }
    }

    /// <inheritdoc/>
    public bool TryRead(in Hash256 key, ValueArena arena, out ReadOnlySpan<byte> value)
    {
        int side = Enter();
        try
        {
            bool found = TryFind(key, FlatIndex.HashOf(key), out ReadOnlySpan<byte> bytes);
            value = found ? arena[arena.Append(bytes)] : default;
            return found;
        }
        finally
        {
            _forest.Gate.Leave(side);
        }
    }

    /// <inheritdoc/>
    public void ReadMany(ReadOnlySpan<Hash256> keys, ValueArena arena, Span<ValueRange> values)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, keys.Length);
        int side = Enter();
        try
        {
            for (int done = 0; done < keys.Length; done += ReadBatch)
            {
                int take = Math.Min(ReadBatch, keys.Length - done);
                ReadSome(keys.Slice(done, take), arena, values.Slice(done, take));
            }
        }
        finally
        {
            _forest.Gate.Leave(side);
        }
    }

    /// <summary>A proof of the value, or of the absence, of a key under <see cref="Root"/>.</summary>
    public SparseMerkleProof Prove(Hash256 key)
    {
        int side = Enter();
        try
        {
            return TreeReader.Prove(_forest.Arena, _version.Reference, key);
        }
        finally
        {
            _forest.Gate.Leave(side);
        }
    }

    /// <summary>The nodes of the tree, for proofs of many keys.</summary>
    public IProofSource OpenProofs() => new TreeProofs(_forest, _version);

    /// <summary>Keeps this state readable.</summary>
    /// <exception cref="StateMovedException">It is not any more.</exception>
    public StatePin Pin()
    {
        StatePin pin = new(_forest, _version);
        GC.KeepAlive(this);
        return pin;
    }

    /// <summary>The values from a key on, in the order of their keys; pins the state.</summary>
    /// <exception cref="StateMovedException">It is not readable any more.</exception>
    public ValueCursor Enumerate(in Hash256 from)
    {
        ValueCursor cursor = new(_forest, _version, from);
        GC.KeepAlive(this);
        return cursor;
    }

    /// <summary>The state after a child block.</summary>
    /// <param name="height">Height of the block.</param>
    /// <param name="changes">What it changes, which belongs to the new state from then on.</param>
    /// <param name="lanes">Who computes the root; the caller alone when null.</param>
    /// <exception cref="StateMovedException">This state is not readable any more.</exception>
    public BlockState Apply(ulong height, ChangeSet changes, ILaneRunner? lanes = null)
    {
        Check.That(height == Height + 1);
        return new BlockState(_forest, this, _forest.Apply(_version, height, changes, lanes), changes);
    }

    /// <summary>The same from a dictionary; null removes a key.</summary>
    public BlockState Apply(ulong height, SortedDictionary<Hash256, byte[]?> changes) =>
        Apply(height, Collect(changes));

    /// <summary>The state after an earlier block, beside the chain: to be pinned at once.</summary>
    /// <param name="height">Height of the block.</param>
    /// <param name="undo">The values it had of all keys that were changed since.</param>
    /// <exception cref="StateMovedException">This state is not readable any more.</exception>
    internal BlockState Rewind(ulong height, ChangeSet undo)
    {
        Check.That(height <= Height);
        return new BlockState(_forest, null, _forest.Apply(_version, height, undo), undo);
    }

    /// <summary>Ends a state that nobody reads or builds on, before its memory would be found unused.</summary>
    public void Discard() => _forest.Abandon(_version);

    /// <summary>The state of block 0.</summary>
    internal static BlockState Initial(SortedDictionary<Hash256, byte[]?> changes)
    {
        StateForest forest = new();
        ChangeSet set = Collect(changes);
        TreeVersion version = forest.Apply(null, 0, set);
        forest.MakeFinal(version);
        return new BlockState(forest, null, version, set);
    }

    /// <summary>The state of a store's last committed block.</summary>
    /// <param name="height">Height of that block.</param>
    /// <param name="values">All values.</param>
    /// <param name="lanes">Who builds the tree; the caller alone when null.</param>
    /// <param name="maxBytes">Bytes of memory that it and its successors may use.</param>
    /// <exception cref="StateTooLargeException">It needs more.</exception>
    internal static BlockState Load(
        ulong height, IStateParts values, ILaneRunner? lanes = null, long maxBytes = long.MaxValue)
    {
        StateForest forest = new() { MaxBytes = maxBytes };
        return new BlockState(forest, null, forest.Load(height, values, lanes), ChangeSet.Empty);
    }

    /// <summary>The block became final: the flat index holds its state from now on, and other branches end.</summary>
    internal void CutParent()
    {
        _forest.MakeFinal(_version);
        _parent = null;
    }

    private static ChangeSet Collect(SortedDictionary<Hash256, byte[]?> changes)
    {
        ChangeSetBuilder builder = new();
        foreach (KeyValuePair<Hash256, byte[]?> change in changes)
        {
            if (change.Value is { } value)
            {
                builder.Add(change.Key, value);
            }
            else
            {
                builder.Remove(change.Key);
            }
        }
        return builder.Build();
    }

    private int Enter()
    {
        int side = _forest.Gate.Enter();
        if (!_version.IsAlive)
        {
            _forest.Gate.Leave(side);
            throw new StateMovedException();
        }
        return side;
    }

    private void ReadSome(ReadOnlySpan<Hash256> keys, ValueArena arena, Span<ValueRange> values)
    {
        Span<uint> hashes = stackalloc uint[ReadBatch];
        for (int index = 0; index < keys.Length; index++)
        {
            hashes[index] = FlatIndex.HashOf(keys[index]);
            _forest.Flat.PrefetchSlot(hashes[index]);
            for (BlockState at = this; at._parent is { } parent; at = parent)
            {
                at._changes.PrefetchSlot(keys[index]);
            }
        }
        for (int index = 0; index < keys.Length; index++)
        {
            _forest.Flat.PrefetchLeaf(hashes[index]);
        }
        for (int index = 0; index < keys.Length; index++)
        {
            values[index] = TryFind(keys[index], hashes[index], out ReadOnlySpan<byte> value)
                ? arena.Append(value)
                : ValueRange.Absent;
        }
    }

    // Inside the gate: the value is good until the caller leaves.
    private bool TryFind(in Hash256 key, uint hash, out ReadOnlySpan<byte> value)
    {
        if (FindChange(key, out ChangeSet? changed, out int index, out BlockState oldest))
        {
            return changed.TryValueAt(index, out value);
        }
        uint leaf = NodeReference.Empty;
        bool isFlat = _forest.FlatIsAt(oldest.Height);
        if (isFlat)
        {
            leaf = _forest.Flat.Find(key, hash);
            isFlat = _forest.FlatIsAt(oldest.Height);
        }
        if (!isFlat)
        {
            leaf = TreeReader.Find(_forest.Arena, _version.Reference, key);
        }
        value = leaf == NodeReference.Empty ? default : _forest.Arena.Value(leaf);
        return leaf != NodeReference.Empty;
    }

    // The newest change of a key above the final state; else that state, whose own changes are in the flat index and in
    // every tree on it.
    private bool FindChange(
        in Hash256 key, [NotNullWhen(true)] out ChangeSet? changes, out int index, out BlockState oldest)
    {
        BlockState at = this;
        for (BlockState? parent = at._parent; parent is not null; parent = at._parent)
        {
            index = at._changes.Find(key);
            if (index >= 0)
            {
                changes = at._changes;
                oldest = at;
                return true;
            }
            at = parent;
        }
        oldest = at;
        changes = null;
        index = -1;
        return false;
    }
}
