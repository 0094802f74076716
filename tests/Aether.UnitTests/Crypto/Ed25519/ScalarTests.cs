using System.Numerics;
using Aether.Crypto.Ed25519;
using Xunit;
using Reference = Aether.UnitTests.Crypto.Ed25519.EdwardsReference;

namespace Aether.UnitTests.Crypto.Ed25519;

public sealed class ScalarTests
{
    private static readonly BigInteger s_two512 = BigInteger.Pow(2, 512);

    [Fact]
    public void FromWideBytes_EdgeAndRandomValues_ReducesModuloTheOrder()
    {
        var random = new Random(1);
        List<BigInteger> values = [0, 1, Reference.L - 1, Reference.L, Reference.L + 1, s_two512 - 1];
        for (int i = 0; i < 500; i++)
        {
            // Values next to multiples of L are where a Barrett quotient is off by one.
            BigInteger multiple = Reference.RandomBelow(random, s_two512 / Reference.L) * Reference.L;
            values.AddRange([multiple, multiple - 1 + (multiple.IsZero ? 1 : 0), multiple + 1]);
            values.Add(Reference.RandomBelow(random, s_two512));
        }

        byte[] bytes = new byte[64];
        foreach (BigInteger value in values)
        {
            Array.Clear(bytes);
            Assert.True(value.TryWriteBytes(bytes, out _, isUnsigned: true));
            Assert.Equal(value % Reference.L, ToInteger(Scalar.FromWideBytes(bytes)));
        }
    }

    [Fact]
    public void MultiplyAdd_EdgeAndRandomValues_AgreesWithBigInteger()
    {
        var random = new Random(2);
        BigInteger two255 = BigInteger.Pow(2, 255);
        BigInteger[] edges = [0, 1, Reference.L - 1, two255 - 1];
        for (int i = 0; i < 1000; i++)
        {
            BigInteger a = i < 64 ? edges[i & 3] : Reference.RandomBelow(random, two255);
            BigInteger b = i < 64 ? edges[(i >> 2) & 3] : Reference.RandomBelow(random, two255);
            BigInteger c = i < 64 ? edges[(i >> 4) & 3] : Reference.RandomBelow(random, two255);
            Scalar r = Scalar.MultiplyAdd(Reference.ToScalar(a), Reference.ToScalar(b), Reference.ToScalar(c));
            Assert.Equal(((a * b) + c) % Reference.L, ToInteger(r));
        }
    }

    [Fact]
    public void TryDecodeCanonical_AroundTheOrder_AcceptsOnlyBelow()
    {
        Assert.True(Scalar.TryDecodeCanonical(Reference.ToBytes(0), out Scalar zero));
        Assert.True(zero.IsZero);
        Assert.True(Scalar.TryDecodeCanonical(Reference.ToBytes(Reference.L - 1), out Scalar largest));
        Assert.Equal(Reference.L - 1, ToInteger(largest));
        BigInteger[] tooLarge =
        [
            Reference.L, Reference.L + 1, BigInteger.Pow(2, 253), BigInteger.Pow(2, 255), BigInteger.Pow(2, 256) - 1,
        ];
        foreach (BigInteger value in tooLarge)
        {
            Assert.False(Scalar.TryDecodeCanonical(Reference.ToBytes(value), out _));
        }
    }

    [Fact]
    public void Negate_RandomValues_SumsToZero()
    {
        var random = new Random(3);
        for (int i = 0; i < 50; i++)
        {
            BigInteger a = i == 0 ? 0 : Reference.RandomBelow(random, Reference.L);
            Assert.Equal(Reference.ModOrder(-a), ToInteger(Scalar.Negate(Reference.ToScalar(a))));
        }
    }

    [Fact]
    public void FromShortBytes_SixteenBytes_AreZeroExtended()
    {
        byte[] bytes = new byte[16];
        Array.Fill(bytes, (byte)0xff);
        Assert.Equal(BigInteger.Pow(2, 128) - 1, ToInteger(Scalar.FromShortBytes(bytes)));
    }

    [Fact]
    public void FromClampedBytes_KeepsTheValueUnreduced()
    {
        BigInteger value = BigInteger.Pow(2, 255) - 8;
        Assert.Equal(value, ToInteger(Scalar.FromClampedBytes(Reference.ToBytes(value))));
    }

    [Fact]
    public void Erase_Secret_LeavesZero()
    {
        Scalar secret = Reference.ToScalar(Reference.L - 1);
        Scalar.Erase(ref secret);
        Assert.True(secret.IsZero);
    }

    private static BigInteger ToInteger(Scalar scalar)
    {
        Span<byte> bytes = stackalloc byte[Scalar.Bytes];
        scalar.CopyTo(bytes);
        return Reference.FromBytes(bytes);
    }
}
