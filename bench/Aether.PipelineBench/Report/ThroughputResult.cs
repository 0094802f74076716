using Aether.PipelineBench.Validators;

namespace Aether.PipelineBench.Report;

/// <summary>What a run came to.</summary>
internal sealed record ThroughputResult
{
    public required PipelineBenchOptions Options { get; init; }

    public required double Seconds { get; init; }

    public required FinalCounts Final { get; init; }

    public required StageRow[] Threads { get; init; }

    public required StageRow[] Stages { get; init; }

    /// <summary>How long threads were parked.</summary>
    public required StageRow[] Waits { get; init; }

    public required int TransferBytes { get; init; }

    public required double SigningSeconds { get; init; }

    public required long Signed { get; init; }

    public required long Refusals { get; init; }

    public required long LatencyP50 { get; init; }

    public required long LatencyP95 { get; init; }

    public required double CollectorSeconds { get; init; }

    public required int[] Collections { get; init; }

    public required long AllocatedBytes { get; init; }

    /// <summary>Why the run does not count; null when it does.</summary>
    public required string? Invalid { get; init; }

    public double PerSecond => Final.Transactions / Seconds;

    /// <summary>Transactions a second that blocks of the genesis have room for.</summary>
    public double Bound => BoundOf(Options.BlockBytes, Options.SlotMs, TransferBytes);

    /// <summary>Of blocks of so many bytes at slots of so long: one block a slot, as full as may be.</summary>
    public static double BoundOf(int blockBytes, int slotMs, int transferBytes) =>
        Math.Min(blockBytes / transferBytes, Core.Limits.Block.MaxTransactions) * 1_000.0 / slotMs;
}
