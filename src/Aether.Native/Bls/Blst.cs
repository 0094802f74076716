using System.Security.Cryptography;
using Aether.Native.Interop;

namespace Aether.Native.Bls;

/// <summary>blst behind spans, with public keys in G1 and signatures in G2. Points stay in managed structs.</summary>
/// <remarks>
/// Wrong buffer lengths are programmer errors and throw; content never throws.
/// <para>Threads: pure functions. Cost: no allocation. Source: draft-irtf-cfrg-bls-signature-05, RFC 9380.</para>
/// <para>Errors: callers check <see cref="IsSupported"/> at start; without the library every call throws
/// <see cref="DllNotFoundException"/>.</para>
/// </remarks>
// SAFETY: every method checks span lengths first and pins spans and structs for exactly one native call.
public static unsafe class Blst
{
    /// <summary>Bytes of a secret key, big-endian.</summary>
    public const int SecretKeyBytes = 32;

    /// <summary>Bytes of a compressed G1 point.</summary>
    public const int P1Bytes = 48;

    /// <summary>Bytes of a compressed G2 point.</summary>
    public const int P2Bytes = 96;

    /// <summary>Least bytes of input keying material (draft section 2.3).</summary>
    public const int MinKeyMaterialBytes = 32;

    /// <summary>True when libaether_bls is loaded.</summary>
    public static bool IsSupported => NativeLibraries.Bls.IsSupported;

    /// <summary>Null, or one sentence with the cause and the fix.</summary>
    public static string? NotSupportedReason => NativeLibraries.Bls.NotSupportedReason;

    /// <summary>KeyGen of the draft: derives a secret key (32 bytes, big-endian) from 32 or more secret
    /// bytes.</summary>
    public static void DeriveSecretKey(ReadOnlySpan<byte> material, Span<byte> secretKey)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(material.Length, MinKeyMaterialBytes);
        ArgumentOutOfRangeException.ThrowIfNotEqual(secretKey.Length, SecretKeyBytes);
        BlstScalar scalar;
        fixed (byte* m = material, s = secretKey)
        {
            BlstMethods.blst_keygen(&scalar, m, (nuint)material.Length, null, 0);
            BlstMethods.blst_bendian_from_scalar(s, &scalar);
        }

