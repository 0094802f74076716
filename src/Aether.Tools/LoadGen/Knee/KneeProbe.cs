namespace Aether.Tools.LoadGen.Knee;

/// <summary>What one rate gave.</summary>
/// <param name="Rate">Offered rate.</param>
/// <param name="FinalP95">95th percentile of finality, milliseconds; infinite when nothing became final.</param>
/// <param name="BacklogSlope">Slope of the backlog, transactions a second.</param>
/// <param name="ErrorRate">Share that failed or expired.</param>
/// <param name="Valid">True when the client kept up.</param>
internal sealed record KneeProbe(double Rate, double FinalP95, double BacklogSlope, double ErrorRate, bool Valid);
