namespace Aether.Crypto.Bls12381;

/// <summary>Why bytes are no signature of anybody.</summary>
public enum BlsPointError
{
    /// <summary>A point of the subgroup, not infinity.</summary>
    None,

    /// <summary>Wrong length, wrong flags, or a coordinate that is not below p.</summary>
    NotCanonical,

    /// <summary>No point of the curve has this coordinate.</summary>
    NotOnCurve,

    /// <summary>On the curve, outside the subgroup of prime order.</summary>
    NotInSubgroup,

    /// <summary>The point at infinity.</summary>
    Infinity,
}
