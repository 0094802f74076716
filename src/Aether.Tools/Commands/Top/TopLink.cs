namespace Aether.Tools.Commands.Top;

/// <summary>A link between stages at one moment.</summary>
/// <param name="Link">Name.</param>
/// <param name="Depth">Items that wait in it.</param>
/// <param name="Capacity">Most that it holds.</param>
/// <param name="HighWater">Most that ever waited.</param>
internal sealed record TopLink(string Link, double Depth, double Capacity, double HighWater);
