using System.Diagnostics.CodeAnalysis;
using Aether.Core.Diagnostics;
using Aether.Core.Types;
using Aether.Crypto.Merkle;

namespace Aether.Execution.State;

/// <summary>
/// The state after one block: immutable, and cheap to fork. Unfinalised states hold only what they changed.
/// </summary>
/// <remarks>
/// <b>Threads</b>: any number of readers. A state reads through to the store below it. Once the store holds a block
/// that is no ancestor of the state (a later one, or one of another branch), reads that reach the store end in
/// <see cref="StateMovedException"/>; they never give the other block's values.
/// </remarks>
public sealed class BlockState : IStateReader
{
    private readonly IStateStore _store;
    private readonly ChangeSet _changes;
    private readonly List<byte[]> _staleNodes;
    private readonly StateTree<StateHasher> _tree;
    private volatile BlockState? _parent;

    private BlockState(
        IStateStore store,
        BlockState? parent,
        ulong height,
        StateTree<StateHasher> tree,
        ChangeSet changes,
        List<byte[]> staleNodes)
    {
        _store = store;
        _parent = parent;
        Height = height;
        _tree = tree;
        _changes = changes;
        _staleNodes = staleNodes;
    }

    /// <summary>Height of the block.</summary>
    public ulong Height { get; }

    /// <summary>Root of the state tree.</summary>
    public Hash256 Root => _tree.Root;

    /// <summary>What the block changed.</summary>
    public ChangeSet Changes => _changes;

    /// <summary>Store keys of the tree nodes that the block replaced.</summary>
    internal IReadOnlyList<byte[]> StaleNodes => _staleNodes;

    /// <summary>Version of the root node in the store.</summary>
    internal ulong RootVersion => _tree.RootVersion;

    /// <inheritdoc/>
    public bool TryGet(Hash256 key, out byte[] value)
    {
        if (FindChange(key, out ChangeSet? changed, out int index, out BlockState oldest))
        {
            bool held = changed.TryValueAt(index, out ReadOnlySpan<byte> bytes);
            value = bytes.ToArray();
            return held;
        }
        bool found = _store.TryReadValue(key, out value);
        // The chain of states ends in the one that was last committed among its ancestors. The height is raised before
        // the store changes, so a value of a newer block is never taken for one of this state.
        if (_store.CommittedHeight > oldest.Height)
        {
            throw new StateMovedException();
        }
        return found;
    }

    /// <inheritdoc/>
    public bool TryRead(in Hash256 key, ValueArena arena, out ReadOnlySpan<byte> value)
    {
        if (FindChange(key, out ChangeSet? changed, out int index, out _))
        {
            bool held = changed.TryValueAt(index, out ReadOnlySpan<byte> bytes);
            value = held ? arena[arena.Append(bytes)] : default;
            return held;
        }
        bool found = TryGet(key, out byte[] stored);
        value = found ? arena[arena.Append(stored)] : default;
        return found;
    }

    /// <inheritdoc/>
    public void ReadMany(ReadOnlySpan<Hash256> keys, ValueArena arena, Span<ValueRange> values)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, keys.Length);
        for (int index = 0; index < keys.Length; index++)
        {
            int start = arena.UsedBytes;
            bool found = TryRead(keys[index], arena, out ReadOnlySpan<byte> value);
            values[index] = found ? new ValueRange(start, value.Length) : ValueRange.Absent;
        }
    }

    /// <summary>A proof of the value, or of the absence, of a key under <see cref="Root"/>.</summary>
    public SparseMerkleProof Prove(Hash256 key)
    {
        try
        {
            return _tree.Prove(key);
        }
        catch (StateCorruptException) when (_store.CommittedHeight > Height)
        {
            throw new StateMovedException();
        }
    }

    /// <summary>The nodes of the tree, for proofs of many keys.</summary>
    public IProofSource OpenProofs() => new TreeProofs<StateHasher>(_tree);

    /// <summary>The state after a child block that makes these changes, which belong to it from then on.</summary>
    public BlockState Apply(ulong height, ChangeSet changes)
    {
        Check.That(height == Height + 1);
        return Apply(_store, this, _tree, height, changes);
    }

    /// <summary>The same from a dictionary; null removes a key.</summary>
    public BlockState Apply(ulong height, SortedDictionary<Hash256, byte[]?> changes) =>
        Apply(height, Collect(changes));

    /// <summary>The state of an empty store.</summary>
    internal static BlockState Initial(IStateStore store, SortedDictionary<Hash256, byte[]?> changes) =>
        Apply(store, null, new StateTree<StateHasher>(store, null), 0, Collect(changes));

    /// <summary>The state of a store's last committed block.</summary>
    internal static BlockState Committed(IStateStore store, ulong height, Hash256 root, ulong rootVersion)
    {
        TreeNode? node = root == StateHasher.Empty ? null : new StoredNode(root, rootVersion);
        return new BlockState(store, null, height, new StateTree<StateHasher>(store, node), ChangeSet.Empty, []);
    }

    /// <summary>The tree nodes the block made.</summary>
    internal List<KeyValuePair<byte[], byte[]>> NewNodes() => _tree.NewNodes(Height);

    /// <summary>The tree nodes made by the blocks from a height up to this one that are still in the tree.</summary>
    internal List<KeyValuePair<byte[], byte[]>> NewNodes(ulong since) => _tree.NewNodes(since);

    /// <summary>Cuts the link to older states: the store below has all they hold.</summary>
    internal void CutParent() => _parent = null;

    /// <summary>
    /// Drops the tree's nodes from memory, here and in every state that shares them; they are read again when needed.
    /// Only for the state that was committed last.
    /// </summary>
    internal void UnloadNodes() => _tree.UnloadStored();

    /// <summary>Nodes of the tree that are in memory.</summary>
    internal int CountLoadedNodes() => _tree.CountLoaded();

    private static BlockState Apply(
        IStateStore store, BlockState? parent, StateTree<StateHasher> tree, ulong height, ChangeSet changes)
    {
        KeyChange[] list = new KeyChange[changes.Count];
        for (int index = 0; index < list.Length; index++)
        {
            bool held = changes.TryValueAt(index, out ReadOnlySpan<byte> value);
            list[index] = new KeyChange(changes.KeyAt(index), held ? StateHasher.HashValue(value) : null);
        }
        List<byte[]> stale = [];
        StateTree<StateHasher> next = tree.Update(list, height, stale);
        return new BlockState(store, parent, height, next, changes, stale);
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

    // The newest change of a key among the blocks above the store; else the oldest of these states.
    private bool FindChange(
        in Hash256 key, [NotNullWhen(true)] out ChangeSet? changes, out int index, out BlockState oldest)
    {
        oldest = this;
        for (BlockState? at = this; at is not null; at = at._parent)
        {
            index = at._changes.Find(key);
            if (index >= 0)
            {
                changes = at._changes;
                return true;
            }
            oldest = at;
        }
        changes = null;
        index = -1;
        return false;
    }
}
