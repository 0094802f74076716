namespace Aether.Native.Bls;

/// <summary>What became of one compressed point.</summary>
public enum LanesStatus : byte
{
    /// <summary>A point of the subgroup, not infinity.</summary>
    Ok = 0,

    /// <summary>Flags or range of the encoding are wrong.</summary>
    BadEncoding = 1,

    /// <summary>No point of the curve has this x.</summary>
    NotOnCurve = 2,

    /// <summary>On the curve, outside the subgroup.</summary>
    NotInGroup = 3,

    /// <summary>The point at infinity, correctly encoded.</summary>
    Infinity = 4,

    /// <summary>Only between kernel and <see cref="Lanes"/>: the lane met a case that its formulas leave out.</summary>
    Undecided = 5,
}
