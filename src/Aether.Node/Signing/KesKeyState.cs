namespace Aether.Node.Signing;

/// <summary>A KES key as an operator sees it.</summary>
/// <param name="Certificate">What it may sign.</param>
/// <param name="Period">The earliest period it can still sign for.</param>
internal sealed record KesKeyState(KesCertificate Certificate, uint Period)
{
    /// <summary>The last epoch it covers.</summary>
    public uint LastEpoch => Certificate.StartEpoch + Certificate.Periods - 1;

    /// <summary>Periods left, the current one included.</summary>
    public uint Left => Certificate.Periods - Math.Min(Period, Certificate.Periods);

    /// <summary>True from the last tenth on.</summary>
    public bool EndsSoon => (ulong)Left * 10 <= Certificate.Periods;
}
