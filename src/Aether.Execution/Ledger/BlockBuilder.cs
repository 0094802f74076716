using Aether.Core.Diagnostics;
using Aether.Core.Types;
using Aether.Execution.State;

namespace Aether.Execution.Ledger;

/// <summary>Adds transactions to a block one by one; one that may not be included changes nothing.</summary>
/// <remarks>
/// The proposer skips refused transactions; for a follower the first refusal makes the block invalid. <b>Threads</b>:
/// one.
/// </remarks>
public sealed class BlockBuilder
{
    private readonly Genesis _genesis;
    private readonly BlockState _parent;
    private readonly BlockContext _context;
    private readonly WriteSet _writes;
    private readonly BlockFees _fees = new();
    private readonly List<Receipt> _receipts = [];
    private bool _finished;

    /// <summary>Starts an empty block on its parent's state.</summary>
    public BlockBuilder(Genesis genesis, BlockState parent, BlockContext context)
    {
        _genesis = genesis;
        _parent = parent;
        _context = context;
        _writes = new WriteSet(parent);
    }

    /// <summary>Transactions added.</summary>
    public int Count => _receipts.Count;

    /// <summary>Checks and executes a transaction on top of those added before.</summary>
    public TransactionError TryAdd(Transaction transaction)
    {
        Check.That(!_finished);
        TransactionError error = AdmissionCheck.Validate(
            transaction, _writes, _genesis, _context.View, _context.BaseFee);
        if (error == TransactionError.None)
        {
            _receipts.Add(TransactionExecutor.Execute(_genesis, _context, transaction, _writes, _fees));
        }
        return error;
    }

    /// <summary>Settles the block's fees and computes its roots. The builder is used up.</summary>
    public BlockExecution Finish()
    {
        Check.That(!_finished);
        _finished = true;
        _fees.Settle(_writes, _context.Proposer);
        Receipt[] receipts = [.. _receipts];
        BlockState post = _parent.Apply(_context.Height, _writes.Changes);
        return new BlockExecution(
            BlockError.None, TransactionError.None, -1, post, receipts, BlockExecutor.ReceiptsRoot(receipts));
    }
}
