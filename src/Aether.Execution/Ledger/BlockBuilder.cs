using Aether.Core.Diagnostics;
using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Aether.Execution.Rent;
using Aether.Execution.Scheduling;
using Aether.Execution.Staking;
using Aether.Execution.State;

namespace Aether.Execution.Ledger;

/// <summary>Adds transactions to a block; one that may not be included changes nothing.</summary>
/// <remarks>
/// The proposer skips refused transactions; for a follower the first refusal makes the block invalid. Evidence and fees
/// are settled after the transactions, whenever they were added. <b>Ownership</b>: holds its engine from the first use
/// to <see cref="Finish"/> or <see cref="Dispose"/>. <b>Threads</b>: one.
/// </remarks>
public sealed class BlockBuilder : IDisposable
{
    private readonly Genesis _genesis;
    private readonly BlockState _parent;
    private readonly BlockContext _context;
    private readonly ExecutionEngine _engine;
    private readonly bool _ownsEngine;
    private readonly WriteSet _trial;
    private readonly List<Conviction> _punished = [];
    private bool _finished;
    private bool _released;

    /// <summary>Starts an empty block on its parent's state, which the context fits.</summary>
    /// <param name="genesis">The chain.</param>
    /// <param name="parent">State after the parent.</param>
    /// <param name="context">The block.</param>
    /// <param name="engine">Executes the transactions; null for a serial one of the builder's own.</param>
    public BlockBuilder(Genesis genesis, BlockState parent, BlockContext context, ExecutionEngine? engine = null)
    {
        Check.That(context.Fits(parent));
        IsClosing = context.IsClosing(parent, genesis.Parameters);
        _genesis = genesis;
        _parent = parent;
        _context = context;
        _trial = new WriteSet(parent);
        _ownsEngine = engine is null;
        _engine = engine ?? new ExecutionEngine(genesis);
        _engine.Begin(parent, context);
    }

    /// <summary>True for the block that closes its epoch: it takes neither transactions nor evidence.</summary>
    public bool IsClosing { get; }

    /// <summary>Transactions added.</summary>
    public int Count => _engine.Count;

    /// <summary>Checks and executes a transaction on top of those added before.</summary>
    public TransactionError TryAdd(Transaction transaction)
    {
        Check.That(!_finished && !IsClosing);
        return _engine.CountFitting([transaction]) == 0 ? TransactionError.BlockFull : _engine.Run(transaction);
    }

    /// <summary>Checks and executes transactions in order, on all lanes; those refused change nothing.</summary>
    /// <param name="transactions">In block order.</param>
    /// <param name="errors">One verdict for each.</param>
    /// <returns>Index of the first that was refused, or -1.</returns>
    public int TryAddAll(ReadOnlySpan<Transaction> transactions, Span<TransactionError> errors)
    {
        Check.That(!_finished && !IsClosing && errors.Length == transactions.Length);
        int next = 0;
        while (next < transactions.Length)
        {
            int fitting = _engine.CountFitting(transactions[next..]);
            if (fitting == 0)
            {
                errors[next++] = TransactionError.BlockFull;
                continue;
            }
            _engine.Run(transactions.Slice(next, fitting));
            foreach (ref readonly TransactionOutcome outcome in _engine.Outcomes)
            {
                errors[next++] = outcome.Error;
            }
        }
        return errors.IndexOfAnyExcept(TransactionError.None);
    }

    /// <summary>Punishes what a piece of evidence proves, with the block's leader as its reporter.</summary>
    /// <returns>False, with nothing changed, when all of it was punished before or is too old.</returns>
    public bool TryPunish(ReadOnlySpan<Conviction> convictions)
    {
        Check.That(!_finished && !IsClosing);
        bool any = false;
        foreach (Conviction conviction in convictions)
        {
            // Only whether it counts is asked here, and that hangs on validators alone: the bounty is paid at the end.
            if (StakingLedger.TryPunish(_trial, _genesis.Parameters, conviction, _context.Proposer))
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
        BlockFees fees = _engine.Collect();
        WriteSet settled = new(_engine.AsReader());
        foreach (Conviction conviction in _punished)
        {
            bool punished = StakingLedger.TryPunish(settled, _genesis.Parameters, conviction, _context.Proposer);
            Check.That(punished);
        }
        EpochTransition? transition = Settle(fees, settled);
        EncodedReceipts receipts = _engine.CopyReceipts();
        ChangeSet changes = _engine.BuildChanges(settled);
        _engine.StateRootWatch?.Invoke(true);
        BlockState post = _parent.Apply(_context.Height, changes, _engine.StateLanes);
        _engine.StateRootWatch?.Invoke(false);
        Release();
        return new BlockExecution(
            BlockError.None, TransactionError.None, -1, post, receipts, MerkleLayers.RootInPlace(receipts.Leaves()))
        {
            Transition = transition,
            Punished = _punished,
        };
    }

    /// <summary>Gives up a block that will not be finished.</summary>
    public void Dispose()
    {
        _finished = true;
        if (!_released)
        {
            Release();
        }
    }

    private void Release()
    {
        _released = true;
        _engine.End();
        if (_ownsEngine)
        {
            _engine.Dispose();
        }
    }

    private EpochTransition? Settle(BlockFees fees, WriteSet settled)
    {
        ChainParameters parameters = _genesis.Parameters;
        fees.Add(ExpiryIndex.EndBlock(settled, parameters, _context.Epoch, _engine.CollectBirths()), 0);
        fees.Settle(settled, _context.Proposer);
        _engine.SettleMarkets(settled);
        if (_context.Origin is not { } origin)
        {
            return null;
        }
        StakingLedger.CountParent(settled, _genesis.Parameters, origin);
        return IsClosing
            ? StakingLedger.Close(settled, _genesis.Parameters, origin.Validators, _context.View)
            : null;
    }
}
