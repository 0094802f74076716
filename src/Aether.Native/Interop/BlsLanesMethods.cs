using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Aether.Native.Bls;

namespace Aether.Native.Interop;

/// <summary>The functions of <c>aether_bls_lanes.h</c>.</summary>
// SAFETY: declarations only; the caller passes n x 96 and n x 192 bytes, n codes, and asks for the processor first.
internal static unsafe partial class BlsLanesMethods
{
    private const string Library = NativeLibraries.KernelsName;

    static BlsLanesMethods() => NativeLibraries.EnsureRegistered();

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void aether_bls_g2_decode_ifma(
        byte* compressed, nuint count, BlstP2Affine* affine, LanesStatus* status);
}
