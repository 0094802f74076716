using Aether.Core.Diagnostics;

namespace Aether.Execution.Scheduling;

/// <summary>
/// Runs the transactions of a plan on any number of lanes, each as soon as everything it conflicts with and that comes
/// before it in the block has run.
/// </summary>
/// <remarks>
/// A lane takes, in this order: the transaction that its last release made ready, its own queue, the next range of the
/// block (of which only those without predecessors are taken: the others come through a release), another lane's
/// queue. Then it spins for a moment and sleeps. (1) A lane that sleeps sets its bit, fences, and looks once more.
/// (2) A lane that pushed surplus work fences and looks at the bits; it wakes one lane whose bit it cleared. Either
/// (1) sees the work or (2) sees the bit. (3) Whoever finds every transaction done wakes all.
/// The steps are methods of their own so that <see cref="ControlledScheduler"/> can take them in any order on one
/// thread. <b>Cost</b>: no allocation, no locks; two interlocked operations for each conflict, none without.
/// </remarks>
internal sealed class Scheduler : IDisposable
{
    private const int MaxRange = 16;
    private const int SpinsBeforeSleep = 64;
    private const int SpinIterations = 30;

    private readonly LaneState[] _lanes;
    private readonly BlockPlan _plan;
    private PaddedLong _cursor;
    private PaddedLong _sleepers;
    private int _range;
    private volatile bool _aborted;

    /// <summary>Creates a scheduler for a number of lanes.</summary>
    public Scheduler(BlockPlan plan, int lanes)
    {
        Check.That(lanes is > 0 and <= Core.Limits.Execution.MaxLanes);
        _plan = plan;
        _lanes = new LaneState[lanes];
        for (int lane = 0; lane < lanes; lane++)
        {
            _lanes[lane] = new LaneState();
        }
    }

    /// <summary>Starts a batch: the plan was built with tickets.</summary>
    public void Reset()
    {
        _aborted = false;
        _cursor.Value = 0;
        _sleepers.Value = 0;
        _range = Math.Clamp(_plan.Count / (_lanes.Length * 8), 1, MaxRange);
        foreach (LaneState lane in _lanes)
        {
            lane.Reset(_plan.Count);
        }
    }

    /// <summary>Makes every lane return.</summary>
    public void Abort()
    {
        _aborted = true;
        WakeAll();
    }

    /// <summary>Runs one lane until the batch is done or aborted.</summary>
    public void Run<TWork>(int lane, TWork work)
        where TWork : struct, ITransactionWork
    {
        LaneState state = _lanes[lane];
        int idle = 0;
        while (!_aborted)
        {
            if (TryTake(lane, out int transaction))
            {
                idle = 0;
                if (state.HasNewRange)
                {
                    state.HasNewRange = false;
                    work.Foresee(transaction, state.End);
                }
                work.Run(lane, transaction);
                ReleaseAll(state, transaction);
                continue;
            }
            if (IsOver)
            {
                WakeAll();
                return;
            }
            if (++idle < SpinsBeforeSleep)
            {
                Thread.SpinWait(SpinIterations);
                continue;
            }
            Sleep(lane);
            idle = 0;
        }
    }

    /// <summary>True when every transaction has run.</summary>
    public bool IsOver
    {
        get
        {
            long done = 0;
            foreach (LaneState lane in _lanes)
            {
                // Pairs with the write in Finish.
                done += Volatile.Read(ref lane.Done.Value);
            }
            return done == _plan.Count;
        }
    }

    /// <summary>Finds a transaction for a lane.</summary>
    public bool TryTake(int lane, out int transaction)
    {
        LaneState state = _lanes[lane];
        if (state.Hot >= 0)
        {
            transaction = state.Hot;
            state.Hot = -1;
            return true;
        }
        return state.Ready.TryPop(out transaction)
            || TryWalk(state, out transaction)
            || TrySteal(lane, out transaction);
    }

    /// <summary>Gives back one ticket of a transaction that has run.</summary>
    public void Release(int lane, int access) => _plan.Release(access, _lanes[lane]);

    /// <summary>Counts a transaction whose tickets are all given back.</summary>
    public void Finish(int lane)
    {
        LaneState state = _lanes[lane];
        Volatile.Write(ref state.Done.Value, state.Done.Value + 1);
        if (state.HasSurplus)
        {
            state.HasSurplus = false;
            WakeOne();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (LaneState lane in _lanes)
        {
            lane.Dispose();
        }
    }

    private void ReleaseAll(LaneState state, int transaction)
    {
        int end = _plan.FirstAccess(transaction + 1);
        for (int access = _plan.FirstAccess(transaction); access < end; access++)
        {
            _plan.Release(access, state);
        }
        Volatile.Write(ref state.Done.Value, state.Done.Value + 1);
        if (state.HasSurplus)
        {
            state.HasSurplus = false;
            WakeOne();
        }
    }

    private bool TryWalk(LaneState state, out int transaction)
    {
        while (true)
        {
            while (state.Next < state.End)
            {
                transaction = state.Next++;
                if (_plan.IsRoot(transaction))
                {
                    return true;
                }
            }
            if (Volatile.Read(ref _cursor.Value) >= _plan.Count)
            {
                transaction = -1;
                return false;
            }
            long end = Interlocked.Add(ref _cursor.Value, _range);
            state.Next = (int)Math.Min(end - _range, _plan.Count);
            state.End = (int)Math.Min(end, _plan.Count);
            state.HasNewRange = true;
        }
    }

    private bool TrySteal(int thief, out int transaction)
    {
        for (int step = 1; step < _lanes.Length; step++)
        {
            LaneDeque victim = _lanes[(thief + step) % _lanes.Length].Ready;
            if (!victim.IsEmpty && victim.TrySteal(out transaction))
            {
                return true;
            }
        }
        transaction = -1;
        return false;
    }

    private bool MaySeeWork
    {
        get
        {
            if (_aborted || IsOver || Volatile.Read(ref _cursor.Value) < _plan.Count)
            {
                return true;
            }
            foreach (LaneState lane in _lanes)
            {
                if (!lane.Ready.IsEmpty)
                {
                    return true;
                }
            }
            return false;
        }
    }

    private void Sleep(int lane)
    {
        long bit = 1L << lane;
        Interlocked.Or(ref _sleepers.Value, bit);
        if (!MaySeeWork)
        {
            _lanes[lane].Wake.WaitOne();
        }
        Interlocked.And(ref _sleepers.Value, ~bit);
    }

    private void WakeOne()
    {
        // Pairs with the interlocked operation in Sleep.
        Interlocked.MemoryBarrier();
        long sleepers = Volatile.Read(ref _sleepers.Value);
        if (sleepers == 0)
        {
            return;
        }
        int lane = System.Numerics.BitOperations.TrailingZeroCount(sleepers);
        long bit = 1L << lane;
        if ((Interlocked.And(ref _sleepers.Value, ~bit) & bit) != 0)
        {
            _lanes[lane].Wake.Set();
        }
    }

    private void WakeAll()
    {
        long sleepers = Interlocked.Exchange(ref _sleepers.Value, 0);
        while (sleepers != 0)
        {
            int lane = System.Numerics.BitOperations.TrailingZeroCount(sleepers);
            sleepers &= sleepers - 1;
            _lanes[lane].Wake.Set();
        }
    }
}
