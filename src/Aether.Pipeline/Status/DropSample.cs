namespace Aether.Pipeline.Status;

/// <summary>What one stage did not pass on, for one reason.</summary>
/// <param name="Stage">As <see cref="Topology.Stages"/> names it.</param>
/// <param name="Reason">One of a fixed set, in lower case with underscores.</param>
/// <param name="Count">Since the start.</param>
public readonly record struct DropSample(string Stage, string Reason, long Count);
