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
    private readonly SortedDictionary<Hash256, byte[]?> _changes;
    private readonly List<byte[]> _staleNodes;
    private readonly StateTree<StateHasher> _tree;
    private volatile BlockState? _parent;

    private BlockState(
        IStateStore store,
        BlockState? parent,
        ulong height,
        StateTree<StateHasher> tree,
        SortedDictionary<Hash256, byte[]?> changes,
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

    /// <summary>Values changed by the block, ascending by key; null where a key was removed.</summary>
    internal IReadOnlyCollection<KeyValuePair<Hash256, byte[]?>> Changes => _changes;

    /// <summary>Store keys of the tree nodes that the block replaced.</summary>
    internal IReadOnlyList<byte[]> StaleNodes => _staleNodes;

    /// <summary>Version of the root node in the store.</summary>
    internal ulong RootVersion => _tree.RootVersion;

    /// <inheritdoc/>
    public bool TryGet(Hash256 key, out byte[] value)
    {
        BlockState oldest = this;
        for (BlockState? at = this; at is not null; at = at._parent)
        {
            if (at._changes.TryGetValue(key, out byte[]? changed))
            {
                value = changed ?? [];
                return changed is not null;
            }
            oldest = at;
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

    /// <summary>The state after a child block that makes these changes, which belong to it from then on.</summary>
    public BlockState Apply(ulong height, SortedDictionary<Hash256, byte[]?> changes)
    {
        Check.That(height == Height + 1);
        return Apply(_store, this, _tree, height, changes);
    }

    /// <summary>The state of an empty store.</summary>
    internal static BlockState Initial(IStateStore store, SortedDictionary<Hash256, byte[]?> changes) =>
        Apply(store, null, new StateTree<StateHasher>(store, null), 0, changes);

    /// <summary>The state of a store's last committed block.</summary>
    internal static BlockState Committed(IStateStore store, ulong height, Hash256 root, ulong rootVersion)
    {
        TreeNode? node = root == StateHasher.Empty ? null : new StoredNode(root, rootVersion);
        return new BlockState(store, null, height, new StateTree<StateHasher>(store, node), [], []);
    }

    /// <summary>The tree nodes the block made.</summary>
    internal List<KeyValuePair<byte[], byte[]>> NewNodes() => _tree.NewNodes(Height);

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
        IStateStore store,
        BlockState? parent,
        StateTree<StateHasher> tree,
        ulong height,
        SortedDictionary<Hash256, byte[]?> changes)
    {
        KeyChange[] list = new KeyChange[changes.Count];
        int count = 0;
        foreach (KeyValuePair<Hash256, byte[]?> change in changes)
        {
            Hash256? valueHash = change.Value is null ? null : StateHasher.HashValue(change.Value);
            list[count++] = new KeyChange(change.Key, valueHash);
        }
        List<byte[]> stale = [];
        StateTree<StateHasher> next = tree.Update(list, height, stale);
        return new BlockState(store, parent, height, next, changes, stale);
    }
}
