using Aether.Core.Diagnostics;
using Aether.Pipeline.Status;

namespace Aether.Pipeline.Runtime;

/// <summary>Keeps account of one thread's time: every moment of it belongs to exactly one thing it does.</summary>
/// <remarks>
/// The thread says when it goes over to something else; the time since the last change then belongs to what it did.
/// A reader adds the time of what goes on at the moment, so a thread that is stuck shows where.
/// <b>Threads</b>: all but <see cref="Read"/> is for the metered thread. A change is written under an odd version,
/// and a reader that saw one, or two different ones, reads again. <b>Cost</b>: a clock read and six stores for a
/// change, nothing where there is none; no allocation. Until <see cref="Begin"/> no time is taken at all: the
/// simulator runs loops that have none.
/// </remarks>
internal sealed class ThreadMeter
{
    private const int WaitCell = 0;
    private const int HousekeepingCell = 1;
    private const int FirstStageCell = 2;
    private const int CellsOfStage = 2;

    private readonly TimeProvider _time;
    private readonly string[] _stages;
    private readonly long[] _cells;
    private readonly long[] _items;
    private readonly Lock _reading = new();
    private readonly long[] _reported;
    private long _version;
    private long _since;
    private int _cell = HousekeepingCell;
    private volatile int _systemThread;
    private volatile bool _running;

    /// <summary>Meters a thread that has not begun.</summary>
    /// <param name="thread">Name, as the topology has it.</param>
    /// <param name="stages">
    /// The stages it runs, that first which takes the thread's input. Their places are their numbers.
    /// </param>
    /// <param name="time">The clock; null for the system's.</param>
    public ThreadMeter(string thread, string[] stages, TimeProvider? time = null)
    {
        Check.That(stages.Length > 0);
        Thread = thread;
        _time = time ?? TimeProvider.System;
        _stages = stages;
        _cells = new long[FirstStageCell + (CellsOfStage * stages.Length)];
        _reported = new long[_cells.Length];
        _items = new long[stages.Length];
    }

    /// <summary>Name of the thread.</summary>
    public string Thread { get; }

    /// <summary>The thread begins, with housekeeping. Once.</summary>
    public void Begin()
    {
        Check.That(!_running);
        _systemThread = SystemThread.Current();
        _since = _time.GetTimestamp();
        _running = true;
    }

    /// <summary>The stage of this number works from now on.</summary>
    public void Enter(int stage) => Change(FirstStageCell + (CellsOfStage * stage));

    /// <summary>The stage of this number has no room for what it made.</summary>
    public void EnterBackpressure(int stage) => Change(FirstStageCell + (CellsOfStage * stage) + 1);

    /// <summary>No stage works: the thread looks for input or after itself.</summary>
    public void EnterHousekeeping() => Change(HousekeepingCell);

    /// <summary>The thread parks.</summary>
    public void EnterWait() => Change(WaitCell);

    /// <summary>The stage of this number took so many items.</summary>
    public void Count(int stage, int items) => Volatile.Write(ref _items[stage], _items[stage] + items);

    /// <summary>The stage of this number takes an item and works.</summary>
    public void Take(int stage)
    {
        Enter(stage);
        Count(stage, 1);
    }

    /// <summary>The thread ends: its account stays as it is.</summary>
    public void End()
    {
        Change(HousekeepingCell);
        Write(HousekeepingCell);
        _systemThread = 0;
        _running = false;
    }

    /// <summary>The account at this moment. Any thread.</summary>
    public ThreadSample Read()
    {
        lock (_reading)
        {
            ReadCells();
            StageSample[] stages = new StageSample[_stages.Length];
            for (int stage = 0; stage < stages.Length; stage++)
            {
                int cell = FirstStageCell + (CellsOfStage * stage);
                stages[stage] = new StageSample(
                    _stages[stage],
                    Thread,
                    ToTime(_reported[cell]),
                    stage == 0 ? ToTime(_reported[WaitCell]) : TimeSpan.Zero,
                    ToTime(_reported[cell + 1]),
                    stage == 0 ? ToTime(_reported[HousekeepingCell]) : TimeSpan.Zero,
                    Volatile.Read(ref _items[stage]));
            }
            return new ThreadSample(Thread, _systemThread, stages);
        }
    }

    private TimeSpan ToTime(long ticks) => _time.GetElapsedTime(0, ticks);

    private void Change(int cell)
    {
        if (cell != _cell && _running)
        {
            Write(cell);
        }
    }

    private void Write(int next)
    {
        // Each is a release: a reader that sees a later one sees those before it. The clock is read under the odd
        // version, so that no reader has counted beyond this moment.
        Volatile.Write(ref _version, _version + 1);
        long now = _time.GetTimestamp();
        Volatile.Write(ref _cells[_cell], _cells[_cell] + Math.Max(now - _since, 0));
        Volatile.Write(ref _since, now);
        Volatile.Write(ref _cell, next);
        Volatile.Write(ref _version, _version + 1);
    }

    private void ReadCells()
    {
        Span<long> cells = stackalloc long[_cells.Length];
        SpinWait wait = default;
        while (!TryReadCells(cells))
        {
            wait.SpinOnce();
        }
        for (int cell = 0; cell < cells.Length; cell++)
        {
            // The reader's clock may have been read a moment after the one that the thread ended the interval with.
            _reported[cell] = Math.Max(_reported[cell], cells[cell]);
        }
    }

    private bool TryReadCells(Span<long> cells)
    {
        long version = Volatile.Read(ref _version);
        if ((version & 1) != 0)
        {
            return false;
        }
        for (int index = 0; index < cells.Length; index++)
        {
            cells[index] = Volatile.Read(ref _cells[index]);
        }
        bool isRunning = _running;
        long since = Volatile.Read(ref _since);
        int cell = Volatile.Read(ref _cell);
        if (isRunning)
        {
            cells[cell] += Math.Max(_time.GetTimestamp() - since, 0);
        }
        return Volatile.Read(ref _version) == version;
    }
}
