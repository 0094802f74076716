namespace Aether.TestKit.Simulation;

/// <summary>Something that is to happen to a node, or an action.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Node">Whom it concerns; null for an action.</param>
/// <param name="Incarnation">The start of the node it belongs to; it is dropped when that has ended.</param>
/// <param name="Number">A position, a request, a timer or a view.</param>
/// <param name="Peer">Who sent it.</param>
/// <param name="Flag">The answer, or that bits of it were changed on the way.</param>
/// <param name="Content">The rest.</param>
internal readonly record struct SimulatedEvent(
    SimulatedEventKind Kind, SimulatedNode? Node, int Incarnation, ulong Number, ushort Peer, bool Flag,
    object? Content);
