using System.Security.Cryptography;
using Aether.Native;

namespace Aether.Crypto.Ed25519;

/// <summary>
/// Ed25519 signatures: verification by ZIP-215 (cofactored, permissive decoding), signing by RFC 8032.
/// </summary>
/// <remarks>
/// Consensus: the set of accepted signatures is a rule of the chain, equal for single and batch verification, and
/// differs from libsodium's (which rejects small-order points and is cofactorless). Changing it forks the chain.
/// </remarks>
public static class Ed25519
{
    /// <summary>Bytes of an encoded public key.</summary>
    public const int PublicKeyBytes = 32;

    /// <summary>Bytes of a signature: R, then S.</summary>
    public const int SignatureBytes = 64;

    /// <summary>Bytes of a secret seed.</summary>
    public const int SeedBytes = 32;

    private const int ExpandedKeyBytes = 64;

    /// <summary>
    /// True where [8](S B - R - k A) is the identity, S is below the group order and A and R decode permissively;
    /// k is SHA-512 over the bytes as received. False for wrong lengths; never throws.
    /// </summary>
    /// <remarks>Source: ZIP-215. Cost: no allocation after warm-up. Threads: any. Variable time.</remarks>
    public static bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (!TryDecode(publicKey, signature, out EdwardsPoint a, out EdwardsPoint r, out Scalar s))
        {
            return false;
        }

        Scalar k = Challenge(publicKey, message, signature);
        EdwardsPoint.Negate(ref a);
        PublicScalar.MultiplyWithBase(out EdwardsPoint difference, in k, in a, in s);
        CachedPoint.From(out CachedPoint cachedR, in r);
        EdwardsPoint.Subtract(ref difference, in cachedR);
        return difference.IsSmallOrder;
    }

    /// <summary>Signs by RFC 8032 (deterministic) with the 32-byte seed; writes 64 bytes.</summary>
    /// <remarks>Errors: throws for wrong lengths and where libsodium is absent. The expanded key is zeroed.</remarks>
    public static void Sign(ReadOnlySpan<byte> seed, ReadOnlySpan<byte> message, Span<byte> signature)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(seed.Length, SeedBytes, nameof(seed));
        ArgumentOutOfRangeException.ThrowIfNotEqual(signature.Length, SignatureBytes, nameof(signature));
        Span<byte> publicKey = stackalloc byte[PublicKeyBytes];
        Span<byte> expanded = stackalloc byte[ExpandedKeyBytes];
        try
        {
            Sodium.Ed25519KeyPair(seed, publicKey, expanded);
            Sodium.Ed25519Sign(signature, message, expanded);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(expanded);
        }
    }

    /// <summary>Writes the 32-byte public key of a 32-byte seed; constant time.</summary>
    public static void PublicKeyFromSeed(ReadOnlySpan<byte> seed, Span<byte> publicKey)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(seed.Length, SeedBytes, nameof(seed));
        ArgumentOutOfRangeException.ThrowIfNotEqual(publicKey.Length, PublicKeyBytes, nameof(publicKey));
        Span<byte> prefix = stackalloc byte[Scalar.Bytes];
        SecretScalar.Expand(seed, out Scalar scalar, prefix);
        BasePoint.MultiplySecret(out EdwardsPoint point, in scalar);
        point.CopyTo(publicKey);
        Scalar.Erase(ref scalar);
        CryptographicOperations.ZeroMemory(prefix);
    }

    /// <summary>
    /// The rule for new account and validator keys: a canonical encoding of a point that is not of small order.
    /// It is a rule of registration, not of verification.
    /// </summary>
    public static bool IsRegistrableKey(ReadOnlySpan<byte> publicKey) =>
        EdwardsPoint.TryDecodeStrict(publicKey, out EdwardsPoint point) && !point.IsSmallOrder;

    /// <summary>The parts of verification that do not depend on the message.</summary>
    internal static bool TryDecode(
        ReadOnlySpan<byte> publicKey,
        ReadOnlySpan<byte> signature,
        out EdwardsPoint a,
        out EdwardsPoint r,
        out Scalar s)
    {
        a = default;
        r = default;
        s = default;
        return publicKey.Length == PublicKeyBytes
            && signature.Length == SignatureBytes
            && Scalar.TryDecodeCanonical(signature[Scalar.Bytes..], out s)
            && EdwardsPoint.TryDecodePermissive(publicKey, out a)
            && EdwardsPoint.TryDecodePermissive(signature[..EdwardsPoint.Bytes], out r);
    }

    /// <summary>k = SHA-512(R || A || message) mod L over the bytes as received.</summary>
    internal static Scalar Challenge(
        ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        Span<byte> hash = stackalloc byte[SHA512.HashSizeInBytes];
        Sha512Concatenation.Hash(signature[..EdwardsPoint.Bytes], publicKey, message, hash);
        return Scalar.FromWideBytes(hash);
    }
}
