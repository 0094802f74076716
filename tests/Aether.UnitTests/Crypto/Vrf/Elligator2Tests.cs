using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using Aether.Crypto.Ed25519;
using Aether.Crypto.Vrf;
using Aether.TestKit;
using Xunit;
using Reference = Aether.UnitTests.Crypto.Ed25519.EdwardsReference;

namespace Aether.UnitTests.Crypto.Vrf;

public sealed class Elligator2Tests
{
    [Theory]
    [InlineData("edwards25519_XMD_SHA-512_ELL2_NU_.json", false)]
    [InlineData("edwards25519_XMD_SHA-512_ELL2_RO_.json", true)]
    public void HashToEdwards_Rfc9380Vectors_MatchAll(string file, bool randomOracle)
    {
        foreach (JsonElement vector in ReadVectors(file, out byte[] tag))
        {
            byte[] message = Message(vector);
            BigInteger[] u = [.. vector.GetProperty("u").EnumerateArray().Select(e => Parse(e.GetString()!))];
            for (int i = 0; i < u.Length; i++)
            {
                Elligator2.MapToEdwards(Reference.ToField(u[i]), out EdwardsPoint q);
                Assert.Equal(Coordinates(vector.GetProperty(u.Length == 1 ? "Q" : "Q" + i)), Affine(q));
            }

            EdwardsPoint point;
            if (randomOracle)
            {
                Elligator2.HashToCurve(message, tag, out point);
            }
            else
            {
                Elligator2.EncodeToCurve(message, tag, out point);
            }

            Assert.Equal(randomOracle ? 2 : 1, u.Length);
            Assert.Equal(Coordinates(vector.GetProperty("P")), Affine(point));
        }
    }

    [Theory]
    [InlineData("curve25519_XMD_SHA-512_ELL2_NU_.json", false)]
    [InlineData("curve25519_XMD_SHA-512_ELL2_RO_.json", true)]
    public void HashToMontgomery_Rfc9380Vectors_MatchAll(string file, bool randomOracle)
    {
        foreach (JsonElement vector in ReadVectors(file, out byte[] tag))
        {
            BigInteger[] u = [.. vector.GetProperty("u").EnumerateArray().Select(e => Parse(e.GetString()!))];
            for (int i = 0; i < u.Length; i++)
            {
                FieldElement element = Reference.ToField(u[i]);
                Elligator2.MapToMontgomery(
                    in element, out FieldElement xn, out FieldElement xd, out FieldElement y);
                BigInteger x = Reference.Mod(Reference.FromField(xn) * Reference.Invert(Reference.FromField(xd)));
                Assert.Equal(
                    Coordinates(vector.GetProperty(u.Length == 1 ? "Q" : "Q" + i)), (x, Reference.FromField(y)));
            }

            // The map between the curves is a homomorphism, so the Edwards sum goes back to the Montgomery sum.
            EdwardsPoint point;
            if (randomOracle)
            {
                Elligator2.HashToCurve(Message(vector), tag, out point);
            }
            else
            {
                Elligator2.EncodeToCurve(Message(vector), tag, out point);
            }

            Assert.Equal(Coordinates(vector.GetProperty("P")), ToMontgomery(Affine(point)));
        }
    }

    [Fact]
    public void MapToEdwards_RandomAndEdgeInputs_SatisfyTheCurveEquation()
    {
        var random = new Random(12);
        List<BigInteger> inputs = [0, 1, 2, Reference.P - 1];
        inputs.AddRange(Enumerable.Range(0, 100).Select(_ => Reference.RandomBelow(random, Reference.P)));
        foreach (BigInteger u in inputs)
        {
            Elligator2.MapToEdwards(Reference.ToField(u), out EdwardsPoint point);
            (BigInteger x, BigInteger y) = Affine(point);
            Assert.Equal(
                Reference.Mod((y * y) - (x * x)), Reference.Mod(1 + (Reference.D * x * x % Reference.P * y * y)));
            Assert.Equal(
                Reference.Mod(x * y * Reference.FromField(point.Z)), Reference.FromField(point.T));

            // u and -u give the same point: only u^2 enters, and signs are fixed.
            Elligator2.MapToEdwards(Reference.ToField(-u), out EdwardsPoint mirrored);
            Assert.True(EdwardsPoint.AreEqual(in point, in mirrored));
        }
    }

    [Fact]
    public void MapToEdwards_Zero_IsTheIdentity()
    {
        // u = 0: x1 = -J and g(x1) = -J is not a square, so x2 = 0 and y = 0, where both denominators vanish.
        FieldElement zero = default;
        Elligator2.MapToMontgomery(in zero, out FieldElement xn, out _, out FieldElement y);
        Elligator2.MapToEdwards(in zero, out EdwardsPoint point);
        Assert.True(xn.IsZero && y.IsZero);
        Assert.True(point.IsIdentity);
    }

    private static List<JsonElement> ReadVectors(string file, out byte[] tag)
    {
        JsonElement root = Vectors.ReadJson("hash-to-curve/" + file);
        tag = Encoding.ASCII.GetBytes(root.GetProperty("dst").GetString()!);
        List<JsonElement> vectors = [.. root.GetProperty("vectors").EnumerateArray()];
        Assert.Equal(5, vectors.Count);
        return vectors;
    }

    private static byte[] Message(JsonElement vector) =>
        Encoding.ASCII.GetBytes(vector.GetProperty("msg").GetString()!);

    private static BigInteger Parse(string hex) =>
        BigInteger.Parse("0" + hex[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private static (BigInteger X, BigInteger Y) Coordinates(JsonElement point) =>
        (Parse(point.GetProperty("x").GetString()!), Parse(point.GetProperty("y").GetString()!));

    private static (BigInteger X, BigInteger Y) Affine(EdwardsPoint point)
    {
        BigInteger inverse = Reference.Invert(Reference.FromField(point.Z));
        return (
            Reference.Mod(Reference.FromField(point.X) * inverse),
            Reference.Mod(Reference.FromField(point.Y) * inverse));
    }

    private static (BigInteger X, BigInteger Y) ToMontgomery((BigInteger X, BigInteger Y) p)
    {
        BigInteger x = Reference.Mod((1 + p.Y) * Reference.Invert(1 - p.Y));
        BigInteger scale = Reference.FromField(CurveConstants.MontgomeryScale);
        return (x, Reference.Mod(scale * x % Reference.P * Reference.Invert(p.X)));
    }
}
