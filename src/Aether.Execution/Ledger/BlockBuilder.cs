using Aether.Core.Diagnostics;
using Aether.Core.Types;
using Aether.Execution.Staking;
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
    private readonly List<Conviction> _punished = [];
    private bool _finished;

    /// <summary>Starts an empty block on its parent's state, which the context fits.</summary>
    public BlockBuilder(Genesis genesis, BlockState parent, BlockContext context)
    {
        Check.That(context.Fits(parent));
        IsClosing = context.IsClosing(parent, genesis.Parameters);
        _genesis = genesis;
        _parent = parent;
        _context = context;
        _writes = new WriteSet(parent);
    }

    /// <summary>True for the block that closes its epoch: it takes neither transactions nor evidence.</summary>
    public bool IsClosing { get; }

    /// <summary>Transactions added.</summary>
    public int Count => _receipts.Count;

    /// <summary>Checks and executes a transaction on top of those added before.</summary>
    public TransactionError TryAdd(Transaction transaction)
    {
        Check.That(!_finished && !IsClosing);
        TransactionError error = AdmissionCheck.Validate(
            transaction, _writes, _genesis, _context.View, _context.BaseFee);
        if (error == TransactionError.None)
        {
            _receipts.Add(TransactionExecutor.Execute(_genesis, _context, transaction, _writes, _fees));
        }
        return error;
    }

    /// <summary>Punishes what a piece of evidence proves, with the block's leader as its reporter.</summary>
    /// <returns>False, with nothing changed, when all of it was punished before or is too old.</returns>
    public bool TryPunish(ReadOnlySpan<Conviction> convictions)
    {
        Check.That(!_finished && !IsClosing);
        bool any = false;
        foreach (Conviction conviction in convictions)
        {
            if (StakingLedger.TryPunish(_writes, _genesis.Parameters, conviction, _context.Proposer))
            {
                _punished.Add(conviction);
                any = true;
            }
        }
        return any;
    }

    /// <summary>Settles the block and computes its roots. The builder is used up.</summary>
    public BlockExecution Finish()
    {
        Check.That(!_finished);
        _finished = true;
        EpochTransition? transition = Settle();
        Receipt[] receipts = [.. _receipts];
        BlockState post = _parent.Apply(_context.Height, _writes.Changes);
        return new BlockExecution(
            BlockError.None, TransactionError.None, -1, post, receipts, BlockExecutor.ReceiptsRoot(receipts))
        {
            Transition = transition,
            Punished = _punished,
        };
    }

    private EpochTransition? Settle()
    {
        _fees.Settle(_writes, _context.Proposer);
        if (_context.Origin is not { } origin)
        {
            return null;
        }
        StakingLedger.CountParent(_writes, _genesis.Parameters, origin);
        return IsClosing
            ? StakingLedger.Close(_writes, _genesis.Parameters, origin.Validators, _context.View)
            : null;
    }
}
