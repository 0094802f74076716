namespace Aether.WasmBench.Gas;

/// <summary>What a host call takes and costs.</summary>
/// <param name="Case">The call.</param>
/// <param name="Nanoseconds">Time of one call.</param>
/// <param name="Price">Gas of one call, by the table.</param>
/// <param name="Paid">Gas that a call with its loop cost.</param>
internal sealed record HostFigure(HostCase Case, double Nanoseconds, ulong Price, double Paid)
{
    /// <summary>How many times its time a call costs; a unit of gas is a nanosecond.</summary>
    public double Ratio => Price / Nanoseconds;
}
