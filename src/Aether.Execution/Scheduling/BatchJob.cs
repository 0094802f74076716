using Aether.Core.Types;
using Aether.Execution.Ledger;

namespace Aether.Execution.Scheduling;

/// <summary>One batch on the lanes: its keys and values are loaded in ranges, then its transactions run.</summary>
internal sealed class BatchJob : ILaneJob, IDisposable
{
    // Large enough to fill the vector lanes many times over, small enough that two lanes share a block evenly.
    private const int LoadRange = 256;

    private readonly SlotTable _slots;
    private readonly BlockPlan _plan;
    private readonly TransactionExecutor[] _executors;
    private readonly Scheduler _scheduler;
    private Hash256[] _witnesses = [];
    private TransactionOutcome[] _outcomes = [];
    private PaddedLong _nextRange;
    private PaddedLong _rangesDone;
    private int _cellRanges;
    private int _ranges;
    private volatile bool _aborted;

    /// <summary>Creates the job of an engine.</summary>
    public BatchJob(SlotTable slots, BlockPlan plan, TransactionExecutor[] executors)
    {
        _slots = slots;
        _plan = plan;
        _executors = executors;
        _scheduler = new Scheduler(plan, executors.Length);
    }

    /// <summary>Number of the batch's first transaction in the block, from 1.</summary>
    public int Number { get; set; }

    /// <summary>What became of the transactions.</summary>
    public ReadOnlySpan<TransactionOutcome> Outcomes => _outcomes.AsSpan(0, OutcomeCount);

    /// <summary>Decides whose turn it is.</summary>
    public Scheduler Scheduler => _scheduler;

    private int OutcomeCount { get; set; }

    /// <summary>Gets ready for the plan's batch.</summary>
    public void Prepare(bool parallel)
    {
        OutcomeCount = _plan.Count;
        if (_outcomes.Length < _plan.Count)
        {
            _outcomes = new TransactionOutcome[Math.Max(_plan.Count, _outcomes.Length * 2)];
        }
        if (_witnesses.Length < _plan.WitnessCount)
        {
            _witnesses = new Hash256[Math.Max(_plan.WitnessCount, _witnesses.Length * 2)];
        }
        _cellRanges = (_slots.LoadCount + LoadRange - 1) / LoadRange;
        _ranges = _cellRanges + ((_plan.Count + LoadRange - 1) / LoadRange);
        _nextRange.Value = 0;
        _rangesDone.Value = 0;
        _aborted = false;
        if (parallel)
        {
            _scheduler.Reset();
        }
    }

    /// <summary>Runs the batch in block order on the caller.</summary>
    public void RunSerially()
    {
        LoadAll();
        for (int transaction = 0; transaction < _plan.Count; transaction++)
        {
            Execute(0, transaction);
        }
    }

    /// <summary>Loads keys and values on the caller.</summary>
    public void LoadAll()
    {
        for (int range = 0; range < _ranges; range++)
        {
            Load(0, range);
        }
    }

    /// <inheritdoc/>
    public void Run(int lane)
    {
        long range;
        while (!_aborted && (range = Interlocked.Increment(ref _nextRange.Value) - 1) < _ranges)
        {
            Load(lane, (int)range);
            // Publishes what was loaded: pairs with the read below.
            Interlocked.Increment(ref _rangesDone.Value);
        }
        SpinWait spin = default;
        while (Volatile.Read(ref _rangesDone.Value) < _ranges)
        {
            if (_aborted)
            {
                return;
            }
            spin.SpinOnce(-1);
        }
        _scheduler.Run(lane, new Work(this));
    }

    /// <inheritdoc/>
    public void Abort()
    {
        _aborted = true;
        _scheduler.Abort();
    }

    /// <inheritdoc/>
    public void Dispose() => _scheduler.Dispose();

    /// <summary>Runs one transaction on a lane.</summary>
    public void Execute(int lane, int transaction)
    {
        TransactionExecutor executor = _executors[lane];
        int first = _plan.FirstWitness(transaction);
        ReadOnlySpan<Hash256> witnesses = _witnesses.AsSpan(first, _plan.FirstWitness(transaction + 1) - first);
        ref TransactionOutcome outcome = ref _outcomes[transaction];
        outcome.Lane = (byte)lane;
        outcome.Error = executor.Execute(
            _plan, transaction, Number + transaction, witnesses, out outcome.Start, out outcome.Gas);
        outcome.Bytes = outcome.Error == TransactionError.None ? executor.Receipts.Bytes.Length - outcome.Start : 0;
    }

    private void Load(int lane, int range)
    {
        if (range < _cellRanges)
        {
            int first = range * LoadRange;
            int count = Math.Min(LoadRange, _slots.LoadCount - first);
            _slots.Load(first, count, _executors[lane].Loader);
            return;
        }
        int start = (range - _cellRanges) * LoadRange;
        int end = Math.Min(start + LoadRange, _plan.Count);
        KeyHasher hasher = _executors[lane].Loader.Hasher;
        for (int transaction = start; transaction < end; transaction++)
        {
            foreach (ref readonly Witness witness in _plan[transaction].Witnesses.AsSpan())
            {
                hasher.AddWitness(witness.Key.Value);
            }
        }
        hasher.Finish().CopyTo(_witnesses.AsSpan(_plan.FirstWitness(start)));
    }

    /// <summary>Runs a transaction of the batch.</summary>
    public readonly struct Work(BatchJob job) : ITransactionWork
    {
        /// <inheritdoc/>
        public void Run(int lane, int transaction) => job.Execute(lane, transaction);
    }
}
