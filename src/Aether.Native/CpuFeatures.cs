using System.Runtime.Intrinsics.X86;
using Aether.Native.Interop;

namespace Aether.Native;

/// <summary>Which instruction sets the own kernels may use here.</summary>
/// <remarks>
/// A set counts only where the processor, the operating system and the runtime all offer it, so that the runtime's
/// switches (<c>DOTNET_EnableAVX512=0</c> and its like) hold for native kernels too.
/// </remarks>
public static class CpuFeatures
{
    private const uint Avx2Bit = 1;
    private const uint IfmaBit = 4;
    private const uint GfniBit = 8;
    private const uint ShaBit = 16;

    private static readonly uint s_native =
        NativeLibraries.Kernels.IsSupported ? KernelMethods.aether_cpu_features() : 0;

    /// <summary>AVX2, BMI and ADX, and the library of kernels is loaded.</summary>
    public static bool HasAvx2 => Avx2.IsSupported && (s_native & Avx2Bit) != 0;

    /// <summary>AVX-512 F, BW, DQ, VL, VBMI and IFMA, and the library of kernels is loaded.</summary>
    public static bool HasIfma => Avx512F.IsSupported && Avx512Vbmi.IsSupported && (s_native & IfmaBit) != 0;

    /// <summary>AVX-512 and GFNI, and the library of kernels is loaded.</summary>
    public static bool HasGfni512 => Avx512F.IsSupported && Avx512Vbmi.IsSupported && (s_native & GfniBit) != 0;

    /// <summary>SSE4.1 and the SHA instructions, and the library of kernels is loaded.</summary>
    /// <remarks>The runtime has no switch of its own for these: they go with AVX2.</remarks>
    public static bool HasSha => Avx2.IsSupported && (s_native & ShaBit) != 0;
}
