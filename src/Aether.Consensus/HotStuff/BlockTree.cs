using Aether.Core;
using Aether.Core.Types;

namespace Aether.Consensus.HotStuff;

/// <summary>The verified blocks above the final head, connected or not. Bounded.</summary>
internal sealed class BlockTree
{
    private readonly Dictionary<Hash256, BlockNode> _byHash = [];
    private readonly SortedDictionary<ulong, List<BlockNode>> _byView = [];

    public BlockTree(Header finalized) => Finalized = finalized;

    /// <summary>The final head: the parent of every connected chain.</summary>
    public Header Finalized { get; private set; }

    /// <summary>Blocks held.</summary>
    public int Count => _byHash.Count;

    /// <summary>The node of a block, or null.</summary>
    public BlockNode? Find(Hash256 hash) => _byHash.GetValueOrDefault(hash);

    /// <summary>The header of a known block, the final head included.</summary>
    public Header? FindHeader(Hash256 hash) => hash == Finalized.Hash ? Finalized : Find(hash)?.Header;

    /// <summary>The blocks of a view, in order of arrival.</summary>
    public IReadOnlyList<BlockNode> InView(ulong view) =>
        _byView.TryGetValue(view, out List<BlockNode>? list) ? list : [];

    /// <summary>True when the block's parent is the final head or was executed.</summary>
    public bool IsParentExecuted(BlockNode node) =>
        node.Header.ParentHash == Finalized.Hash || Find(node.Header.ParentHash)?.Execution == ExecutionState.Valid;

    /// <summary>True when the tree holds as many blocks as it may.</summary>
    public bool IsFull => _byHash.Count >= Limits.Consensus.MaxPendingBlocks;

    /// <summary>The block with a certificate in the highest view; null without any.</summary>
    public BlockNode? HighestCertified() => _byView.Reverse().SelectMany(view => view.Value).FirstOrDefault(
        node => node.Certificate is not null);

    /// <summary>Adds a block; false when its view is full, or the tree is full of blocks of lower views.</summary>
    /// <remarks>
    /// Lower views win, so that a node that is further behind than the tree is large still reaches its final head when
    /// it walks back.
    /// </remarks>
    public bool TryAdd(BlockNode node)
    {
        if (!_byView.TryGetValue(node.Header.View, out List<BlockNode>? list))
        {
            list = [];
        }
        if (_byHash.ContainsKey(node.Hash) || list.Count >= Limits.Consensus.MaxProposalsPerView
            || (IsFull && !TryMakeRoomBelow(node.Header.View)))
        {
            return false;
        }
        _byHash.Add(node.Hash, node);
        _byView[node.Header.View] = list;
        list.Add(node);
        return true;
    }

    /// <summary>Marks a block and all its known descendants invalid.</summary>
    public void Invalidate(BlockNode node)
    {
        node.Execution = ExecutionState.Invalid;
        // Views ascend, so parents come before children.
        foreach (KeyValuePair<ulong, List<BlockNode>> view in _byView)
        {
            foreach (BlockNode other in view.Value)
            {
                if (Find(other.Header.ParentHash)?.Execution == ExecutionState.Invalid)
                {
                    other.Execution = ExecutionState.Invalid;
                }
            }
        }
    }

    /// <summary>
    /// The chain from the final head's child to a block, oldest first; null when an ancestor is unknown.
    /// </summary>
    public List<BlockNode>? ChainTo(BlockNode node)
    {
        List<BlockNode> chain = [];
        for (BlockNode? at = node; at is not null; at = Find(at.Header.ParentHash))
        {
            chain.Add(at);
            if (at.Header.ParentHash == Finalized.Hash)
            {
                chain.Reverse();
                return chain;
            }
        }
        return null;
    }

    /// <summary>Forgets blocks below a view that got no certificate: nothing can build on them any more.</summary>
    /// <remarks>
    /// A certificate that comes later brings its block back by hash. Keeps the tree from filling up when nothing is
    /// final.
    /// </remarks>
    public void PruneUncertified(ulong view, Hash256? keep)
    {
        if (_byHash.Count == 0)
        {
            return;
        }
        List<BlockNode> dead = [];
        foreach (KeyValuePair<ulong, List<BlockNode>> entry in _byView)
        {
            if (entry.Key >= view)
            {
                break;
            }
            foreach (BlockNode node in entry.Value)
            {
                if (node.Certificate is null && node.Hash != keep)
                {
                    dead.Add(node);
                }
            }
        }
        dead.ForEach(Remove);
    }

    /// <summary>Moves the final head and forgets everything that cannot descend from it.</summary>
    public void Advance(Header finalized)
    {
        Finalized = finalized;
        List<ulong> emptied = [];
        foreach (KeyValuePair<ulong, List<BlockNode>> view in _byView)
        {
            if (view.Key <= finalized.View)
            {
                emptied.Add(view.Key);
            }
        }
        foreach (ulong view in emptied)
        {
            foreach (BlockNode node in _byView[view])
            {
                _byHash.Remove(node.Hash);
            }
            _byView.Remove(view);
        }
    }

    private bool TryMakeRoomBelow(ulong view)
    {
        KeyValuePair<ulong, List<BlockNode>> highest = _byView.Last();
        if (highest.Key <= view)
        {
            return false;
        }
        Remove(highest.Value[^1]);
        return true;
    }

    private void Remove(BlockNode node)
    {
        _byHash.Remove(node.Hash);
        List<BlockNode> list = _byView[node.Header.View];
        list.Remove(node);
        if (list.Count == 0)
        {
            _byView.Remove(node.Header.View);
        }
    }
}
