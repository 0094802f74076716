namespace Aether.Node.Lifecycle;

/// <summary>How a part of a node is.</summary>
/// <param name="Name">The part, such as storage.</param>
/// <param name="State">How it is.</param>
/// <param name="Reason">Why, in a sentence; empty when it is well.</param>
/// <param name="Since">From when on it is so.</param>
internal sealed record SubsystemHealth(string Name, HealthState State, string Reason, DateTimeOffset Since);
