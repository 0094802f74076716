using System.Runtime.InteropServices;
using Aether.Core.Types;
using Aether.Execution.Ledger;

namespace Aether.Pipeline.BlockImport;

/// <summary>
/// The executed blocks above the final head, by hash. Bounded by the window of unfinalised blocks of consensus.
/// </summary>
/// <remarks><b>Threads</b>: the execution thread alone.</remarks>
internal sealed class ExecutedBlocks
{
    private readonly Dictionary<Hash256, ExecutedBlock> _blocks = [];
    private readonly List<Hash256> _dead = [];
    private readonly List<Hash256> _included = [];

    /// <summary>Starts above a final head.</summary>
    public ExecutedBlocks(HeadView finalized) => Finalized = finalized;

    /// <summary>The final head.</summary>
    public HeadView Finalized { get; private set; }

    /// <summary>Executed blocks above it.</summary>
    public int Count => _blocks.Count;

    /// <summary>An executed block above the final head, or null.</summary>
    public ExecutedBlock? Find(Hash256 hash) => _blocks.GetValueOrDefault(hash);

    /// <summary>The final head or an executed block above it; null for any other.</summary>
    public HeadView? FindView(Hash256 hash) => hash == Finalized.Header.Hash ? Finalized : Find(hash)?.View;

    /// <summary>Adds a valid block whose parent is here; a known one stays.</summary>
    public void Add(Header header, Transaction[] transactions, BlockExecution execution)
    {
        HeadView view = new(
            header, execution.PostState!, transactions, execution.EncodedReceipts, FindView(header.ParentHash));
        _blocks.TryAdd(header.Hash, new ExecutedBlock(view, execution));
    }

    /// <summary>
    /// Identifiers of all transactions from a block down to the final head, which is not included. The list is used
    /// again by the next call.
    /// </summary>
    public ReadOnlySpan<Hash256> TransactionsDownFrom(Hash256 hash)
    {
        _included.Clear();
        for (ExecutedBlock? at = Find(hash); at is not null; at = Find(at.Header.ParentHash))
        {
            foreach (Transaction transaction in at.View.Transactions)
            {
                _included.Add(transaction.Id);
            }
        }
        return CollectionsMarshal.AsSpan(_included);
    }

    /// <summary>Moves the final head up to an executed block and forgets what can no longer become final.</summary>
    public void Advance(ExecutedBlock block)
    {
        Finalized = block.View;
        Finalized.CutParent();
        foreach ((Hash256 hash, ExecutedBlock other) in _blocks)
        {
            if (!DescendsFrom(other, block))
            {
                _dead.Add(hash);
            }
        }
        foreach (Hash256 hash in _dead)
        {
            _blocks.Remove(hash);
        }
        _dead.Clear();
    }

    // A branch that lost reads through to a store that no longer holds its base.
    private bool DescendsFrom(ExecutedBlock block, ExecutedBlock ancestor)
    {
        ExecutedBlock? at = block;
        while (at is not null && at.Header.Height > ancestor.Header.Height + 1)
        {
            at = Find(at.Header.ParentHash);
        }
        return at is not null && at.Header.ParentHash == ancestor.Header.Hash;
    }
}
