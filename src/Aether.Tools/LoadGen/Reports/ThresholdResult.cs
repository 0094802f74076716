namespace Aether.Tools.LoadGen.Reports;

/// <summary>A threshold and what was measured.</summary>
/// <param name="Expression">As it was written.</param>
/// <param name="Measured">The value, in the unit of the expression.</param>
/// <param name="Holds">True when it holds.</param>
internal sealed record ThresholdResult(string Expression, string Measured, bool Holds);
