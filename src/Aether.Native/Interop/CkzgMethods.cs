using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Aether.Native.Bls;
using Aether.Native.Kzg;

namespace Aether.Native.Interop;

/// <summary>The functions of c-kzg in use, and those of blst that only KZG needs. Names and parameter order are those
/// of the C headers.</summary>
/// <remarks>C <c>bool</c> is one byte. Return codes of c-kzg are those of <see cref="CkzgStatus"/>.</remarks>
// SAFETY: declarations only; callers pass pointers to spans of the stated length, and a settings handle that lives.
internal static unsafe partial class CkzgMethods
{
    private const string Library = NativeLibraries.BlsName;

    static CkzgMethods() => NativeLibraries.EnsureRegistered();

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int load_trusted_setup(
        void* settings,
        byte* g1Monomial,
        ulong g1MonomialBytes,
        byte* g1Lagrange,
        ulong g1LagrangeBytes,
        byte* g2Monomial,
        ulong g2MonomialBytes,
        ulong precompute);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void free_trusted_setup(void* settings);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int blob_to_kzg_commitment(byte* commitment48, byte* blob, CkzgHandle settings);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int compute_kzg_proof(
        byte* proof48, byte* value32, byte* blob, byte* point32, CkzgHandle settings);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int compute_blob_kzg_proof(
        byte* proof48, byte* blob, byte* commitment48, CkzgHandle settings);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int verify_kzg_proof(
        byte* ok, byte* commitment48, byte* point32, byte* value32, byte* proof48, CkzgHandle settings);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int verify_blob_kzg_proof(
        byte* ok, byte* blob, byte* commitment48, byte* proof48, CkzgHandle settings);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int verify_blob_kzg_proof_batch(
        byte* ok, byte* blobs, byte* commitments, byte* proofs, ulong count, CkzgHandle settings);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial byte blst_scalar_from_be_bytes(BlstScalar* scalar, byte* bytes, nuint count);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial byte blst_scalar_fr_check(BlstScalar* scalar);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void blst_fr_from_scalar(BlstFr* element, BlstScalar* scalar);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void blst_scalar_from_fr(BlstScalar* scalar, BlstFr* element);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void blst_fr_add(BlstFr* sum, BlstFr* left, BlstFr* right);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void blst_fr_sub(BlstFr* difference, BlstFr* left, BlstFr* right);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void blst_fr_mul(BlstFr* product, BlstFr* left, BlstFr* right);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial BlstP1Affine* blst_p1_affine_generator();

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial BlstP2Affine* blst_p2_affine_generator();

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void blst_p1_cneg(BlstP1* point, byte negate);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial nuint blst_p1s_mult_pippenger_scratch_sizeof(nuint count);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void blst_p1s_mult_pippenger(
        BlstP1* sum, BlstP1Affine** points, nuint count, byte** scalars, nuint bits, void* scratch);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void blst_miller_loop_n(
        void* product, BlstP2Affine** qs, BlstP1Affine** ps, nuint count);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void blst_final_exp(void* result, void* value);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial byte blst_fp12_is_one(void* value);
}
