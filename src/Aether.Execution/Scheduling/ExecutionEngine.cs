using Aether.Core;
using Aether.Core.Diagnostics;
using Aether.Core.Types;
using Aether.Execution.Contracts;
using Aether.Execution.Fees;
using Aether.Execution.Ledger;
using Aether.Execution.Rent;
using Aether.Execution.State;

namespace Aether.Execution.Scheduling;

/// <summary>Executes the transactions of one block at a time, on one lane or several, with the same result.</summary>
/// <remarks>
/// A block is one or more batches on a parent state. Each batch is numbered (<see cref="BlockPlan"/>), its values are
/// loaded, and it is run: slice by slice in block order on one lane, or by the <see cref="Scheduler"/> on all
/// (<see cref="BatchJob"/>). <b>Ownership</b>: one block at a time; what it holds is used again by the next.
/// <b>Threads</b>: one caller, which is lane 0. <b>Cost</b>: no allocation for a transaction once the buffers have
/// grown.
/// </remarks>
public sealed class ExecutionEngine : IDisposable
{
    // Waking a thread costs about as much as running this many transfers.
    private const int DefaultParallelThreshold = 64;

    private readonly LaneSet _threads;
    private readonly BatchJob _job;
    private readonly BlockPlan _plan;
    private readonly TransactionExecutor[] _executors;
    private readonly WrittenCells _written = new();
    private readonly ChangeSetBuilder _changes = new();
    private readonly Transaction[] _single = new Transaction[1];
    private TransactionOutcome[] _kept = new TransactionOutcome[64];
    private FeeMarkets _markets = FeeMarkets.Initial;
    private ulong _blockGas;
    private ulong _gasUsed;
    private bool _busy;
    private bool _wasParallel;
    private int _sinceSample;

    /// <summary>Creates an engine.</summary>
    /// <param name="genesis">Chain and parameters.</param>
    /// <param name="lanes">Lanes, the caller included; 1 executes serially.</param>
    /// <param name="pinned">True to bind each lane's thread to a processor of its own.</param>
    /// <param name="modules">Code of contracts; null for a cache of its own.</param>
    public ExecutionEngine(Genesis genesis, int lanes = 1, bool pinned = false, ModuleCache? modules = null)
        : this(genesis, lanes, pinned, modules, isTrial: false)
    {
    }

    private ExecutionEngine(Genesis genesis, int lanes, bool pinned, ModuleCache? modules, bool isTrial)
    {
        modules ??= ModuleCache.Create();
        Slots = new SlotTable();
        _plan = new BlockPlan(Slots);
        _executors = new TransactionExecutor[lanes];
        for (int lane = 0; lane < lanes; lane++)
        {
            _executors[lane] = new TransactionExecutor(genesis, Slots, modules) { IsTrial = isTrial };
        }
        ParallelThreshold = lanes > 1 ? DefaultParallelThreshold : int.MaxValue;
        _threads = new LaneSet(lanes, pinned);
        StateLanes = new LaneWorkRunner(_threads);
        _job = new BatchJob(Slots, _plan, _executors);
    }

    /// <summary>An engine that tries transactions whose effects nobody keeps.</summary>
    internal static ExecutionEngine CreateTrial(Genesis genesis, ModuleCache modules) =>
        new(genesis, 1, false, modules, isTrial: true);

    /// <summary>Lanes, the caller included.</summary>
    public int Lanes => _executors.Length;

    /// <summary>
    /// One block in so many that several lanes executed is executed again serially; 0 for none.
    /// </summary>
    public int CheckEvery { get; init; }

    /// <summary>
    /// Called with true before the state tree takes the changes of a block and with false after; null when nobody
    /// takes the time.
    /// </summary>
    public Action<bool>? StateRootWatch { get; set; }

    /// <summary>Transactions executed in this block.</summary>
    public int Count { get; private set; }

    /// <summary>
    /// Fewest transactions of a batch that is scheduled. One lane schedules only to measure what that costs.
    /// </summary>
    internal int ParallelThreshold { get; set; }

    /// <summary>Transactions that are planned and loaded together; to be set between blocks.</summary>
    internal int SliceLength
    {
        get => _job.SliceLength;
        set => _job.SliceLength = value;
    }

    /// <summary>The lanes, for the root of the state.</summary>
    internal ILaneRunner StateLanes { get; }

    /// <summary>What the block's transactions touch.</summary>
    internal SlotTable Slots { get; }

    /// <summary>What became of the transactions of the last batch.</summary>
    internal ReadOnlySpan<TransactionOutcome> Outcomes => _job.Outcomes;

    /// <inheritdoc/>
    public void Dispose()
    {
        _threads.Dispose();
        _job.Dispose();
        foreach (TransactionExecutor executor in _executors)
        {
            executor.Dispose();
        }
    }

    /// <summary>Starts a block on a state.</summary>
    internal void Begin(IStateReader parent, in BlockContext context)
    {
        Check.That(!_busy);
        _markets = FeeMarkets.Of(parent);
        _busy = true;
        _wasParallel = false;
        Count = 0;
        Slots.Reset(parent);
        // A block that failed while it was settled may have left some.
        _changes.Clear();
        _job.Number = 1;
        _blockGas = context.BlockGas;
        _gasUsed = 0;
        foreach (TransactionExecutor executor in _executors)
        {
            executor.Reset(context, _markets);
        }
    }

