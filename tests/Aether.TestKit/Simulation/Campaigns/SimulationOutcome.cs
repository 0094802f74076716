namespace Aether.TestKit.Simulation.Campaigns;

/// <summary>What one run came to.</summary>
public sealed class SimulationOutcome
{
    /// <summary>The seed.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Events handled.</summary>
    public required long Events { get; init; }

    /// <summary>Virtual time of the whole cluster, in microseconds.</summary>
    public required long VirtualUs { get; init; }

    /// <summary>Folds everything that happened, in order: equal for two runs of one seed.</summary>
    public required ulong Digest { get; init; }

    /// <summary>What was broken, with the checker's name first; null when nothing was.</summary>
    public string? Violation { get; init; }

    /// <summary>Faults injected, by kind.</summary>
    public required FaultCounts Faults { get; init; }

    /// <summary>How often named rare things happened.</summary>
    public IReadOnlyDictionary<string, long> Rare { get; init; } = new Dictionary<string, long>();

    /// <summary>
    /// Scenarios run, where one seed stands for many; a run of a random seed is one.
    /// </summary>
    public long Scenarios { get; init; } = 1;
}
