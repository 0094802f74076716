using System.Numerics;
using Aether.Crypto.Ed25519;
using Xunit;
using Reference = Aether.UnitTests.Crypto.Ed25519.EdwardsReference;

namespace Aether.UnitTests.Crypto.Ed25519;

public sealed class FieldElementTests
{
    private const ulong LargestLimb = (1UL << 54) - 1;

    [Fact]
    public void Arithmetic_RandomAndEdgeValues_AgreesWithBigInteger()
    {
        BigInteger[] values = Values(40);
        foreach (BigInteger a in values)
        {
            foreach (BigInteger b in values)
            {
                FieldElement x = Reference.ToField(a);
                FieldElement y = Reference.ToField(b);
                FieldElement.Add(out FieldElement sum, in x, in y);
                FieldElement.Subtract(out FieldElement difference, in x, in y);
                FieldElement.Multiply(out FieldElement product, in sum, in difference);
                Assert.Equal(Reference.Mod(a + b), Reference.FromField(sum));
                Assert.Equal(Reference.Mod(a - b), Reference.FromField(difference));
                Assert.Equal(Reference.Mod((a + b) * (a - b)), Reference.FromField(product));
                Assert.Equal(Reference.Mod(a) == Reference.Mod(b), FieldElement.AreEqual(in x, in y));
            }
        }
    }

    [Fact]
    public void MultiplyAndSquare_LargestLimbs_DoNotOverflow()
    {
        FieldElement large = new()
        {
            L0 = LargestLimb,
            L1 = LargestLimb,
            L2 = LargestLimb,
            L3 = LargestLimb,
            L4 = LargestLimb,
        };
        BigInteger value = 0;
        for (int i = 4; i >= 0; i--)
        {
            value = (value << 51) + LargestLimb;
        }

        FieldElement.Multiply(out FieldElement product, in large, in large);
        FieldElement.Square(out FieldElement square, in large);
        Assert.Equal(Reference.Mod(value * value), Reference.FromField(product));
        Assert.Equal(Reference.Mod(value * value), Reference.FromField(square));
        Assert.Equal(Reference.Mod(value), Reference.FromField(large));
    }

    [Fact]
    public void Products_RandomLimbsUpToTheBound_AgreeWithBigInteger()
    {
        var random = new Random(4);
        for (int i = 0; i < 2000; i++)
        {
            FieldElement a = RandomLimbs(random, out BigInteger x);
            FieldElement b = RandomLimbs(random, out BigInteger y);
            FieldElement.Multiply(out FieldElement product, in a, in b);
            FieldElement.Square(out FieldElement square, in a);
            Assert.Equal(Reference.Mod(x * y), Reference.FromField(product));
            Assert.Equal(Reference.Mod(x * x), Reference.FromField(square));
            AssertReduced(product);
            AssertReduced(square);
        }
    }

    [Fact]
    public void Operations_ResultAliasesOperands_GiveTheSameValue()
    {
        FieldElement a = Reference.ToField(BigInteger.Pow(3, 150));
        FieldElement b = Reference.ToField(BigInteger.Pow(5, 100));
        FieldElement.Multiply(out FieldElement expected, in a, in b);
        FieldElement x = a;
        FieldElement y = b;
        FieldElement.Multiply(out x, in x, in b);
        FieldElement.Multiply(out y, in a, in y);
        Assert.True(FieldElement.AreEqual(in expected, in x));
        Assert.True(FieldElement.AreEqual(in expected, in y));
        FieldElement.Square(out expected, in a);
        FieldElement.Multiply(out a, in a, in a);
        Assert.True(FieldElement.AreEqual(in expected, in a));
    }

    [Fact]
    public void SquareTimes_Count_RaisesToThePowerOfTwo()
    {
        FieldElement a = Reference.ToField(12345);
        foreach (int count in new[] { 1, 2, 5, 100 })
        {
            FieldElement.SquareTimes(out FieldElement r, in a, count);
            BigInteger expected = BigInteger.ModPow(12345, BigInteger.Pow(2, count), Reference.P);
            Assert.Equal(expected, Reference.FromField(r));
        }
    }

    [Fact]
    public void Invert_EveryValue_GivesTheInverseAndZeroForZero()
    {
        foreach (BigInteger a in Values(20))
        {
            FieldElement x = Reference.ToField(a);
            FieldElement.Invert(out FieldElement inverse, in x);
            Assert.Equal(Reference.Invert(a), Reference.FromField(inverse));
        }
    }

