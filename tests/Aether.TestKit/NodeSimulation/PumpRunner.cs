using Aether.Network.Transport;
using Aether.Pipeline.Runtime;
using Aether.TestKit.Simulation;

namespace Aether.TestKit.NodeSimulation;

/// <summary>One stage loop in place of its thread: runs when its signal is set or its deadline comes.</summary>
internal sealed class PumpRunner : IStageRunner
{
    private readonly NodeProcess _node;
    private readonly int _incarnation;
    private readonly int _stage;
    private readonly Action _run;
    private IStageLoop? _loop;
    private Action<string, Exception>? _fault;
    private string _name = "";
    private bool _active;
    private bool _queued;
    private bool _signalled;
    private long _timer;

    /// <summary>Creates the runner of a stage: 0 ingress, 1 consensus, 2 execution.</summary>
    public PumpRunner(NodeProcess node, int stage)
    {
        _node = node;
        _incarnation = node.Incarnation;
        _stage = stage;
        _run = Run;
        Signal = new WakeSignal(OnSet);
    }

    /// <summary>What wakes the loop.</summary>
    public WakeSignal Signal { get; }

    private NodeSimulation Simulation => _node.Simulation;

    /// <summary>Names the loop.</summary>
    public void Attach(string name, IStageLoop loop, Action<string, Exception> fault)
    {
        _name = name;
        _loop = loop;
        _fault = fault;
    }

    /// <inheritdoc/>
    public void Start()
    {
        _active = true;
        Queue(_node.Random.Between(0, Simulation.Settings.StageUs));
    }

    /// <inheritdoc/>
    public void RequestStop() => _active = false;

    /// <inheritdoc/>
    public void Join()
    {
        // Nothing runs beside the caller.
    }

    private void OnSet()
    {
        _signalled = true;
        if (_active && !_queued)
        {
            Queue(_node.Random.Between(0, 60));
        }
    }

    private void Queue(long delayUs)
    {
        _queued = true;
        Simulation.At(Simulation.NowUs + delayUs, _run);
    }

    private void Run()
    {
        if (!_active || _node.Incarnation != _incarnation)
        {
            return;
        }
        if (_node.PausedUntilUs > Simulation.NowUs)
        {
            Simulation.At(_node.PausedUntilUs, _run);
            return;
        }
        _queued = false;
        if (_signalled)
        {
            _signalled = false;
            Signal.Wait(0);
        }
        if (TryRunLoop(out bool worked))
        {
            Continue(worked);
        }
    }

    private bool TryRunLoop(out bool worked)
    {
        worked = false;
        try
        {
            worked = _loop!.TryRun();
            Simulation.Observe(_node, _stage, worked);
            return _active && _node.Incarnation == _incarnation;
        }
        catch (SimulatedCrashException)
        {
            _node.Crash("at an effect");
        }
        catch (Exception exception) when (exception is not SimulationViolationException)
        {
            _fault!(_name, exception);
            _node.Faulted(exception);
        }
        return false;
    }

    private void Continue(bool worked)
    {
        if (_queued)
        {
            return;
        }
        if (worked || _signalled)
        {
            long most = _stage == 2 ? Simulation.Settings.ExecuteUs : Simulation.Settings.StageUs;
            Queue(_node.Random.Between(10, most));
            return;
        }
        int park = _loop!.ParkMs();
        if (park >= 0)
        {
            long timer = ++_timer;
            Simulation.At(Simulation.NowUs + (park * 1_000L) + _node.Random.Between(1, 1_000), () => Expire(timer));
        }
    }

    private void Expire(long timer)
    {
        if (timer == _timer && !_queued)
        {
            _queued = true;
            Run();
        }
    }
}
