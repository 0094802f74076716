namespace Aether.TestKit.NodeSimulation;

/// <summary>One disruption of a recorded script: a run with the same script and seed is the same run.</summary>
/// <param name="TimeUs">When it begins.</param>
/// <param name="Kind">One kind.</param>
/// <param name="Node">The node it befalls, or the odd one out.</param>
/// <param name="DurationUs">How long it lasts.</param>
/// <param name="Value">Its other choices: bits of the sides, effects until the crash, size of the jump.</param>
public readonly record struct NodeDisruption(
    long TimeUs, NodeDisruptions Kind, int Node, long DurationUs, ulong Value);
