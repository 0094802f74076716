namespace Aether.Tools.LoadGen.NodeMetrics;

/// <summary>How full a link of one node was during a run.</summary>
/// <param name="Link">Name of the link.</param>
/// <param name="Capacity">Its capacity, 0 when unknown.</param>
/// <param name="MeanDepth">Mean of the samples.</param>
/// <param name="MaxDepth">Largest sample.</param>
/// <param name="Growth">Items a second by which it grew.</param>
internal sealed record LinkUse(string Link, double Capacity, double MeanDepth, double MaxDepth, double Growth)
{
    /// <summary>Mean share of its capacity.</summary>
    public double Fill => Capacity <= 0 ? 0 : MeanDepth / Capacity;
}