    [Fact]
    public void TrySquareRootOfRatio_AllResidueClasses_GivesTheDocumentedRoot()
    {
        BigInteger i = BigInteger.ModPow(2, (Reference.P - 1) / 4, Reference.P);
        int squares = 0;
        BigInteger[] values = Values(12);
        foreach (BigInteger u in values)
        {
            foreach (BigInteger v in values)
            {
                FieldElement x = Reference.ToField(u);
                FieldElement y = Reference.ToField(v);
                bool isSquare = FieldElement.TrySquareRootOfRatio(out FieldElement root, in x, in y);
                BigInteger r = Reference.FromField(root);
                BigInteger ratio = Reference.Mod(u * Reference.Invert(v));
                bool denominatorIsZero = Reference.Mod(v).IsZero;
                bool expected = denominatorIsZero ? Reference.Mod(u).IsZero : Reference.SquareRoot(ratio) is not null;
                Assert.Equal(expected, isSquare);
                Assert.Equal(isSquare ? ratio : Reference.Mod(ratio * i), Reference.Mod(r * r));
                Assert.True(r.IsEven);
                squares += isSquare ? 1 : 0;
            }
        }

        Assert.InRange(squares, 1, (values.Length * values.Length) - 1);
    }

    [Fact]
    public void FromBytes_ValuesFromPUpwards_AreReducedAndBit255IsIgnored()
    {
        byte[] bytes = Reference.ToBytes(BigInteger.Pow(2, 256) - 1);
        Assert.Equal(18, Reference.FromField(FieldElement.FromBytes(bytes)));
        bytes = Reference.ToBytes(Reference.P);
        Assert.True(FieldElement.FromBytes(bytes).IsZero);
        bytes = Reference.ToBytes(Reference.P - 1);
        Assert.Equal(Reference.P - 1, Reference.FromField(FieldElement.FromBytes(bytes)));
    }

    [Fact]
    public void FromWideBigEndian_FortyEightBytes_ReducesModuloP()
    {
        var random = new Random(5);
        byte[] bytes = new byte[48];
        for (int i = 0; i < 200; i++)
        {
            random.NextBytes(bytes);
            if (i == 0)
            {
                Array.Fill(bytes, (byte)0xff);
            }

            BigInteger value = new(bytes, isUnsigned: true, isBigEndian: true);
            Assert.Equal(Reference.Mod(value), Reference.FromField(FieldElement.FromWideBigEndian(bytes)));
        }
    }

    [Fact]
    public void IsNegative_IsTheLowestBitOfTheCanonicalValue()
    {
        Assert.False(Reference.ToField(2).IsNegative);
        Assert.True(Reference.ToField(Reference.P - 2).IsNegative);
        Assert.False(FieldElement.FromBytes(Reference.ToBytes(Reference.P)).IsNegative);
    }

    [Fact]
    public void ConditionalAssign_Mask_SelectsTheWholeElement()
    {
        FieldElement a = Reference.ToField(1);
        FieldElement b = Reference.ToField(Reference.P - 3);
        FieldElement.ConditionalAssign(ref a, in b, 0);
        Assert.Equal(1, Reference.FromField(a));
        FieldElement.ConditionalAssign(ref a, in b, ulong.MaxValue);
        Assert.Equal(Reference.P - 3, Reference.FromField(a));
    }

    private static BigInteger[] Values(int randomCount)
    {
        var random = new Random(3);
        List<BigInteger> values =
        [
            0, 1, 2, 18, 19, Reference.P - 1, Reference.P - 19, BigInteger.Pow(2, 51) - 1, BigInteger.Pow(2, 51),
            BigInteger.Pow(2, 254), BigInteger.Pow(2, 204) - 1,
        ];
        for (int i = 0; i < randomCount; i++)
        {
            values.Add(Reference.RandomBelow(random, Reference.P));
        }

        return [.. values];
    }

    private static FieldElement RandomLimbs(Random random, out BigInteger value)
    {
        ulong[] limbs = new ulong[5];
        value = 0;
        for (int i = 4; i >= 0; i--)
        {
            limbs[i] = (ulong)random.NextInt64() & LargestLimb;
            value = (value << 51) + limbs[i];
        }

        return new() { L0 = limbs[0], L1 = limbs[1], L2 = limbs[2], L3 = limbs[3], L4 = limbs[4] };
    }

    private static void AssertReduced(FieldElement a)
    {
        const ulong Bound = (1UL << 51) + (1UL << 17);
        Assert.True(a.L0 < Bound && a.L1 < Bound && a.L2 < Bound && a.L3 < Bound && a.L4 < Bound);
    }
}
