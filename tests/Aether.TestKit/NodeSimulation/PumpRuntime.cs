using Aether.Network.Transport;
using Aether.Pipeline.Runtime;

namespace Aether.TestKit.NodeSimulation;

/// <summary>Runs the stages of one life of one node as events of the simulation.</summary>
internal sealed class PumpRuntime(NodeProcess node) : IStageRuntime
{
    private readonly List<PumpRunner> _runners = [];

    /// <inheritdoc/>
    public WakeSignal CreateSignal()
    {
        PumpRunner runner = new(node, _runners.Count);
        _runners.Add(runner);
        return runner.Signal;
    }

    /// <inheritdoc/>
    public IStageRunner CreateRunner(
        string name, IStageLoop loop, WakeSignal signal, Action<string, Exception> fault)
    {
        PumpRunner runner = _runners.Single(runner => ReferenceEquals(runner.Signal, signal));
        runner.Attach(name, loop, fault);
        return runner;
    }
}
