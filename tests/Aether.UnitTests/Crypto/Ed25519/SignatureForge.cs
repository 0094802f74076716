using System.Numerics;
using System.Text;
using Aether.Crypto.Ed25519;
using Xunit;
using Reference = Aether.UnitTests.Crypto.Ed25519.EdwardsReference;

namespace Aether.UnitTests.Crypto.Ed25519;

/// <summary>
/// Builds signatures with known secrets, added torsion and unusual encodings, without libsodium. The named cases are
/// of the kinds of "Taming the many EdDSAs" (ePrint 2020/1244, table 5).
/// </summary>
internal static class SignatureForge
{
    private static readonly (BigInteger X, BigInteger Y) s_torsion = FindTorsionGenerator();

    // p + 1: a second encoding of the point (0, 1).
    private static readonly byte[] s_oddIdentity = Reference.ToBytes(Reference.P + 1);

    private static readonly Dictionary<string, Func<ForgedCase>> s_cases = new(StringComparer.Ordinal)
    {
        ["small-order A and R, S = 0"] = () => Raw(Torsion(1), Torsion(3), 0, true),
        ["small-order A, R of mixed order, S > 0"] = () => Forge(0, 1, 5, 2, true),
        ["A of mixed order, small-order R"] = () => Forge(9, 3, 0, 4, true),
        ["A and R of mixed order"] = () => Forge(9, 1, 5, 2, true),
        ["torsion only in A"] = () => Forge(9, 1, 5, 0, true),
        ["torsion only in R"] = () => Forge(9, 0, 5, 7, true),
        ["prime-order A and R"] = () => Forge(9, 0, 5, 0, true),
        ["S + L"] = () => AddToS(Reference.L),
        ["S + 8 L"] = () => AddToS(8 * Reference.L),
        ["S + 2^255"] = () => AddToS(BigInteger.Pow(2, 255)),
        ["S off by one"] = () => AddToS(1),
        ["non-canonical A"] = NonCanonicalKey,
        ["non-canonical R, k over the bytes as received"] = () => NonCanonicalR(reencoded: false),
        ["non-canonical R, k over the re-encoded bytes"] = () => NonCanonicalR(reencoded: true),
        ["A without a point"] = () => Replace(key: true),
        ["R without a point"] = () => Replace(key: false),
        ["identity with the sign bit as A"] = SignedZero,
    };

    /// <summary>The 14 encodings that decode to one of the eight small-order points.</summary>
    internal static IReadOnlyList<byte[]> SmallOrderEncodings { get; } = FindSmallOrderEncodings();

    public static TheoryData<string> CaseNames => [.. s_cases.Keys];

    internal static ForgedCase Case(string name) => s_cases[name]();

    internal static IEnumerable<ForgedCase> AllCases() => s_cases.Values.Select(build => build());

    /// <summary>i T for T of order 8.</summary>
    internal static (BigInteger X, BigInteger Y) Torsion(int i) => Reference.Multiply(i, s_torsion);

    /// <summary>A valid signature, deterministic in the number.</summary>
    internal static SignedMessage Honest(int number)
    {
        var random = new Random(number);
        BigInteger secret = Reference.RandomBelow(random, Reference.L);
        BigInteger nonce = Reference.RandomBelow(random, Reference.L);
        byte[] message = new byte[1 + (number % 97)];
        random.NextBytes(message);
        return Sign(secret, 0, nonce, 0, message);
    }

    /// <summary>A = secret B + torsionA T, R = nonce B + torsionR T, S = nonce + k secret.</summary>
    internal static SignedMessage Sign(BigInteger secret, int torsionA, BigInteger nonce, int torsionR, byte[] message)
    {
        byte[] a = PointBytes(secret, torsionA);
        byte[] r = PointBytes(nonce, torsionR);
        BigInteger s = Reference.ModOrder(nonce + (Reference.Challenge(r, a, message) * secret));
        return new SignedMessage(a, message, [.. r, .. Reference.ToBytes(s)]);
    }

