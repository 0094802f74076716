using System.Buffers;
using Aether.Native.Bls;

namespace Aether.Crypto.Bls12381;

/// <summary>BLS signatures over BLS12-381: public keys in G1 (48 bytes), signatures in G2 (96 bytes), proof of
/// possession.</summary>
/// <remarks>
/// Ciphersuite <c>BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_</c>. Every received point is decoded canonically and
/// checked
/// for the subgroup; infinity is never a valid key or signature.
/// <para>Threads: pure functions. Errors: wrong secret-key length throws; received bytes of any length or content do
/// not.</para>
/// <para>Source: draft-irtf-cfrg-bls-signature-05, sections 2 and 3.3. Consensus: quorum certificates depend on
/// it.</para>
/// </remarks>
public static class Bls
{
    /// <summary>Bytes of a secret key, big-endian, in [1, r).</summary>
    public const int SecretKeyBytes = 32;

    /// <summary>Bytes of a compressed public key.</summary>
    public const int PublicKeyBytes = 48;

    /// <summary>Bytes of a compressed signature.</summary>
    public const int SignatureBytes = 96;

    /// <summary>Domain separation tag of signatures.</summary>
    public static ReadOnlySpan<byte> SignatureDst => "BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_"u8;

    /// <summary>Domain separation tag of proofs of possession.</summary>
    public static ReadOnlySpan<byte> PossessionDst => "BLS_POP_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_"u8;

    /// <summary>Derives a secret key from 32 or more secret bytes (KeyGen).</summary>
    public static void SecretFromSeed(ReadOnlySpan<byte> seed, Span<byte> secretKey) =>
        Blst.DeriveSecretKey(seed, secretKey);

    /// <summary>Computes the compressed public key, 48 bytes.</summary>
    /// <exception cref="ArgumentException">The secret key is zero or not below the group order.</exception>
    public static void PublicKeyFromSecret(ReadOnlySpan<byte> secretKey, Span<byte> publicKey)
    {
        if (!Blst.TryPublicKey(secretKey, out BlstP1Affine point))
            throw BadSecretKey();
        Blst.Encode(point, publicKey);
    }

    /// <summary>Signs a message under the signature tag; <paramref name="signature"/> is 96 bytes.</summary>
    /// <exception cref="ArgumentException">The secret key is zero or not below the group order.</exception>
    public static void Sign(ReadOnlySpan<byte> secretKey, ReadOnlySpan<byte> message, Span<byte> signature) =>
        Sign(secretKey, message, SignatureDst, signature);

    /// <summary>Signs a message under a given tag; <paramref name="signature"/> is 96 bytes.</summary>
    /// <exception cref="ArgumentException">The secret key is zero or not below the group order.</exception>
    public static void Sign(
        ReadOnlySpan<byte> secretKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> dst, Span<byte> signature)
    {
        if (!Blst.TrySign(secretKey, message, dst, out BlstP2Affine point))
            throw BadSecretKey();
        Blst.Encode(point, signature);
    }

    /// <summary>
    /// Proves possession of the secret key by signing <paramref name="message"/> under the possession tag. The
    /// message is the public key, followed by whatever the proof shall be bound to.
    /// </summary>
    public static void ProvePossession(
        ReadOnlySpan<byte> secretKey, ReadOnlySpan<byte> message, Span<byte> signature) =>
        Sign(secretKey, message, PossessionDst, signature);

