namespace Aether.Node.Devnet;

/// <summary>What a devnet shows once a second.</summary>
internal sealed record DevnetSample
{
    /// <summary>Milliseconds since the devnet started.</summary>
    public required long ElapsedMs { get; init; }

    /// <summary>Current slot of the most advanced validator.</summary>
    public required ulong Slot { get; init; }

    /// <summary>Epoch of the most advanced validator.</summary>
    public required uint Epoch { get; init; }

    /// <summary>
    /// Number in <see cref="Validators"/> of the validator that proposed the newest final block; not its index in the
    /// set of the block's epoch.
    /// </summary>
    public required int Leader { get; init; }

    /// <summary>Lowest final height over all validators.</summary>
    public required ulong FinalizedHeight { get; init; }

    /// <summary>Median time from first sight of a proposal to its finality, over the last minute.</summary>
    public required double FinalityMsP50 { get; init; }

    /// <summary>95th percentile of the same.</summary>
    public required double FinalityMsP95 { get; init; }

    /// <summary>Final transactions since the start of the process.</summary>
    public required long TransactionsFinalized { get; init; }

    /// <summary>Final transactions in the last second.</summary>
    public required double TransactionsPerSecond { get; init; }

    /// <summary>Transactions waiting at the RPC node.</summary>
    public required int Pending { get; init; }

    /// <summary>One entry per validator, in the order of the genesis set.</summary>
    public required IReadOnlyList<DevnetValidatorSample> Validators { get; init; }
}
