namespace Aether.Pipeline.Status;

/// <summary>One bounded queue at one moment.</summary>
/// <param name="Link">As <see cref="Topology.Links"/> names it.</param>
/// <param name="Depth">Items that wait.</param>
/// <param name="Capacity">Most items.</param>
/// <param name="HighWater">Most items that ever waited.</param>
public readonly record struct LinkSample(string Link, long Depth, long Capacity, long HighWater);
