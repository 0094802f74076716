namespace Aether.Execution.Ledger;

/// <summary>Names of the chain-wide counters in the state: base units of SWR.</summary>
public static class ChainCounters
{
    /// <summary>Fees that no longer exist.</summary>
    public static ReadOnlySpan<byte> BurnedFees => "burned_fees"u8;

    /// <summary>Fees that belong to the treasury.</summary>
    public static ReadOnlySpan<byte> Treasury => "treasury"u8;
}
