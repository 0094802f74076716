using Aether.Core.Types;
using Aether.Execution.Ledger;

namespace Aether.Execution.Scheduling;

/// <summary>
/// One batch on the lanes: it is planned slice by slice, what a slice touches is loaded, then its transactions run.
/// </summary>
/// <remarks>
/// On one lane a slice runs before the next is planned, while its transactions and values are in the caches. On several
/// (1) lane 0 plans and publishes the number of planned slices; (2) every lane claims published slices and loads them;
/// lane 0 does so when it has planned all; (3) when all are loaded the lanes turn to the scheduler. <b>Threads</b>: as
/// said. The arrays that loading lanes write into grow only while none loads (<see cref="Quiesce"/>).
/// </remarks>
internal sealed class BatchJob : ILaneJob, IDisposable
{
    // What a slice touches fits into the cache of one core, and its keys fill the vector lanes many times over.
    private const int DefaultSliceLength = 256;

    private readonly SlotTable _slots;
    private readonly BlockPlan _plan;
    private readonly TransactionExecutor[] _executors;
    private readonly Scheduler _scheduler;
    private Hash256[] _witnesses = [];
    private TransactionOutcome[] _outcomes = [];
    private int[] _loadEnds = [];
    private PaddedLong _planned;
    private PaddedLong _claimed;
    private PaddedLong _loaded;
    private int _slices;
    private volatile bool _aborted;

    /// <summary>Creates the job of an engine.</summary>
    public BatchJob(SlotTable slots, BlockPlan plan, TransactionExecutor[] executors)
    {
        _slots = slots;
        _plan = plan;
        _executors = executors;
        _scheduler = new Scheduler(plan, executors.Length);
        slots.BeforeGrowth = Quiesce;
    }

    /// <summary>Number of the batch's first transaction in the block, from 1.</summary>
    public int Number { get; set; }

    /// <summary>Transactions of a slice.</summary>
    public int SliceLength { get; set; } = DefaultSliceLength;

    /// <summary>What became of the transactions.</summary>
    public ReadOnlySpan<TransactionOutcome> Outcomes => _outcomes.AsSpan(0, OutcomeCount);

    /// <summary>Decides whose turn it is.</summary>
    public Scheduler Scheduler => _scheduler;

    private int OutcomeCount { get; set; }

    /// <summary>Starts a batch.</summary>
    public void Begin(ReadOnlySpan<Transaction> batch, bool parallel)
    {
        _plan.Begin(batch, withTickets: parallel);
        OutcomeCount = batch.Length;
        _slices = (batch.Length + SliceLength - 1) / SliceLength;
        if (_outcomes.Length < batch.Length)
        {
            _outcomes = new TransactionOutcome[Math.Max(batch.Length, _outcomes.Length * 2)];
        }
        if (_loadEnds.Length < _slices)
        {
            _loadEnds = new int[Math.Max(_slices, _loadEnds.Length * 2)];
        }
        _planned.Value = 0;
        _claimed.Value = 0;
        _loaded.Value = 0;
        _aborted = false;
        if (parallel)
        {
            _scheduler.Reset();
        }
    }

    /// <summary>Runs the batch in block order on the caller.</summary>
    public void RunSerially()
    {
        for (int slice = 0; slice < _slices; slice++)
        {
            Plan(slice);
            LoadClaimed(0);
            int end = EndOf(slice);
            for (int transaction = slice * SliceLength; transaction < end; transaction++)
            {
                Execute(0, transaction);
            }
        }
    }

    /// <summary>Plans and loads the whole batch on the caller.</summary>
    public void PlanAndLoad()
    {
        for (int slice = 0; slice < _slices; slice++)
        {
            Plan(slice);
        }
        LoadClaimed(0);
    }

    /// <inheritdoc/>
    public void Run(int lane)
    {
        for (int slice = 0; lane == 0 && slice < _slices && !_aborted; slice++)
        {
            Plan(slice);
        }
        SpinWait spin = default;
        while (Volatile.Read(ref _loaded.Value) < _slices)
        {
            if (_aborted)
            {
                return;
            }
            if (LoadClaimed(lane))
            {
                spin.Reset();
            }
            else
            {
                spin.SpinOnce(-1);
            }
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

    private int EndOf(int slice) => Math.Min((slice + 1) * SliceLength, _plan.Count);

    private void Plan(int slice)
    {
        _plan.Number(EndOf(slice));
        _loadEnds[slice] = _slots.LoadCount;
        if (_witnesses.Length < _plan.WitnessCount)
        {
            Quiesce();
            Array.Resize(ref _witnesses, Math.Max(_plan.WitnessCount, _witnesses.Length * 2));
        }
        // Publishes the slice: pairs with the read in TryClaim.
        Volatile.Write(ref _planned.Value, slice + 1);
    }

    // Only lane 0 plans, and only it calls this: it takes part, so that nobody waits for a thread that does not run.
    private void Quiesce()
    {
        LoadClaimed(0);
        SpinWait spin = default;
        while (Volatile.Read(ref _loaded.Value) < _planned.Value && !_aborted)
        {
            spin.SpinOnce(-1);
        }
    }

    private bool LoadClaimed(int lane)
    {
        bool any = false;
        while (!_aborted && TryClaim(out int slice))
        {
            Load(slice, _executors[lane].Loader);
            // Publishes what was loaded: pairs with the reads in Run and Quiesce.
            Interlocked.Increment(ref _loaded.Value);
            any = true;
        }
        return any;
    }

    private bool TryClaim(out int slice)
    {
        long next = Volatile.Read(ref _claimed.Value);
        while (next < Volatile.Read(ref _planned.Value))
        {
            long found = Interlocked.CompareExchange(ref _claimed.Value, next + 1, next);
            if (found == next)
            {
                slice = (int)next;
                return true;
            }
            next = found;
        }
        slice = -1;
        return false;
    }

    private void Load(int slice, LaneLoader loader)
    {
        int start = slice * SliceLength;
        int end = EndOf(slice);
        int first = slice == 0 ? 0 : _loadEnds[slice - 1];
        int cells = _loadEnds[slice] - first;
        _slots.AddKeys(first, cells, loader.Hasher);
        for (int transaction = start; transaction < end; transaction++)
        {
            foreach (ref readonly Witness witness in _plan[transaction].Witnesses.AsSpan())
            {
                loader.Hasher.AddWitness(witness.Key.Value);
            }
        }
        ReadOnlySpan<Hash256> digests = loader.Hasher.Finish();
        digests[cells..].CopyTo(_witnesses.AsSpan(_plan.FirstWitness(start)));
        _slots.LoadValues(first, digests[..cells], loader);
    }

    /// <summary>Runs a transaction of the batch.</summary>
    public readonly struct Work(BatchJob job) : ITransactionWork
    {
        /// <inheritdoc/>
        public void Run(int lane, int transaction) => job.Execute(lane, transaction);

        /// <inheritdoc/>
        public void Foresee(int first, int end) => job._plan.Prefetch(first, end);
    }
}
