namespace Aether.Da.ErasureCoding;

/// <summary>The instruction set an erasure code runs in. All give the same bytes.</summary>
public enum ErasureVariant
{
    /// <summary>One byte at a time.</summary>
    Scalar,

    /// <summary>32 bytes, products by shuffles.</summary>
    Avx2,

    /// <summary>64 bytes, products by shuffles.</summary>
    Avx512,

    /// <summary>32 bytes, products by Galois field instructions.</summary>
    Gfni256,

    /// <summary>64 bytes, products by Galois field instructions.</summary>
    Gfni512,
}