    /// <summary>
    /// How many of the next transactions surely fit into the block: with their gas limits, after what was used.
    /// </summary>
    internal int CountFitting(ReadOnlySpan<Transaction> transactions)
    {
        ulong room = _blockGas - _gasUsed;
        int count = 0;
        while (count < transactions.Length && transactions[count].Body.GasLimit <= room)
        {
            room -= transactions[count++].Body.GasLimit;
        }
        return count;
    }

    /// <summary>Admits and executes transactions in order; those that may not be included change nothing.</summary>
    internal void Run(ReadOnlySpan<Transaction> batch)
    {
        Check.That(_busy);
        bool parallel = batch.Length >= ParallelThreshold;
        _job.Begin(batch, parallel);
        _wasParallel |= parallel;
        if (parallel)
        {
            _threads.Run(_job);
        }
        else
        {
            _job.RunSerially();
        }
        Slots.ClearLoads();
        _plan.Clear();
        _job.Number += batch.Length;
        Keep(_job.Outcomes);
    }

    /// <summary>Admits and executes one transaction.</summary>
    internal TransactionError Run(Transaction transaction)
    {
        _single[0] = transaction;
        Run(_single);
        _single[0] = null!;
        return Outcomes[0].Error;
    }

    /// <summary>The executor of the first lane, for what its last transaction returned.</summary>
    internal TransactionExecutor First => _executors[0];

    /// <summary>Adds up the lanes' fees and collects what was written. No batch may follow.</summary>
    internal BlockFees Collect()
    {
        BlockFees fees = _executors[0].Fees;
        for (int lane = 0; lane < _executors.Length; lane++)
        {
            _executors[lane].Receipts.Flush();
            if (lane > 0)
            {
                fees.Add(_executors[lane].Fees);
            }
        }
        _written.Collect(Slots);
        return fees;
    }

    /// <summary>The objects that the block made or brought back, each once.</summary>
    internal SortedSet<Birth> CollectBirths()
    {
        SortedSet<Birth> births = [];
        foreach (TransactionExecutor executor in _executors)
        {
            births.UnionWith(executor.Objects.Births);
        }
        return births;
    }

    /// <summary>Moves the prices by what was used and stores them.</summary>
    internal void SettleMarkets(WriteSet settled)
    {
        ulong target = _blockGas / Limits.Fees.ObjectTargetDivisor;
        SortedSet<ObjectGas> writers = [];
        // Without more gas than one object's target in the whole block no object is above it.
        for (int index = 0; index < Slots.Count && (_gasUsed > target || _markets.Locals.Length > 0); index++)
        {
            ref Slot slot = ref Slots.SlotAt(index);
            ObjectId item = new(slot.Id);
            if (slot.GasUsed > target || (slot.GasUsed > 0 && _markets.LocalOf(item) != FeeController.Unit))
            {
                writers.Add(new ObjectGas(item, slot.GasUsed));
            }
        }
        _markets.Next(_blockGas, _gasUsed, [.. writers]).Write(settled, _markets);
    }

    /// <summary>The collected state as a reader: what was written, else the parent.</summary>
    internal IStateReader AsReader() => new CollectedState(Slots, _written);

    /// <summary>The block's changes, with what was settled on top of them.</summary>
    internal ChangeSet BuildChanges(WriteSet settled)
    {
        for (int index = 0; index < _written.Count; index++)
        {
            int number = _written[index];
            ref ValueCell cell = ref Slots.CellAt(number);
            if (cell.Length >= 0)
            {
                _changes.Add(Slots.KeyAt(number), Slots.ValueOf(cell));
            }
            else if (cell.Existed)
            {
                // What was made and removed in the same block was never there.
                _changes.Remove(Slots.KeyAt(number));
            }
        }
        foreach ((Hash256 key, byte[]? value) in settled.Changes)
        {
            if (value is null)
            {
                _changes.Remove(key);
            }
            else
            {
                _changes.Add(key, value);
            }
        }
        return _changes.Build();
    }

    /// <summary>The receipts in block order.</summary>
    internal EncodedReceipts CopyReceipts()
    {
        int total = 0;
        int[] ends = new int[Count];
        for (int index = 0; index < Count; index++)
        {
            total += _kept[index].Bytes;
            ends[index] = total;
        }
        byte[] bytes = GC.AllocateUninitializedArray<byte>(total);
        for (int index = 0; index < Count; index++)
        {
            ref TransactionOutcome kept = ref _kept[index];
            _executors[kept.Lane].Receipts.Bytes.Slice(kept.Start, kept.Bytes)
                .CopyTo(bytes.AsSpan(ends[index] - kept.Bytes));
        }
        return new EncodedReceipts(bytes, ends);
    }

    /// <summary>True for one block in <see cref="CheckEvery"/> that several lanes were used for.</summary>
    internal bool TakeSample()
    {
        if (CheckEvery == 0 || !_wasParallel || ++_sinceSample < CheckEvery)
        {
            return false;
        }
        _sinceSample = 0;
        return true;
    }

    /// <summary>Ends the block: the engine is free for another.</summary>
    internal void End() => _busy = false;

    private void Keep(ReadOnlySpan<TransactionOutcome> outcomes)
    {
        if (_kept.Length - Count < outcomes.Length)
        {
            Array.Resize(ref _kept, Math.Max(_kept.Length * 2, Count + outcomes.Length));
        }
        foreach (ref readonly TransactionOutcome outcome in outcomes)
        {
            if (outcome.Error == TransactionError.None)
            {
                _kept[Count++] = outcome;
                _gasUsed += outcome.Gas;
            }
        }
    }
}
