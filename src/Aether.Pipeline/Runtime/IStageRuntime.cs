using Aether.Network.Transport;

namespace Aether.Pipeline.Runtime;

/// <summary>What runs the stage loops of a node: threads, or a simulator in virtual time.</summary>
internal interface IStageRuntime
{
    /// <summary>The signal that wakes one loop.</summary>
    WakeSignal CreateSignal();

    /// <summary>Prepares to run a loop that <paramref name="signal"/> wakes.</summary>
    /// <param name="name">Of the node and the loop, for the operator.</param>
    /// <param name="loop">The stages.</param>
    /// <param name="signal">Made by <see cref="CreateSignal"/> for this loop alone.</param>
    /// <param name="fault">Told once what the loop threw; it runs no more then.</param>
    IStageRunner CreateRunner(string name, IStageLoop loop, WakeSignal signal, Action<string, Exception> fault);
}
