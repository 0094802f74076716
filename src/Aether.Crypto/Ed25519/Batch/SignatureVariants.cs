using Aether.Native.Ed25519;

namespace Aether.Crypto.Ed25519.Batch;

/// <summary>Which variants run here, and the one that verification uses.</summary>
internal static class SignatureVariants
{
    /// <summary>The fastest supported variant.</summary>
    internal static readonly SignatureVariant Best = Ed25519Lanes.IsSupported(LaneSet.Ifma)
        ? SignatureVariant.Ifma
        : Ed25519Lanes.IsSupported(LaneSet.Avx2) ? SignatureVariant.Avx2 : SignatureVariant.Scalar;

    internal static bool IsSupported(SignatureVariant variant) =>
        variant == SignatureVariant.Scalar || Ed25519Lanes.IsSupported(LanesOf(variant));

    /// <summary>The lanes of a variant that has some.</summary>
    internal static LaneSet LanesOf(SignatureVariant variant) =>
        variant == SignatureVariant.Ifma ? LaneSet.Ifma : LaneSet.Avx2;
}
