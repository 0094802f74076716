using Aether.Core.Diagnostics;

namespace Aether.Execution.Scheduling;

/// <summary>
/// The scheduler's own steps on one thread, in an order that somebody else chooses: for exploring interleavings.
/// </summary>
/// <remarks>
/// Each lane goes through: take a transaction, run it, give back its tickets one at a time, count it. One step of one
/// lane is one choice. A lane that finds nothing to take has no step until another lane has given a ticket back. What
/// the steps do is the code of <see cref="Scheduler"/>; what cannot be explored here is the order of memory accesses
/// inside a step, which <see cref="LaneDeque"/> and <see cref="BlockPlan.Release"/> argue for in their remarks.
/// <b>Threads</b>: one.
/// </remarks>
internal sealed class ControlledScheduler
{
    private const int Taking = -1;

    private readonly Scheduler _scheduler;
    private readonly BlockPlan _plan;
    private readonly int[] _transactions;
    private readonly int[] _nextAccess;
    private readonly bool[] _hasRun;
    private readonly bool[] _isStuck;

    /// <summary>Creates the exploration of a plan that was built with tickets.</summary>
    public ControlledScheduler(Scheduler scheduler, BlockPlan plan, int lanes)
    {
        Check.That(lanes > 0);
        _scheduler = scheduler;
        _plan = plan;
        _transactions = new int[lanes];
        _nextAccess = new int[lanes];
        _hasRun = new bool[lanes];
        _isStuck = new bool[lanes];
    }

    /// <summary>Steps taken since the last start.</summary>
    public int Steps { get; private set; }

    /// <summary>Runs the whole batch.</summary>
    /// <param name="work">Runs a transaction.</param>
    /// <param name="chooser">Says which of the lanes that have a step goes next.</param>
    public void Run<TWork, TChooser>(TWork work, TChooser chooser)
        where TWork : ITransactionWork
        where TChooser : ILaneChooser
    {
        _scheduler.Reset();
        Steps = 0;
        Array.Fill(_transactions, Taking);
        Array.Clear(_isStuck);
        Span<int> able = stackalloc int[Core.Limits.Execution.MaxLanes];
        while (true)
        {
            int count = 0;
            for (int lane = 0; lane < _transactions.Length; lane++)
            {
                if (!_isStuck[lane])
                {
                    able[count++] = lane;
                }
            }
            if (count == 0)
            {
                // Nobody can go on: either all is done, or the queues are in a deadlock.
                Check.That(_scheduler.IsOver);
                return;
            }
            Step(able[count == 1 ? 0 : chooser.Choose(count)], work);
            Steps++;
        }
    }

    private void Step<TWork>(int lane, TWork work)
        where TWork : ITransactionWork
    {
        int transaction = _transactions[lane];
        if (transaction == Taking)
        {
            Take(lane);
        }
        else if (!_hasRun[lane])
        {
            work.Run(lane, transaction);
            _hasRun[lane] = true;
        }
        else if (_nextAccess[lane] < _plan.FirstAccess(transaction + 1))
        {
            _scheduler.Release(lane, _nextAccess[lane]++);
            Array.Clear(_isStuck);
        }
        else
        {
            _scheduler.Finish(lane);
            _transactions[lane] = Taking;
        }
    }

    private void Take(int lane)
    {
        if (!_scheduler.TryTake(lane, out int transaction))
        {
            _isStuck[lane] = true;
            return;
        }
        _transactions[lane] = transaction;
        _nextAccess[lane] = _plan.FirstAccess(transaction);
        _hasRun[lane] = false;
    }
}
