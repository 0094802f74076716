using Aether.Tools.LoadGen.Watching;

namespace Aether.Tools.LoadGen.NodeMetrics;

/// <summary>What the metrics of all nodes say about a run.</summary>
/// <param name="Nodes">The nodes whose metrics could be read.</param>
/// <param name="Bottleneck">The first saturated stage.</param>
/// <param name="Misses">Pages of metrics that could not be read.</param>
internal sealed record NodesResult(IReadOnlyList<NodeResult> Nodes, Bottleneck Bottleneck, long Misses)
{
    private const double Most = 0.5;

    /// <summary>
    /// Names the size of blocks where most of them were full: the chain's own bound, whatever stages still could do.
    /// </summary>
    public NodesResult WithFullBlocks(ChainFacts facts)
    {
        if (facts.OwnBlocks == 0 || facts.FullBlocks < Most * facts.OwnBlocks)
        {
            return this;
        }
        string full = FormattableString.Invariant(
            $"{facts.FullBlocks} of {facts.OwnBlocks} blocks had no room for more: ")
            + FormattableString.Invariant($"a block has {facts.PayloadLimit} bytes");
        return this with
        {
            Bottleneck = new Bottleneck("blocks", "the size of blocks", "", [full, .. Bottleneck.Evidence]),
        };
    }
}
