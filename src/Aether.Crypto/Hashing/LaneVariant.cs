namespace Aether.Crypto.Hashing;

/// <summary>The implementations of hashing in lanes. All give the same bytes.</summary>
internal enum LaneVariant
{
    /// <summary>One message at a time in plain integers: the definition.</summary>
    Scalar,

    /// <summary>256-bit vectors.</summary>
    Avx2,

    /// <summary>512-bit vectors.</summary>
    Avx512,
}
