namespace Aether.Tools.LoadGen.NodeMetrics;

/// <summary>What the metrics of all nodes say about a run.</summary>
/// <param name="Nodes">The nodes whose metrics could be read.</param>
/// <param name="Bottleneck">The first saturated stage.</param>
/// <param name="Misses">Pages of metrics that could not be read.</param>
internal sealed record NodesResult(IReadOnlyList<NodeResult> Nodes, Bottleneck Bottleneck, long Misses);
