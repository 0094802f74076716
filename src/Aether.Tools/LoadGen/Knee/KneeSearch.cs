namespace Aether.Tools.LoadGen.Knee;

/// <summary>What a search found.</summary>
/// <param name="Best">The highest rate that held; null when none did.</param>
/// <param name="Failed">The lowest rate above it that did not; null when the highest rate tried held.</param>
/// <param name="Probes">Everything that was tried, in order.</param>
internal sealed record KneeSearch(KneeProbe? Best, KneeProbe? Failed, IReadOnlyList<KneeProbe> Probes)
{
    /// <summary>The knee; 0 when no rate held.</summary>
    public double Rate => Best?.Rate ?? 0;
}
