using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Aether.Native.Interop;

/// <summary>The own KZG kernels; names and parameters are those of <c>native/include/aether_kzg.h</c>.</summary>
// SAFETY: declarations only; callers pass pointers to buffers of the sizes that the header states.
internal static unsafe partial class KzgMethods
{
    private const string Library = NativeLibraries.KernelsName;

    static KzgMethods() => NativeLibraries.EnsureRegistered();

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial nuint aether_kzg_table_bytes(nuint count);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial nuint aether_kzg_scratch_bytes(nuint count);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int aether_kzg_build_table_ifma(
        byte* table, nuint tableBytes, byte* points, nuint count);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int aether_kzg_sum_ifma(
        byte* sum96, byte* table, nuint tablePoints, byte* scalars, nuint count, byte* scratch, nuint scratchBytes);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void aether_kzg_fill_domain(ulong* domain);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial nuint aether_kzg_open_scratch_bytes();

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int aether_kzg_open(
        byte* value32, byte* quotient, ulong* domain, byte* elements, nuint count, byte* point32, byte* scratch);
}