    private static byte[] PointBytes(BigInteger scalar, int torsion)
    {
        // The multiple of B comes from the code under test (itself tested against the reference): it is far faster.
        Scalar s = Reference.ToScalar(scalar);
        BasePoint.MultiplySecret(out EdwardsPoint point, in s);
        EdwardsPoint added = Reference.ToPoint(Torsion(torsion));
        CachedPoint.From(out CachedPoint cached, in added);
        EdwardsPoint.Add(ref point, in cached);
        return Reference.Encode(in point);
    }

    private static byte[] Message => Encoding.ASCII.GetBytes("edge case");

    private static ForgedCase Forge(int secret, int torsionA, int nonce, int torsionR, bool isValid) =>
        new(Sign(secret, torsionA, nonce, torsionR, Message), isValid);

    private static ForgedCase Raw(
        (BigInteger X, BigInteger Y) a, (BigInteger X, BigInteger Y) r, BigInteger s, bool isValid) =>
        new(
            new SignedMessage(Reference.Encode(a), Message, [.. Reference.Encode(r), .. Reference.ToBytes(s)]),
            isValid);

    private static ForgedCase AddToS(BigInteger addend)
    {
        SignedMessage item = Sign(9, 0, 5, 0, Message);
        BigInteger s = Reference.FromBytes(item.Signature.AsSpan(32)) + addend;
        return new(item with { Signature = [.. item.Signature[..32], .. Reference.ToBytes(s)] }, false);
    }

    /// <summary>p + 1 in place of y = 1: A is the identity, so R = S B holds for any k.</summary>
    private static ForgedCase NonCanonicalKey() =>
        new(new SignedMessage(s_oddIdentity, Message, [.. PointBytes(5, 0), .. Reference.ToBytes(5)]), true);

    /// <summary>p + 1 in place of y = 1 as R: k, and so S, depends on which of the two forms is hashed.</summary>
    private static ForgedCase NonCanonicalR(bool reencoded)
    {
        byte[] a = PointBytes(9, 0);
        byte[] hashed = reencoded ? Reference.Encode(Reference.Identity) : s_oddIdentity;
        BigInteger s = Reference.ModOrder(Reference.Challenge(hashed, a, Message) * 9);
        return new(new SignedMessage(a, Message, [.. s_oddIdentity, .. Reference.ToBytes(s)]), !reencoded);
    }

    private static ForgedCase Replace(bool key)
    {
        byte[] none = Reference.ToBytes(Reference.FirstYWithoutPoint());
        SignedMessage item = Sign(9, 0, 5, 0, Message);
        return key
            ? new(item with { PublicKey = none }, false)
            : new(item with { Signature = [.. none, .. item.Signature[32..]] }, false);
    }

    private static ForgedCase SignedZero()
    {
        byte[] a = Reference.ToBytes(1);
        a[31] |= 0x80;
        return new(new SignedMessage(a, Message, [.. PointBytes(5, 0), .. Reference.ToBytes(5)]), true);
    }

    private static (BigInteger X, BigInteger Y) FindTorsionGenerator()
    {
        for (BigInteger y = 3; ; y++)
        {
            if (Reference.TryRecoverX(y, out BigInteger x))
            {
                (BigInteger X, BigInteger Y) t = Reference.Multiply(Reference.L, (x, y));
                if (Reference.Multiply(4, t) != Reference.Identity)
                {
                    return t;
                }
            }
        }
    }

    private static List<byte[]> FindSmallOrderEncodings()
    {
        List<byte[]> encodings = [];
        HashSet<BigInteger> ys = [.. Enumerable.Range(0, 8).Select(i => Torsion(i).Y)];
        foreach (BigInteger y in ys)
        {
            for (BigInteger form = y; form < BigInteger.Pow(2, 255); form += Reference.P)
            {
                byte[] plain = Reference.ToBytes(form);
                byte[] signed = [.. plain[..31], (byte)(plain[31] | 0x80)];
                encodings.Add(plain);
                encodings.Add(signed);
            }
        }

        return encodings;
    }
}
