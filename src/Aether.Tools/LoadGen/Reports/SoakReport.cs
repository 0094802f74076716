namespace Aether.Tools.LoadGen.Reports;

/// <summary>How a long run drifted: slopes by the median of all pairs of seconds.</summary>
/// <param name="FinalP95SlopePerHour">Finality p95, milliseconds an hour.</param>
/// <param name="AdmitP95SlopePerHour">Answers p95, milliseconds an hour.</param>
/// <param name="TpsSlopePerHour">Final transactions a second, an hour.</param>
/// <param name="MemorySlopePerHour">Resident memory of each node, bytes an hour.</param>
internal sealed record SoakReport(
    double FinalP95SlopePerHour,
    double AdmitP95SlopePerHour,
    double TpsSlopePerHour,
    IReadOnlyDictionary<string, double> MemorySlopePerHour);
