namespace Aether.Core.Types;

/// <summary>The one quorum function: strictly more than two thirds of the stake.</summary>
/// <remarks>
/// <b>Consensus</b>: any two quorums share more than a third of the stake. No product can overflow: inputs are bounded.
/// </remarks>
public static class Quorum
{
    /// <summary>Largest total stake, so that three times it fits 128 bits.</summary>
    public static readonly UInt128 MaxTotal = UInt128.MaxValue / 3;

    /// <summary>
    /// True when <paramref name="weight"/> is strictly more than two thirds of <paramref name="total"/>.
    /// </summary>
    public static bool IsReached(UInt128 weight, UInt128 total)
    {
        Diagnostics.Check.That(weight <= total && total <= MaxTotal);
        return weight * 3 > total * 2;
    }

    /// <summary>
    /// True when <paramref name="weight"/> is strictly more than one third: at least one honest validator is in it.
    /// </summary>
    public static bool HasHonest(UInt128 weight, UInt128 total)
    {
        Diagnostics.Check.That(weight <= total && total <= MaxTotal);
        return weight * 3 > total;
    }
}
