using Aether.Tools.LoadGen.Runs;

namespace Aether.Tools.LoadGen.Reports;

/// <summary>
/// Everything a command of `loadgen` found out; its JSON form is read back by `compare` and `report`.
/// </summary>
internal sealed record LoadReport
{
    /// <summary>Version of this form.</summary>
    public const int CurrentVersion = 1;

    /// <summary>Version of the form.</summary>
    public int SchemaVersion { get; init; } = CurrentVersion;

    /// <summary>`run`, `knee` or `soak`.</summary>
    public required string Kind { get; init; }

    /// <summary>When it was written.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Where it ran.</summary>
    public required EnvironmentInfo Environment { get; init; }

    /// <summary>What was asked for, as text.</summary>
    public required IReadOnlyDictionary<string, string> Configuration { get; init; }

    /// <summary>SHA-256 of the configuration.</summary>
    public required string ConfigurationHash { get; init; }

    /// <summary>The runs, in order.</summary>
    public required IReadOnlyList<RunResult> Runs { get; init; }

    /// <summary>What the search for the knee found; null for others.</summary>
    public KneeReport? Knee { get; init; }

    /// <summary>How a long run drifted; null for others.</summary>
    public SoakReport? Soak { get; init; }

    /// <summary>What had to hold, and whether it did.</summary>
    public IReadOnlyList<ThresholdResult> Thresholds { get; init; } = [];
}
