namespace Aether.Native.Bls;

/// <summary>Ways to decode many points; all give the same results.</summary>
public enum LanesVariant
{
    /// <summary>blst, one by one: every x86-64 processor.</summary>
    Blst,

    /// <summary>Eight points in eight lanes of AVX-512 IFMA.</summary>
    Ifma,
}
