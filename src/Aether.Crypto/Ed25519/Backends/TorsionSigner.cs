using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Aether.Crypto.Ed25519.Backends;

/// <summary>Signs with known scalars and added points of small order: the inputs on which verifiers disagree.</summary>
/// <remarks>For tests of backends only: the scalars are derived from a public number.</remarks>
internal static class TorsionSigner
{
    /// <summary>Points of small order.</summary>
    internal const int TorsionPoints = 8;

    // The generator of the small-order points (order 8): "Taming the many EdDSAs", ePrint 2020/1244, table 6.
    private const string GeneratorHex = "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05";

    private static readonly CachedPoint[] s_torsion = MakeTorsion();

    /// <summary>A scalar that depends on the number and the role only; not zero.</summary>
    internal static Scalar ScalarOf(ulong number, byte role)
    {
        Span<byte> seed = stackalloc byte[9];
        BinaryPrimitives.WriteUInt64LittleEndian(seed, number);
        seed[8] = role;
        Span<byte> hash = stackalloc byte[SHA512.HashSizeInBytes];
        SHA512.HashData(seed, hash);
        return Scalar.FromWideBytes(hash);
    }

    /// <summary>
    /// A = secret B + torsionA T, R = nonce B + torsionR T, S = nonce + k secret: valid under the cofactored rule for
    /// every choice of the two.
    /// </summary>
    internal static void Sign(
        ulong number,
        int torsionA,
        int torsionR,
        ReadOnlySpan<byte> message,
        Span<byte> publicKey,
        Span<byte> signature)
    {
        Scalar secret = ScalarOf(number, 0);
        Scalar nonce = ScalarOf(number, 1);
        WritePoint(in secret, torsionA, publicKey);
        WritePoint(in nonce, torsionR, signature[..EdwardsPoint.Bytes]);
        Scalar k = Ed25519.Challenge(publicKey, message, signature);
        Scalar.MultiplyAdd(in k, in secret, in nonce).CopyTo(signature[EdwardsPoint.Bytes..]);
    }

    /// <summary>Writes scalar B + torsion T.</summary>
    internal static void WritePoint(in Scalar scalar, int torsion, Span<byte> destination)
    {
        BasePoint.MultiplySecret(out EdwardsPoint point, in scalar);
        EdwardsPoint.Add(ref point, in s_torsion[torsion]);
        point.CopyTo(destination);
    }

    private static CachedPoint[] MakeTorsion()
    {
        CachedPoint[] multiples = new CachedPoint[TorsionPoints];
        _ = EdwardsPoint.TryDecodePermissive(Convert.FromHexString(GeneratorHex), out EdwardsPoint generator);
        CachedPoint.From(out CachedPoint step, in generator);
        EdwardsPoint point = EdwardsPoint.Identity;
        for (int i = 0; i < TorsionPoints; i++)
        {
            CachedPoint.From(out multiples[i], in point);
            EdwardsPoint.Add(ref point, in step);
        }

        return multiples;
    }
}
