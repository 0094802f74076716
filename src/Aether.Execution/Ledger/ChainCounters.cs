namespace Aether.Execution.Ledger;

/// <summary>Names of the chain-wide counters in the state: base units of SWR.</summary>
public static class ChainCounters
{
    /// <summary>Fees that no longer exist.</summary>
    public static ReadOnlySpan<byte> BurnedFees => "burned_fees"u8;

    /// <summary>Stake that was slashed or lost to absence, without what went to reporters.</summary>
    public static ReadOnlySpan<byte> BurnedStake => "burned_stake"u8;

    /// <summary>Fees that belong to the treasury.</summary>
    public static ReadOnlySpan<byte> Treasury => "treasury"u8;
}
