namespace Aether.Native.Bls;

/// <summary>Result codes of blst (<c>BLST_ERROR</c>).</summary>
public enum BlstError
{
    /// <summary>The operation succeeded.</summary>
    Success = 0,

    /// <summary>Flags, range or padding of an encoding are wrong.</summary>
    BadEncoding = 1,

    /// <summary>The encoded point is not on the curve.</summary>
    PointNotOnCurve = 2,

    /// <summary>The point is on the curve but outside the prime-order subgroup.</summary>
    PointNotInGroup = 3,

    /// <summary>A pairing context was used for both signature kinds.</summary>
    AggregateTypeMismatch = 4,

    /// <summary>The signature does not verify.</summary>
    VerifyFail = 5,

    /// <summary>The public key is the point at infinity.</summary>
    PublicKeyIsInfinity = 6,

    /// <summary>The scalar is zero or not below the group order.</summary>
    BadScalar = 7,
}
