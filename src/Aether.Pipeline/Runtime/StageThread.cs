using Aether.Execution.Wasm.Runtime;
using Aether.Network.Transport;

namespace Aether.Pipeline.Runtime;

/// <summary>
/// One named thread that runs stages while they have work, and parks on its signal when they have none.
/// </summary>
/// <remarks>
/// It never spins: on two cores a spinning node takes time from the other nodes of a development network.
/// </remarks>
internal sealed class StageThread : IStageRunner, IDisposable
{
    private readonly IStageLoop _loop;
    private readonly WakeSignal _signal;
    private readonly Action<string, Exception> _fault;
    private readonly Thread _thread;
    private volatile bool _stopping;

    /// <summary>Prepares a thread. Faults end it and are told to <paramref name="fault"/>, once.</summary>
    public StageThread(string name, IStageLoop loop, WakeSignal signal, Action<string, Exception> fault)
    {
        _loop = loop;
        _signal = signal;
        _fault = fault;
        // Whoever executes is a lane, and contracts run on the stack of their lane.
        _thread = WasmThread.Create(name, Run);
    }

    /// <summary>Starts the thread.</summary>
    public void Start() => _thread.Start();

    /// <summary>Asks the thread to end after its current batch.</summary>
    public void RequestStop()
    {
        _stopping = true;
        _signal.Set();
    }

    /// <summary>Waits for the end of a started thread. Returns at once when called on that thread.</summary>
    public void Join()
    {
        if (_thread != Thread.CurrentThread && !_thread.ThreadState.HasFlag(ThreadState.Unstarted))
        {
            _thread.Join();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        RequestStop();
        Join();
    }

    private void Run()
    {
        ThreadMeter meter = _loop.Meter;
        meter.Begin();
        try
        {
            while (!_stopping)
            {
                bool worked = _loop.TryRun();
                meter.EnterHousekeeping();
                if (!worked && !_stopping)
                {
                    int parkMs = _loop.ParkMs();
                    meter.EnterWait();
                    _signal.Wait(parkMs);
                    meter.EnterHousekeeping();
                }
            }
        }
        catch (Exception exception)
        {
            // Whatever it was, this thread's state can no longer be trusted: the node stops in an orderly way.
            _fault(_thread.Name ?? "stage", exception);
        }
        finally
        {
            meter.End();
        }
    }
}
