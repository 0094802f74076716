namespace Aether.Crypto.Ed25519.Batch;

/// <summary>The ways to verify many signatures on the processor; all give the same verdicts.</summary>
internal enum SignatureVariant
{
    /// <summary>Scalar arithmetic: the definition, on every processor.</summary>
    Scalar,

    /// <summary>Four lanes of AVX2.</summary>
    Avx2,

    /// <summary>Eight lanes of AVX-512 IFMA.</summary>
    Ifma,
}
