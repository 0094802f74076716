namespace Aether.Pipeline;

/// <summary>One row of the link table.</summary>
/// <param name="Link">Name.</param>
/// <param name="From">Producer.</param>
/// <param name="To">Consumer.</param>
/// <param name="Depth">Most items.</param>
/// <param name="LargestBytes">Largest item, payloads included.</param>
/// <param name="WhenFull">What happens to one item more.</param>
public readonly record struct LinkInfo(
    string Link, string From, string To, int Depth, int LargestBytes, string WhenFull);
