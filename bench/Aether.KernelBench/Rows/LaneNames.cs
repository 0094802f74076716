using Aether.Crypto.Hashing;

namespace Aether.KernelBench.Rows;

/// <summary>How the table names the variants of hashing in lanes.</summary>
internal static class LaneNames
{
    /// <summary>The name of a forced variant; <c>auto</c> for null.</summary>
    public static string Of(LaneVariant? variant) => variant switch
    {
        null => "auto",
        LaneVariant.Scalar => "scalar",
        LaneVariant.Avx2 => "avx2",
        _ => "avx512",
    };

    public static string? NotSupportedReason(LaneVariant variant) =>
        LaneVariants.IsSupported(variant) ? null : $"this processor has no {Of(variant)}";
}
