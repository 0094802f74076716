namespace Aether.Native.Ed25519;

/// <summary>The instruction sets that ed25519 in lanes is compiled for.</summary>
public enum LaneSet
{
    /// <summary>Four lanes of AVX2.</summary>
    Avx2,

    /// <summary>Eight lanes of AVX-512 IFMA.</summary>
    Ifma,
}
