using System.Runtime.ExceptionServices;
using Aether.Core.Diagnostics;
using Aether.Execution.Wasm.Runtime;
using Aether.Native;

namespace Aether.Execution.Scheduling;

/// <summary>The threads of the lanes. Lane 0 is whoever calls.</summary>
/// <remarks>
/// States of a lane: idle, posted, running. The caller posts and wakes; a lane goes from posted to running by a compare
/// and exchange, and back to idle when it is done. A lane that has not started when the caller is done with its own
/// part is taken back by the same exchange, and the caller does its part: nobody waits for a thread that the system
/// does not run. Between jobs every thread sleeps. <b>Threads</b>: one caller at a time. <b>Errors</b>: an exception
/// of any lane aborts the job and is thrown to the caller once all lanes have left it.
/// </remarks>
public sealed class LaneSet : IDisposable
{
    private const int Idle = 0;
    private const int Posted = 1;
    private const int Running = 2;
    private const int ClosingSpins = 200;

    private readonly Lane[] _lanes;
    private readonly bool _pinned;
    private readonly AutoResetEvent _done = new(false);
    private ILaneJob? _job;
    private Exception? _fault;
    private volatile bool _stopping;
    private int _callerWaits;

    /// <summary>Starts the threads of lanes 1 and up.</summary>
    /// <param name="count">Lanes, the caller included.</param>
    /// <param name="pinned">True to bind each thread to a processor of its own where the system allows it.</param>
    public LaneSet(int count, bool pinned)
    {
        Check.That(count is > 0 and <= Core.Limits.Execution.MaxLanes);
        _pinned = pinned;
        _lanes = new Lane[count];
        for (int index = 1; index < count; index++)
        {
            int lane = index;
            _lanes[lane] = new Lane(WasmThread.Create($"lane {lane}", () => Serve(lane)));
            _lanes[lane].Thread.Start();
        }
    }

    /// <summary>Lanes, the caller included.</summary>
    public int Count => _lanes.Length;

    /// <summary>Runs a job on all lanes and returns when all have left it.</summary>
    internal void Run(ILaneJob job)
    {
        _job = job;
        _fault = null;
        for (int lane = 1; lane < _lanes.Length; lane++)
        {
            // Publishes the job: pairs with the exchange in Serve.
            Volatile.Write(ref _lanes[lane].State, Posted);
            _lanes[lane].Wake.Set();
        }
        RunLane(0);
        for (int lane = 1; lane < _lanes.Length; lane++)
        {
            if (Interlocked.CompareExchange(ref _lanes[lane].State, Idle, Posted) == Posted)
            {
                RunLane(lane);
            }
        }
        for (int lane = 1; lane < _lanes.Length; lane++)
        {
            Await(_lanes[lane]);
        }
        _job = null;
        if (_fault is { } fault)
        {
            ExceptionDispatchInfo.Throw(fault);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopping = true;
        for (int lane = 1; lane < _lanes.Length; lane++)
        {
            _lanes[lane].Wake.Set();
            _lanes[lane].Thread.Join();
            _lanes[lane].Dispose();
        }
        _done.Dispose();
    }

    private void Await(Lane lane)
    {
        SpinWait spin = default;
        while (Volatile.Read(ref lane.State) != Idle)
        {
            if (spin.Count < ClosingSpins)
            {
                spin.SpinOnce(-1);
                continue;
            }
            // Pairs with the exchange in Serve: either the lane sees that the caller sleeps, or this sees it idle.
            Interlocked.Exchange(ref _callerWaits, 1);
            if (Volatile.Read(ref lane.State) != Idle)
            {
                _done.WaitOne();
            }
            Volatile.Write(ref _callerWaits, 0);
        }
    }

    private void Serve(int index)
    {
        if (_pinned)
        {
            ThreadAffinity.TryBind(index);
        }
        Lane lane = _lanes[index];
        while (!_stopping)
        {
            lane.Wake.WaitOne();
            if (Interlocked.CompareExchange(ref lane.State, Running, Posted) != Posted)
            {
                continue;
            }
            RunLane(index);
            Interlocked.Exchange(ref lane.State, Idle);
            if (Volatile.Read(ref _callerWaits) != 0)
            {
                _done.Set();
            }
        }
    }

    private void RunLane(int lane)
    {
        try
        {
            _job!.Run(lane);
        }
        catch (Exception exception)
        {
            // Whatever it was, the block cannot be finished: the caller gets the first cause, the others leave.
            Interlocked.CompareExchange(ref _fault, exception, null);
            _job!.Abort();
        }
    }

    private sealed class Lane(Thread thread) : IDisposable
    {
        public int State;
        public readonly Thread Thread = thread;
        public readonly AutoResetEvent Wake = new(false);

        public void Dispose() => Wake.Dispose();
    }
}
