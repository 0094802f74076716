using Aether.Network.Transport;

namespace Aether.Pipeline.Runtime;

/// <summary>A thread for each loop.</summary>
internal sealed class ThreadRuntime : IStageRuntime
{
    /// <inheritdoc/>
    public WakeSignal CreateSignal() => new();

    /// <inheritdoc/>
    public IStageRunner CreateRunner(
        string name, IStageLoop loop, WakeSignal signal, Action<string, Exception> fault) =>
        new StageThread(name, loop, signal, fault);
}
