using Aether.Core.Diagnostics;
using Aether.Core.Types;
using Aether.Crypto.Merkle;

namespace Aether.Execution.State;

/// <summary>Builds a tree from all its values, on all lanes of a runner.</summary>
/// <remarks>
/// <b>How</b>: the values of one first byte are one subtree. Lanes take parts until none is left: each reads a part,
/// hashes its values and leaves together and builds the subtree level by level. The few nodes above are made last.
/// Every value goes into the root, so whoever compares it has checked all of them. <b>Threads</b>: one load at a time.
/// </remarks>
internal sealed class TreeLoad(NodeArena arena, IStateParts source, long maxBytes) : ILaneWork
{
    private const int Depth = 8;

    private readonly uint[] _references = new uint[IStateParts.Count];
    private readonly Hash256[] _hashes = new Hash256[IStateParts.Count];
    private readonly ReferenceList[] _created = new ReferenceList[IStateParts.Count];
    private int _next;

    /// <summary>Nodes that were made for each part, leaves among them.</summary>
    public IReadOnlyList<ReferenceList> Created => _created;

    /// <summary>Builds; gives the root node and its hash.</summary>
    /// <exception cref="StateCorruptException">The source cannot be read.</exception>
    public uint Build(ILaneRunner lanes, out Hash256 root)
    {
        _next = 0;
        lanes.Run(this);
        for (int depth = Depth - 1; depth >= 0; depth--)
        {
            for (int node = 0; node < 1 << depth; node++)
            {
                Join(node);
            }
        }
        root = _hashes[0];
        return _references[0];
    }

    /// <inheritdoc/>
    void ILaneWork.Run(int lane)
    {
        SubtreeUpdate subtree = new(arena);
        TreeChanges changes = new();
        ChangeSetBuilder builder = new(new ChangeSetPool());
        for (int part = Interlocked.Increment(ref _next) - 1; part < IStateParts.Count;
            part = Interlocked.Increment(ref _next) - 1)
        {
            source.Read(part, builder);
            _created[part] = new ReferenceList();
            _hashes[part] = StateHasher.Empty;
            if (builder.Count > 0)
            {
                ChangeSet values = builder.Build();
                BuildPart(part, subtree, changes, values);
                values.Recycle();
                // The index comes last and is known by then.
                StateTooLargeException.ThrowIfAbove(
                    arena.TouchedBytes + (arena.Leaves.Count * FlatIndex.BytesPerKey), maxBytes);
            }
        }
        subtree.GiveBack();
    }

    private void BuildPart(int part, SubtreeUpdate subtree, TreeChanges changes, ChangeSet values)
    {
        changes.Start(values);
        changes.Hash(subtree.Hasher, 0, values.Count);
        subtree.Start(changes, 0, values.Count, NodeReference.Empty, StateHasher.Empty, Depth);
        subtree.Descend(8 * Hash256.Bytes);
        subtree.Ascend(tasksAreResolved: false);
        Check.That(subtree.TryResult(out _references[part], out _hashes[part]));
        _created[part].AddAll(subtree.Created);
        subtree.Clear();
    }

    // A lone leaf moves up, nothing stays nothing; anything else is a node. Children lie behind the node's place.
    // SAFETY: the record was taken a moment ago, so it exists and nobody else knows it.
    private unsafe void Join(int node)
    {
        int left = 2 * node;
        int right = left + 1;
        bool alone = _references[left] == NodeReference.Empty || _references[right] == NodeReference.Empty;
        int only = _references[left] == NodeReference.Empty ? right : left;
        if (alone && !NodeReference.IsInner(_references[only]))
        {
            _references[node] = _references[only];
            _hashes[node] = _hashes[only];
            return;
        }
        uint index = 0;
        arena.Inner.Take(new Span<uint>(ref index));
        uint reference = NodeReference.Inner(index);
        Hash256* children = arena.Children(reference);
        uint* links = arena.Links(reference);
        (children[0], children[1]) = (_hashes[left], _hashes[right]);
        (links[0], links[1]) = (_references[left], _references[right]);
        _references[node] = reference;
        _hashes[node] = StateHasher.HashNode(_hashes[left], _hashes[right]);
    }
}
