using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Aether.Native.Bls;

namespace Aether.Native.Interop;

/// <summary>The functions of <c>blst.h</c> for fields and pairings. An element of Fp is 6 words in Montgomery form, one
/// of Fp2 twice that.</summary>
/// <remarks>
/// Those that take a microsecond or less leave the thread in the runtime's hands: the change back and forth would cost
/// as much as an addition does.
/// </remarks>
// SAFETY: declarations only; callers pass whole elements. What skips the change of mode neither blocks nor calls back.
internal static unsafe partial class BlstFieldMethods
{
    private const string Library = NativeLibraries.BlsName;

    static BlstFieldMethods() => NativeLibraries.EnsureRegistered();

    [SuppressGCTransition]
    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void blst_fp_add(ulong* sum, ulong* left, ulong* right);

    [SuppressGCTransition]
    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void blst_fp_mul(ulong* product, ulong* left, ulong* right);

    [SuppressGCTransition]
    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void blst_fp_cneg(ulong* result, ulong* value, byte negate);

    [SuppressGCTransition]
    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void blst_fp2_add(ulong* sum, ulong* left, ulong* right);

    [SuppressGCTransition]
    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void blst_fp2_sub(ulong* difference, ulong* left, ulong* right);

    [SuppressGCTransition]
    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void blst_fp2_mul(ulong* product, ulong* left, ulong* right);

    [SuppressGCTransition]
    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void blst_fp2_sqr(ulong* square, ulong* value);

    [SuppressGCTransition]
    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void blst_fp12_sqr(BlstFp12* square, BlstFp12* value);

    [SuppressGCTransition]
    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void blst_fp12_mul_by_xy00z0(BlstFp12* product, BlstFp12* value, BlstLine* line);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial BlstP1Affine* blst_p1_affine_generator();

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void blst_precompute_lines(BlstLine* lines, BlstP2Affine* point);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void blst_final_exp(BlstFp12* result, BlstFp12* value);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial byte blst_fp12_is_one(BlstFp12* value);
}
