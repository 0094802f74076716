namespace Aether.Node.Devnet;

/// <summary>The last line of a devnet run.</summary>
internal sealed record DevnetSummary
{
    /// <summary>Slots that passed after the first final block of this run.</summary>
    public required ulong Slots { get; init; }

    /// <summary>How many of them ended with a final block.</summary>
    public required ulong Finalized { get; init; }

    /// <summary>Epoch of the first final block of this run.</summary>
    public required uint FirstEpoch { get; init; }

    /// <summary>Epoch of the last one.</summary>
    public required uint LastEpoch { get; init; }

    /// <summary>Longest time between two final blocks, in milliseconds.</summary>
    public required double LongestWaitMs { get; init; }

    /// <summary>Longest time from the closing block of an epoch to the next final block, in milliseconds.</summary>
    public required double LongestEpochChangeMs { get; init; }

    /// <summary>Median finality time in milliseconds.</summary>
    public required double FinalityMsP50 { get; init; }

    /// <summary>95th percentile of the finality time in milliseconds.</summary>
    public required double FinalityMsP95 { get; init; }

    /// <summary>Final transactions of this run.</summary>
    public required long TransactionsFinalized { get; init; }

    /// <summary>True when all validators have the same state root at their highest common final height.</summary>
    public required bool StateRootEqual { get; init; }

    /// <summary>The height compared.</summary>
    public required ulong CommonHeight { get; init; }

    /// <summary>The root there.</summary>
    public required string StateRoot { get; init; }

    /// <summary>Conflicting signatures seen by any validator.</summary>
    public required long Equivocations { get; init; }

    /// <summary>Payloads as shreds.</summary>
    public DevnetShreds Shreds { get; init; }

    /// <summary>What a script did.</summary>
    public int Events { get; init; }
}
