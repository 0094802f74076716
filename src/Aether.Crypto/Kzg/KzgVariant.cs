namespace Aether.Crypto.Kzg;

/// <summary>The ways to compute a commitment. All give the same bytes.</summary>
internal enum KzgVariant
{
    /// <summary>c-kzg: the definition. Blobs of any length are padded to 4096 elements.</summary>
    Reference,

    /// <summary>blst's Pippenger sum over as many Lagrange points as there are elements.</summary>
    Pippenger,

    /// <summary>Tables of multiples of the Lagrange points, in eight lanes of AVX-512 IFMA.</summary>
    FixedBase,
}
