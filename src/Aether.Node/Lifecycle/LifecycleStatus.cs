namespace Aether.Node.Lifecycle;

/// <summary>Where a node is between its start and its end, at one moment.</summary>
/// <param name="Current">What it does.</param>
/// <param name="Since">When it began with that.</param>
/// <param name="StartedAt">When the process was told to run.</param>
/// <param name="Done">Of the step's work, so much is done; 0 where it cannot be counted.</param>
/// <param name="Total">Of so much; 0 where it is not known.</param>
/// <param name="Unit">What is counted: bytes, chunks, blocks.</param>
/// <param name="PerSecond">How fast, since the step began; 0 where it is not known.</param>
/// <param name="RemainingMs">Until the step ends at that speed; null where it is not known.</param>
internal readonly record struct LifecycleStatus(
    NodePhase Current,
    DateTimeOffset Since,
    DateTimeOffset StartedAt,
    long Done,
    long Total,
    string Unit,
    double PerSecond,
    long? RemainingMs)
{
    /// <summary>Takes transactions and answers.</summary>
    public bool IsRunning => Current == NodePhase.Running;

    /// <summary>Past its start: it ran at least once.</summary>
    public bool HasStarted => Current >= NodePhase.Running;
}
