namespace Aether.Pipeline.Status;

/// <summary>One thread of the node at one moment.</summary>
/// <param name="Thread">As <see cref="Topology.Stages"/> names it.</param>
/// <param name="SystemThread">
/// The system's number of it, to ask for its processor time; 0 when it does not run or the system tells none.
/// </param>
/// <param name="Stages">What its stages did, the one first that takes the thread's input.</param>
public sealed record ThreadSample(string Thread, int SystemThread, IReadOnlyList<StageSample> Stages)
{
    /// <summary>How long it has run: the sum of all that its stages did.</summary>
    public TimeSpan Lifetime => Stages.Aggregate(TimeSpan.Zero, (sum, stage) => sum + stage.Total);
}