        Wipe(&scalar);
    }

    /// <summary>Computes the public key. False when the secret key is zero or not below the group order.</summary>
    public static bool TryPublicKey(ReadOnlySpan<byte> secretKey, out BlstP1Affine publicKey)
    {
        publicKey = default;
        BlstScalar scalar;
        bool ok = ReadSecret(secretKey, &scalar);
        if (ok)
        {
            BlstP1 point;
            BlstMethods.blst_sk_to_pk_in_g1(&point, &scalar);
            fixed (BlstP1Affine* pk = &publicKey)
                BlstMethods.blst_p1_to_affine(pk, &point);
        }

        Wipe(&scalar);
        return ok;
    }

    /// <summary>Signs under a domain separation tag. False when the secret key is zero or not below the group
    /// order.</summary>
    public static bool TrySign(
        ReadOnlySpan<byte> secretKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> dst, out BlstP2Affine signature)
    {
        signature = default;
        BlstScalar scalar;
        bool ok = ReadSecret(secretKey, &scalar);
        if (ok)
        {
            BlstP2 point;
            fixed (byte* m = message, d = dst)
                BlstMethods.blst_hash_to_g2(&point, m, (nuint)message.Length, d, (nuint)dst.Length, null, 0);
            BlstMethods.blst_sign_pk_in_g1(&point, &point, &scalar);
            fixed (BlstP2Affine* s = &signature)
                BlstMethods.blst_p2_to_affine(s, &point);
        }

        Wipe(&scalar);
        return ok;
    }

    /// <summary>Decodes 48 compressed bytes and checks curve and subgroup. Infinity is accepted here.</summary>
    public static BlstError DecodeP1(ReadOnlySpan<byte> bytes, out BlstP1Affine point)
    {
        point = default;
        if (bytes.Length != P1Bytes)
            return BlstError.BadEncoding;
        fixed (byte* b = bytes)
        fixed (BlstP1Affine* p = &point)
        {
            BlstError error = (BlstError)BlstMethods.blst_p1_uncompress(p, b);
            if (error == BlstError.Success && BlstMethods.blst_p1_affine_in_g1(p) == 0)
                error = BlstError.PointNotInGroup;
            return error;
        }
    }

    /// <summary>Decodes 96 compressed bytes and checks curve and subgroup. Infinity is accepted here.</summary>
    public static BlstError DecodeP2(ReadOnlySpan<byte> bytes, out BlstP2Affine point)
    {
        BlstError error = DecodeP2OfCurve(bytes, out point);
        fixed (BlstP2Affine* p = &point)
        {
            return error == BlstError.Success && BlstMethods.blst_p2_affine_in_g2(p) == 0
                ? BlstError.PointNotInGroup
                : error;
        }
    }

    /// <summary>Decodes 96 compressed bytes and checks the curve only: the subgroup is left to the caller.</summary>
    public static BlstError DecodeP2OfCurve(ReadOnlySpan<byte> bytes, out BlstP2Affine point)
    {
        point = default;
        if (bytes.Length != P2Bytes)
            return BlstError.BadEncoding;
        fixed (byte* b = bytes)
        fixed (BlstP2Affine* p = &point)
            return (BlstError)BlstMethods.blst_p2_uncompress(p, b);
    }

    /// <summary>Writes 48 compressed bytes.</summary>
    public static void Encode(in BlstP1Affine point, Span<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bytes.Length, P1Bytes);
        fixed (byte* b = bytes)
        fixed (BlstP1Affine* p = &point)
            BlstMethods.blst_p1_affine_compress(b, p);
    }

    /// <summary>Writes 96 compressed bytes.</summary>
    public static void Encode(in BlstP2Affine point, Span<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bytes.Length, P2Bytes);
        fixed (byte* b = bytes)
        fixed (BlstP2Affine* p = &point)
            BlstMethods.blst_p2_affine_compress(b, p);
    }

    /// <summary>Writes 96 uncompressed bytes, x then y.</summary>
    public static void EncodeUncompressed(in BlstP1Affine point, Span<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bytes.Length, 2 * P1Bytes);
        fixed (byte* b = bytes)
        fixed (BlstP1Affine* p = &point)
            BlstMethods.blst_p1_affine_serialize(b, p);
    }

    /// <summary>Writes 192 uncompressed bytes, x then y, each with its imaginary part first.</summary>
    public static void EncodeUncompressed(in BlstP2Affine point, Span<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bytes.Length, 2 * P2Bytes);
        fixed (byte* b = bytes)
        fixed (BlstP2Affine* p = &point)
            BlstMethods.blst_p2_affine_serialize(b, p);
    }

    /// <summary>True for the point at infinity.</summary>
    public static bool IsInfinity(in BlstP1Affine point)
    {
        fixed (BlstP1Affine* p = &point)
            return BlstMethods.blst_p1_affine_is_inf(p) != 0;
    }

    /// <summary>True for the point at infinity.</summary>
    public static bool IsInfinity(in BlstP2Affine point)
    {
        fixed (BlstP2Affine* p = &point)
            return BlstMethods.blst_p2_affine_is_inf(p) != 0;
    }

    /// <summary>Adds an affine point; equal points and infinity on either side are handled.</summary>
    public static void Add(ref BlstP2 sum, in BlstP2Affine point)
    {
        fixed (BlstP2* s = &sum)
        fixed (BlstP2Affine* p = &point)
            BlstMethods.blst_p2_add_or_double_affine(s, s, p);
    }

    /// <summary>Converts to affine coordinates.</summary>
    public static BlstP2Affine ToAffine(in BlstP2 point)
    {
        BlstP2Affine affine;
        fixed (BlstP2* p = &point)
            BlstMethods.blst_p2_to_affine(&affine, p);
        return affine;
    }

    /// <summary>Sums one or more points, none of them infinity.</summary>
    public static BlstP1Affine Sum(ReadOnlySpan<BlstP1Affine> points)
    {
        ArgumentOutOfRangeException.ThrowIfZero(points.Length);
        BlstP1 sum;
        BlstP1Affine affine;
        fixed (BlstP1Affine* p = points)
        {
            // A null second pointer says that the points follow each other in memory.
            BlstP1Affine** list = stackalloc BlstP1Affine*[] { p, null };
            BlstMethods.blst_p1s_add(&sum, list, (nuint)points.Length);
        }

        BlstMethods.blst_p1_to_affine(&affine, &sum);
        return affine;
    }

    /// <summary>Sums one or more points, none of them infinity.</summary>
    public static BlstP2Affine Sum(ReadOnlySpan<BlstP2Affine> points)
    {
        ArgumentOutOfRangeException.ThrowIfZero(points.Length);
        BlstP2 sum;
        BlstP2Affine affine;
        fixed (BlstP2Affine* p = points)
        {
            BlstP2Affine** list = stackalloc BlstP2Affine*[] { p, null };
            BlstMethods.blst_p2s_add(&sum, list, (nuint)points.Length);
        }

        BlstMethods.blst_p2_to_affine(&affine, &sum);
        return affine;
    }

    /// <summary>Adds an affine point; equal points and infinity on either side are handled.</summary>
    public static void Add(ref BlstP1 sum, in BlstP1Affine point)
    {
        fixed (BlstP1* s = &sum)
        fixed (BlstP1Affine* p = &point)
            BlstMethods.blst_p1_add_or_double_affine(s, s, p);
    }

    /// <summary>Turns the point into its negative.</summary>
    public static void Negate(ref BlstP1 point)
    {
        fixed (BlstP1* p = &point)
            BlstMethods.blst_p1_cneg(p, 1);
    }

    /// <summary>Converts to affine coordinates.</summary>
    public static BlstP1Affine ToAffine(in BlstP1 point)
    {
        BlstP1Affine affine;
        fixed (BlstP1* p = &point)
            BlstMethods.blst_p1_to_affine(&affine, p);
        return affine;
    }

    /// <summary>Words of scratch that sums of up to <paramref name="count"/> weighted points of G1 or G2
    /// need.</summary>
    public static int WeightedSumScratchWords(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        nuint bytes = Math.Max(
            BlstMethods.blst_p1s_mult_pippenger_scratch_sizeof((nuint)count),
            BlstMethods.blst_p2s_mult_pippenger_scratch_sizeof((nuint)count));
        return checked((int)((bytes + sizeof(ulong) - 1) / sizeof(ulong)));
    }

    /// <summary>Sums one or more points, none of them infinity, each times its scalar.</summary>
    /// <param name="points">n points.</param>
    /// <param name="scalars">n little-endian scalars of equal length; public, since time depends on them.</param>
    /// <param name="scratch">At least <see cref="WeightedSumScratchWords"/> of n.</param>
    public static BlstP1Affine WeightedSum(
        ReadOnlySpan<BlstP1Affine> points, ReadOnlySpan<byte> scalars, Span<ulong> scratch)
    {
        nuint bits = ScalarBits(points.Length, scalars.Length, scratch.Length);
        BlstP1 sum;
        fixed (BlstP1Affine* p = points)
        fixed (byte* s = scalars)
        fixed (ulong* t = scratch)
        {
            BlstP1Affine** list = stackalloc BlstP1Affine*[] { p, null };
            byte** scalarList = stackalloc byte*[] { s, null };
            BlstMethods.blst_p1s_mult_pippenger(&sum, list, (nuint)points.Length, scalarList, bits, t);
        }

        return ToAffine(sum);
    }

    /// <summary>Sums one or more points, none of them infinity, each times its scalar.</summary>
    /// <param name="points">n points.</param>
    /// <param name="scalars">n little-endian scalars of equal length; public, since time depends on them.</param>
    /// <param name="scratch">At least <see cref="WeightedSumScratchWords"/> of n.</param>
    public static BlstP2Affine WeightedSum(
        ReadOnlySpan<BlstP2Affine> points, ReadOnlySpan<byte> scalars, Span<ulong> scratch)
    {
        nuint bits = ScalarBits(points.Length, scalars.Length, scratch.Length);
        BlstP2 sum;
        fixed (BlstP2Affine* p = points)
        fixed (byte* s = scalars)
        fixed (ulong* t = scratch)
        {
            BlstP2Affine** list = stackalloc BlstP2Affine*[] { p, null };
            byte** scalarList = stackalloc byte*[] { s, null };
            BlstMethods.blst_p2s_mult_pippenger(&sum, list, (nuint)points.Length, scalarList, bits, t);
        }

        return ToAffine(sum);
    }

    /// <summary>Verifies one signature over one message. The points must have passed their subgroup checks.</summary>
    public static bool Verify(
        in BlstP1Affine publicKey, in BlstP2Affine signature, ReadOnlySpan<byte> message, ReadOnlySpan<byte> dst)
    {
        fixed (BlstP1Affine* pk = &publicKey)
        fixed (BlstP2Affine* s = &signature)
        fixed (byte* m = message, d = dst)
        {
            return BlstMethods.blst_core_verify_pk_in_g1(
                pk, s, 1, m, (nuint)message.Length, d, (nuint)dst.Length, null, 0) == (int)BlstError.Success;
        }
    }

    private static nuint ScalarBits(int points, int scalarBytes, int scratchWords)
    {
        const int BitsPerByte = 8;
        ArgumentOutOfRangeException.ThrowIfZero(points);
        ArgumentOutOfRangeException.ThrowIfNotEqual(scalarBytes % points, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(scalarBytes / points, sizeof(BlstScalar));
        ArgumentOutOfRangeException.ThrowIfLessThan(scratchWords, WeightedSumScratchWords(points));
        return (nuint)(scalarBytes / points * BitsPerByte);
    }

    private static bool ReadSecret(ReadOnlySpan<byte> secretKey, BlstScalar* scalar)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(secretKey.Length, SecretKeyBytes);
        fixed (byte* s = secretKey)
            BlstMethods.blst_scalar_from_bendian(scalar, s);
        return BlstMethods.blst_sk_check(scalar) != 0;
    }

    private static void Wipe(BlstScalar* scalar) =>
        CryptographicOperations.ZeroMemory(new Span<byte>(scalar, sizeof(BlstScalar)));
}
