using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Aether.Crypto.Hashing;

/// <summary>Which variants this processor runs.</summary>
internal static class LaneVariants
{
    /// <summary>The widest variant of this processor, under the runtime's switches.</summary>
    internal static LaneVariant Best =>
        IsSupported(LaneVariant.Avx512) ? LaneVariant.Avx512
        : IsSupported(LaneVariant.Avx2) ? LaneVariant.Avx2
        : LaneVariant.Scalar;

    /// <summary>True when this processor runs the variant.</summary>
    internal static bool IsSupported(LaneVariant variant) => variant switch
    {
        LaneVariant.Avx512 => Avx512BW.IsSupported && Vector512.IsHardwareAccelerated,
        LaneVariant.Avx2 => Avx2.IsSupported && Vector256.IsHardwareAccelerated,
        _ => true,
    };
}
