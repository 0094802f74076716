namespace Aether.TestKit.Simulation.Campaigns;

/// <summary>How long a campaign runs and on what.</summary>
public sealed record CampaignOptions
{
    /// <summary>The first seed; the others follow it.</summary>
    public ulong FirstSeed { get; init; } = 1;

    /// <summary>Seeds to run at most.</summary>
    public long MaxSeeds { get; init; } = long.MaxValue;

    /// <summary>Wall time after which no seed is begun.</summary>
    public TimeSpan MaxTime { get; init; } = TimeSpan.MaxValue;

    /// <summary>Threads.</summary>
    public int Cores { get; init; } = Environment.ProcessorCount;

    /// <summary>Every so many seeds one is run twice and must come to the same digest; zero for never.</summary>
    public int RepeatEvery { get; init; } = 50;

    /// <summary>Violations after which the campaign stops.</summary>
    public int MaxViolations { get; init; } = 10;
}
