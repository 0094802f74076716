using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Aether.Native.Bls;

namespace Aether.Native.Interop;

/// <summary>The functions of blst in use. Names and parameter order are those of <c>blst.h</c> and
/// <c>blst_aux.h</c>.</summary>
/// <remarks>C <c>bool</c> is one byte; error codes are those of <see cref="BlstError"/>.</remarks>
// SAFETY: declarations only; callers pass pointers to whole structs and to spans of the stated length.
internal static unsafe partial class BlstMethods
{
    private const string Library = NativeLibraries.BlsName;

    static BlstMethods() => NativeLibraries.EnsureRegistered();

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void blst_scalar_from_bendian(BlstScalar* scalar, byte* bytes);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void blst_bendian_from_scalar(byte* bytes, BlstScalar* scalar);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial byte blst_sk_check(BlstScalar* scalar);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void blst_keygen(
        BlstScalar* secret, byte* material, nuint materialBytes, byte* info, nuint infoBytes);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void blst_sk_to_pk_in_g1(BlstP1* publicKey, BlstScalar* secret);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void blst_sign_pk_in_g1(BlstP2* signature, BlstP2* hash, BlstScalar* secret);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void blst_hash_to_g1(
        BlstP1* point, byte* message, nuint messageBytes, byte* dst, nuint dstBytes, byte* aug, nuint augBytes);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void blst_hash_to_g2(
        BlstP2* point, byte* message, nuint messageBytes, byte* dst, nuint dstBytes, byte* aug, nuint augBytes);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void blst_encode_to_g1(
        BlstP1* point, byte* message, nuint messageBytes, byte* dst, nuint dstBytes, byte* aug, nuint augBytes);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void blst_encode_to_g2(
        BlstP2* point, byte* message, nuint messageBytes, byte* dst, nuint dstBytes, byte* aug, nuint augBytes);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void blst_expand_message_xmd(
        byte* output, nuint outputBytes, byte* message, nuint messageBytes, byte* dst, nuint dstBytes);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial BlstP1* blst_p1_generator();

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial BlstP2* blst_p2_generator();

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void blst_p1_to_affine(BlstP1Affine* affine, BlstP1* point);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void blst_p2_to_affine(BlstP2Affine* affine, BlstP2* point);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void blst_p1_cneg(BlstP1* point, byte negate);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void blst_p1_add_or_double_affine(BlstP1* sum, BlstP1* left, BlstP1Affine* right);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void blst_p2_add_or_double_affine(BlstP2* sum, BlstP2* left, BlstP2Affine* right);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void blst_p1s_add(BlstP1* sum, BlstP1Affine** points, nuint count);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void blst_p2s_add(BlstP2* sum, BlstP2Affine** points, nuint count);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial nuint blst_p1s_mult_pippenger_scratch_sizeof(nuint count);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void blst_p1s_mult_pippenger(
        BlstP1* sum, BlstP1Affine** points, nuint count, byte** scalars, nuint scalarBits, ulong* scratch);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial nuint blst_p2s_mult_pippenger_scratch_sizeof(nuint count);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void blst_p2s_mult_pippenger(
        BlstP2* sum, BlstP2Affine** points, nuint count, byte** scalars, nuint scalarBits, ulong* scratch);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial byte blst_p1_affine_in_g1(BlstP1Affine* point);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial byte blst_p2_affine_in_g2(BlstP2Affine* point);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial byte blst_p1_affine_is_inf(BlstP1Affine* point);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial byte blst_p2_affine_is_inf(BlstP2Affine* point);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int blst_p1_uncompress(BlstP1Affine* point, byte* bytes48);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int blst_p2_uncompress(BlstP2Affine* point, byte* bytes96);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int blst_p1_deserialize(BlstP1Affine* point, byte* bytes96);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int blst_p2_deserialize(BlstP2Affine* point, byte* bytes192);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void blst_p1_affine_compress(byte* bytes48, BlstP1Affine* point);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void blst_p2_affine_compress(byte* bytes96, BlstP2Affine* point);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void blst_p1_affine_serialize(byte* bytes96, BlstP1Affine* point);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void blst_p2_affine_serialize(byte* bytes192, BlstP2Affine* point);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int blst_core_verify_pk_in_g1(
        BlstP1Affine* publicKey,
        BlstP2Affine* signature,
        byte hashOrEncode,
        byte* message,
        nuint messageBytes,
        byte* dst,
        nuint dstBytes,
        byte* aug,
        nuint augBytes);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial nuint blst_pairing_sizeof();

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void blst_pairing_init(nint context, byte hashOrEncode, byte* dst, nuint dstBytes);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void blst_pairing_commit(nint context);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int blst_pairing_chk_n_aggr_pk_in_g1(
        nint context,
        BlstP1Affine* publicKey,
        byte checkKey,
        BlstP2Affine* signature,
        byte checkSignature,
        byte* message,
        nuint messageBytes,
        byte* aug,
        nuint augBytes);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial byte blst_pairing_finalverify(nint context, nint signature);
}
