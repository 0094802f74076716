namespace Aether.KernelBench.Differential;

/// <summary>How a signature is made or damaged. The order is that of the report.</summary>
internal enum SignatureKind
{
    /// <summary>As a signer makes it.</summary>
    Honest,

    /// <summary>The key has a component of small order; valid by the cofactored equation.</summary>
    TorsionKey,

    /// <summary>R has a component of small order; valid by the cofactored equation.</summary>
    TorsionNonce,

    /// <summary>Both have one; valid by the cofactored equation.</summary>
    TorsionBoth,

    /// <summary>The key is of small order, in one of its encodings; valid with S = r.</summary>
    SmallOrderKey,

    /// <summary>R is of small order, in one of its encodings; valid with S = k a.</summary>
    SmallOrderNonce,

    /// <summary>Key and R are of small order; valid with S = 0.</summary>
    SmallOrderBoth,

    /// <summary>One bit of R is flipped.</summary>
    FlippedNonce,

    /// <summary>One bit of S is flipped.</summary>
    FlippedScalar,

    /// <summary>One bit of the key is flipped.</summary>
    FlippedKey,

    /// <summary>One bit of the message is flipped.</summary>
    FlippedMessage,

    /// <summary>A multiple of the group order is added to S.</summary>
    LargeScalar,

    /// <summary>S is the group order, just above it, or all ones.</summary>
    EdgeScalar,

    /// <summary>Another key than the signer's.</summary>
    OtherKey,

    /// <summary>A non-canonical encoding of a point whose logarithm nobody knows, as the key or as R.</summary>
    NonCanonical,

    /// <summary>A y without a point, as the key or as R.</summary>
    Undecodable,

    /// <summary>
    /// S is one too large, and one too small in the next signature: the errors cancel in a sum without coefficients.
    /// </summary>
    Cancelling,
}
