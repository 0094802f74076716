using Aether.Native.Interop;

namespace Aether.Native.Bls;

/// <summary>Hashing to the curve (RFC 9380) with SHA-256 and the simplified SWU map.</summary>
// SAFETY: spans are pinned for exactly one native call with their own lengths.
public static unsafe class BlstHashToCurve
{
    /// <summary>The random-oracle suite <c>BLS12381G1_XMD:SHA-256_SSWU_RO_</c>.</summary>
    public static BlstP1Affine HashToG1(ReadOnlySpan<byte> message, ReadOnlySpan<byte> dst)
    {
        BlstP1 point;
        BlstP1Affine affine;
        fixed (byte* m = message, d = dst)
            BlstMethods.blst_hash_to_g1(&point, m, (nuint)message.Length, d, (nuint)dst.Length, null, 0);
        BlstMethods.blst_p1_to_affine(&affine, &point);
        return affine;
    }

    /// <summary>The non-uniform suite <c>BLS12381G1_XMD:SHA-256_SSWU_NU_</c>.</summary>
    public static BlstP1Affine EncodeToG1(ReadOnlySpan<byte> message, ReadOnlySpan<byte> dst)
    {
        BlstP1 point;
        BlstP1Affine affine;
        fixed (byte* m = message, d = dst)
            BlstMethods.blst_encode_to_g1(&point, m, (nuint)message.Length, d, (nuint)dst.Length, null, 0);
        BlstMethods.blst_p1_to_affine(&affine, &point);
        return affine;
    }

    /// <summary>The random-oracle suite <c>BLS12381G2_XMD:SHA-256_SSWU_RO_</c>, which signatures use.</summary>
    public static BlstP2Affine HashToG2(ReadOnlySpan<byte> message, ReadOnlySpan<byte> dst)
    {
        BlstP2 point;
        BlstP2Affine affine;
        fixed (byte* m = message, d = dst)
            BlstMethods.blst_hash_to_g2(&point, m, (nuint)message.Length, d, (nuint)dst.Length, null, 0);
        BlstMethods.blst_p2_to_affine(&affine, &point);
        return affine;
    }

    /// <summary>The non-uniform suite <c>BLS12381G2_XMD:SHA-256_SSWU_NU_</c>.</summary>
    public static BlstP2Affine EncodeToG2(ReadOnlySpan<byte> message, ReadOnlySpan<byte> dst)
    {
        BlstP2 point;
        BlstP2Affine affine;
        fixed (byte* m = message, d = dst)
            BlstMethods.blst_encode_to_g2(&point, m, (nuint)message.Length, d, (nuint)dst.Length, null, 0);
        BlstMethods.blst_p2_to_affine(&affine, &point);
        return affine;
    }

    /// <summary><c>expand_message_xmd</c> with SHA-256; at most 255 x 32 output bytes.</summary>
    public static void ExpandMessage(ReadOnlySpan<byte> message, ReadOnlySpan<byte> dst, Span<byte> output)
    {
        const int MaxOutputBytes = 255 * 32;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(output.Length, MaxOutputBytes);
        fixed (byte* o = output, m = message, d = dst)
        {
            BlstMethods.blst_expand_message_xmd(
                o, (nuint)output.Length, m, (nuint)message.Length, d, (nuint)dst.Length);
        }
    }
}
