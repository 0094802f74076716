namespace Aether.Da.ErasureCoding;

/// <summary>Which variants run here, and which one a shard of some length takes.</summary>
internal static class ErasureVariants
{
    /// <summary>The fastest variant of this processor.</summary>
    internal static ErasureVariant Best { get; } = FindBest();

    /// <summary>True where the processor and the runtime's switches allow the variant.</summary>
    internal static bool IsSupported(ErasureVariant variant) => variant switch
    {
        ErasureVariant.Scalar => true,
        ErasureVariant.Avx2 => Gf256Avx2Lanes.IsSupported,
        ErasureVariant.Avx512 => Gf256Avx512Lanes.IsSupported,
        ErasureVariant.Gfni256 => Gf256Gfni256Lanes.IsSupported,
        ErasureVariant.Gfni512 => Gf256Gfni512Lanes.IsSupported,
        _ => false,
    };

    /// <summary>The widest relative of a variant whose vector is no longer than the shard.</summary>
    internal static ErasureVariant Fit(ErasureVariant variant, nuint shardBytes) => shardBytes switch
    {
        >= 64 => variant,
        >= 32 => variant switch
        {
            ErasureVariant.Avx512 => ErasureVariant.Avx2,
            ErasureVariant.Gfni512 => ErasureVariant.Gfni256,
            _ => variant,
        },
        _ => ErasureVariant.Scalar,
    };

    private static ErasureVariant FindBest()
    {
        for (ErasureVariant variant = ErasureVariant.Gfni512; variant > ErasureVariant.Scalar; variant--)
        {
            if (IsSupported(variant))
                return variant;
        }

        return ErasureVariant.Scalar;
    }
}