    /// <summary>Verifies a proof of possession made by <see cref="ProvePossession"/> over the same message.</summary>
    public static bool VerifyPossession(
        ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        BlsKey.TryDecode(publicKey, out BlsKey? key)
        && TryDecodeSignature(signature, out BlstP2Affine point)
        && Blst.Verify(key.Point, point, message, PossessionDst);

    /// <summary>Verifies one signature by one key.</summary>
    public static bool Verify(BlsKey key, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        ArgumentNullException.ThrowIfNull(key);
        return TryDecodeSignature(signature, out BlstP2Affine point)
            && Blst.Verify(key.Point, point, message, SignatureDst);
    }

    /// <summary>Verifies a sum of signatures by several keys over one message. No keys: false.</summary>
    /// <remarks>Sound only when every key's possession was proved. Cost: one key sum and two pairings.</remarks>
    public static bool FastAggregateVerify(
        ReadOnlySpan<BlsKey> keys, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        !keys.IsEmpty
        && TryDecodeSignature(signature, out BlstP2Affine point)
        && Blst.Verify(BlsKey.SumPoints(keys), point, message, SignatureDst);

    /// <summary>Verifies a sum of signatures in which key i signed message i. No keys: false.</summary>
    /// <param name="keys">One key per message; possession proved, so that messages may repeat.</param>
    /// <param name="messages">All messages, one after the other.</param>
    /// <param name="messageEnds">Exclusive ends in <paramref name="messages"/>, one per key.</param>
    /// <param name="signature">The sum, 96 bytes.</param>
    public static bool AggregateVerify(
        ReadOnlySpan<BlsKey> keys,
        ReadOnlySpan<byte> messages,
        ReadOnlySpan<int> messageEnds,
        ReadOnlySpan<byte> signature)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(messageEnds.Length, keys.Length);
        if (keys.IsEmpty || !TryDecodeSignature(signature, out BlstP2Affine point))
            return false;

        using BlstPairing pairing = new(SignatureDst);
        bool ok = pairing.TryAggregate(keys[0].Point, messages[..messageEnds[0]], point);
        for (int index = 1; ok && index < keys.Length; index++)
            ok = pairing.TryAggregate(keys[index].Point, messages[messageEnds[index - 1]..messageEnds[index]]);
        return ok && pairing.Verify();
    }

    /// <summary>Sums signatures, each checked for encoding and subgroup. None, or a bad one: false and zeroed
    /// output.</summary>
    /// <param name="signatures">n x 96 bytes. Infinity is accepted as the neutral element.</param>
    /// <param name="aggregate">96 bytes.</param>
    public static bool TryAggregate(ReadOnlySpan<byte> signatures, Span<byte> aggregate)
    {
        aggregate.Clear();
        int count = signatures.Length / SignatureBytes;
        if (count == 0 || signatures.Length % SignatureBytes != 0)
            return false;

        BlstP2Affine[] points = ArrayPool<BlstP2Affine>.Shared.Rent(count);
        LanesStatus[] status = ArrayPool<LanesStatus>.Shared.Rent(count);
        Lanes.DecodeP2(signatures, points.AsSpan(0, count), status.AsSpan(0, count));
        int finite = 0;
        bool ok = true;
        for (int index = 0; ok && index < count; index++)
        {
            ok = status[index] is LanesStatus.Ok or LanesStatus.Infinity;
            if (status[index] == LanesStatus.Ok)
                points[finite++] = points[index];
        }

        // The default point is infinity: the sum of nothing.
        if (ok)
            Blst.Encode(finite == 0 ? default : Blst.Sum(points.AsSpan(0, finite)), aggregate);
        ArrayPool<BlstP2Affine>.Shared.Return(points);
        ArrayPool<LanesStatus>.Shared.Return(status);
        return ok;
    }

    /// <summary>Why these bytes are no signature whatever the key and message; None when they may be one.</summary>
    public static BlsPointError CheckSignature(ReadOnlySpan<byte> signature) =>
        Blst.DecodeP2(signature, out BlstP2Affine point) switch
        {
            BlstError.Success => Blst.IsInfinity(point) ? BlsPointError.Infinity : BlsPointError.None,
            BlstError.PointNotOnCurve => BlsPointError.NotOnCurve,
            BlstError.PointNotInGroup => BlsPointError.NotInSubgroup,
            _ => BlsPointError.NotCanonical,
        };

    /// <summary>Decodes a signature: canonical, in the subgroup, not infinity.</summary>
    internal static bool TryDecodeSignature(ReadOnlySpan<byte> signature, out BlstP2Affine point) =>
        Blst.DecodeP2(signature, out point) == BlstError.Success && !Blst.IsInfinity(point);

    private static ArgumentException BadSecretKey() => new("the BLS secret key is zero or not below the group order");
}
