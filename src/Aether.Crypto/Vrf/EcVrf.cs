using System.Buffers;
using System.Security.Cryptography;
using Aether.Crypto.Ed25519;

namespace Aether.Crypto.Vrf;

/// <summary>ECVRF-EDWARDS25519-SHA512-ELL2 of RFC 9381 (suite 0x04), with key validation.</summary>
/// <remarks>
/// Only beta is unique for a key and an input: the key holder can make several proofs for it, so a proof must never
/// feed randomness or serve as an identity. Consensus: changing any of this forks the chain.
/// </remarks>
public static class EcVrf
{
    /// <summary>Bytes of a public key.</summary>
    public const int PublicKeyBytes = 32;

    /// <summary>Bytes of a secret seed.</summary>
    public const int SeedBytes = 32;

    /// <summary>Bytes of a proof: Gamma (32), c (16, little-endian), s (32, little-endian).</summary>
    public const int ProofBytes = 80;

    /// <summary>Bytes of the output beta.</summary>
    public const int OutputBytes = 64;

    private const int PointBytes = EdwardsPoint.Bytes;
    private const int ChallengeBytes = 16;
    private const byte Suite = 0x04;

    private static ReadOnlySpan<byte> CurveTag => "ECVRF_edwards25519_XMD:SHA-512_ELL2_NU_\u0004"u8;

    /// <summary>Writes the 32-byte public key of a 32-byte seed: the Ed25519 key of the seed.</summary>
    public static void PublicKeyFromSeed(ReadOnlySpan<byte> seed, Span<byte> publicKey) =>
        Ed25519.Ed25519.PublicKeyFromSeed(seed, publicKey);

    /// <summary>Writes the 80-byte proof of <paramref name="alpha"/> under the 32-byte seed.</summary>
    /// <remarks>
    /// Constant time in the seed; secrets are zeroed. Deterministic (nonce of RFC 8032). Errors: throws for wrong
    /// lengths of seed or proof. Source: RFC 9381 section 5.1, nonce of section 5.4.2.2.
    /// </remarks>
    public static void Prove(ReadOnlySpan<byte> seed, ReadOnlySpan<byte> alpha, Span<byte> proof)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(seed.Length, SeedBytes, nameof(seed));
        ArgumentOutOfRangeException.ThrowIfNotEqual(proof.Length, ProofBytes, nameof(proof));
        Span<byte> prefix = stackalloc byte[Scalar.Bytes];
        SecretScalar.Expand(seed, out Scalar x, prefix);

        Span<byte> points = stackalloc byte[5 * PointBytes];
        Span<byte> encodedH = points.Slice(PointBytes, PointBytes);
        BasePoint.MultiplySecret(out EdwardsPoint y, in x);
        y.CopyTo(points[..PointBytes]);
        HashToPoint(points[..PointBytes], alpha, out EdwardsPoint h);
        h.CopyTo(encodedH);
        SecretScalar.Multiply(out EdwardsPoint gamma, in x, in h);
        gamma.CopyTo(points.Slice(2 * PointBytes, PointBytes));

        Nonce(prefix, encodedH, out Scalar k);
        BasePoint.MultiplySecret(out EdwardsPoint kB, in k);
        SecretScalar.Multiply(out EdwardsPoint kH, in k, in h);
        kB.CopyTo(points.Slice(3 * PointBytes, PointBytes));
        kH.CopyTo(points[(4 * PointBytes)..]);

