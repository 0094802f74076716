namespace Aether.Tools.LoadGen.NodeMetrics;

/// <summary>What limits a rate, as far as metrics show it.</summary>
/// <param name="Kind">`stage`, `processors`, `blocks` or `none`.</param>
/// <param name="Name">The stage, or what else it is.</param>
/// <param name="Node">The node; empty where all share it.</param>
/// <param name="Evidence">The figures that say so, the strongest first.</param>
internal sealed record Bottleneck(string Kind, string Name, string Node, IReadOnlyList<string> Evidence)
{
    /// <summary>One line.</summary>
    public override string ToString() => Node.Length == 0 ? Name : $"{Name} on {Node}";
}