        points.Slice(2 * PointBytes, PointBytes).CopyTo(proof);
        Span<byte> challenge = proof.Slice(PointBytes, ChallengeBytes);
        WriteChallenge(points, challenge);
        Scalar c = Scalar.FromShortBytes(challenge);
        Scalar s = Scalar.MultiplyAdd(in c, in x, in k);
        s.CopyTo(proof[(PointBytes + ChallengeBytes)..]);
        Scalar.Erase(ref x);
        Scalar.Erase(ref k);
        CryptographicOperations.ZeroMemory(prefix);
    }

    /// <summary>Verifies a proof and, where it holds, writes the 64-byte output; otherwise clears it.</summary>
    /// <returns>False for a wrong length, an invalid or small-order key, or a proof that does not hold; never throws
    /// for untrusted lengths (<paramref name="beta"/>, the caller's own, must be 64 bytes).</returns>
    /// <remarks>
    /// Key and Gamma decode strictly (RFC 8032), unlike signatures. Variable time. Source: RFC 9381 section 5.3.
    /// </remarks>
    public static bool Verify(
        ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> alpha, ReadOnlySpan<byte> proof, Span<byte> beta)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(beta.Length, OutputBytes, nameof(beta));
        beta.Clear();
        if (!EdwardsPoint.TryDecodeStrict(publicKey, out EdwardsPoint y)
            || y.IsSmallOrder
            || !TryDecodeProof(proof, out EdwardsPoint gamma, out Scalar c, out Scalar s))
        {
            return false;
        }

        Span<byte> points = stackalloc byte[5 * PointBytes];
        publicKey.CopyTo(points);
        HashToPoint(publicKey, alpha, out EdwardsPoint h);
        h.CopyTo(points.Slice(PointBytes, PointBytes));
        proof[..PointBytes].CopyTo(points[(2 * PointBytes)..]);

        // U = s B - c Y and V = s H - c Gamma. Y and Gamma may carry torsion, so the points are negated, not c:
        // reducing -c modulo L would change the torsion part.
        EdwardsPoint minusGamma = gamma;
        EdwardsPoint.Negate(ref y);
        EdwardsPoint.Negate(ref minusGamma);
        PublicScalar.MultiplyWithBase(out EdwardsPoint u, in c, in y, in s);
        PublicScalar.MultiplyTwo(out EdwardsPoint v, in s, in h, in c, in minusGamma);
        u.CopyTo(points.Slice(3 * PointBytes, PointBytes));
        v.CopyTo(points[(4 * PointBytes)..]);

        Span<byte> challenge = stackalloc byte[ChallengeBytes];
        WriteChallenge(points, challenge);
        if (!challenge.SequenceEqual(proof.Slice(PointBytes, ChallengeBytes)))
        {
            return false;
        }

        WriteOutput(in gamma, beta);
        return true;
    }

    /// <summary>
    /// Writes the output of a proof without verifying it; false, and cleared, where the proof does not decode.
    /// </summary>
    public static bool ProofToHash(ReadOnlySpan<byte> proof, Span<byte> beta)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(beta.Length, OutputBytes, nameof(beta));
        beta.Clear();
        if (!TryDecodeProof(proof, out EdwardsPoint gamma, out _, out _))
        {
            return false;
        }

        WriteOutput(in gamma, beta);
        return true;
    }

    /// <summary>ECVRF_encode_to_curve_h2c_suite with the public key as salt.</summary>
    internal static void HashToPoint(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> alpha, out EdwardsPoint point)
    {
        int length = checked(publicKey.Length + alpha.Length);
        byte[] rented = ArrayPool<byte>.Shared.Rent(length);
        publicKey.CopyTo(rented);
        alpha.CopyTo(rented.AsSpan(publicKey.Length));
        Elligator2.EncodeToCurve(rented.AsSpan(0, length), CurveTag, out point);
        ArrayPool<byte>.Shared.Return(rented);
    }

    /// <summary>k = SHA-512(second half of the expanded seed || encoded H) mod L.</summary>
    internal static void Nonce(ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> encodedH, out Scalar nonce)
    {
        Span<byte> hash = stackalloc byte[SHA512.HashSizeInBytes];
        Sha512Concatenation.Hash(prefix, encodedH, default, hash);
        nonce = Scalar.FromWideBytes(hash);
        CryptographicOperations.ZeroMemory(hash);
    }

    /// <summary>c = the first 16 bytes of SHA-512(suite || 0x02 || Y || H || Gamma || U || V || 0x00).</summary>
    internal static void WriteChallenge(ReadOnlySpan<byte> fivePoints, Span<byte> challenge)
    {
        Span<byte> hash = stackalloc byte[SHA512.HashSizeInBytes];
        Sha512Concatenation.Hash([Suite, 0x02], fivePoints, [0x00], hash);
        hash[..ChallengeBytes].CopyTo(challenge);
    }

    private static bool TryDecodeProof(ReadOnlySpan<byte> proof, out EdwardsPoint gamma, out Scalar c, out Scalar s)
    {
        gamma = default;
        c = default;
        s = default;
        if (proof.Length != ProofBytes || !EdwardsPoint.TryDecodeStrict(proof[..PointBytes], out gamma))
        {
            return false;
        }

        c = Scalar.FromShortBytes(proof.Slice(PointBytes, ChallengeBytes));
        return Scalar.TryDecodeCanonical(proof[(PointBytes + ChallengeBytes)..], out s);
    }

    /// <summary>beta = SHA-512(suite || 0x03 || 8 Gamma || 0x00).</summary>
    private static void WriteOutput(in EdwardsPoint gamma, Span<byte> beta)
    {
        EdwardsPoint cleared = gamma;
        EdwardsPoint.MultiplyByCofactor(ref cleared);
        Span<byte> encoded = stackalloc byte[PointBytes];
        cleared.CopyTo(encoded);
        Sha512Concatenation.Hash([Suite, 0x03], encoded, [0x00], beta);
    }
}
