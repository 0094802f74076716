using System.Globalization;
using System.Numerics;
using Aether.Crypto.Kzg;
using Xunit;
using Scheme = Aether.Crypto.Kzg.Kzg;

namespace Aether.UnitTests.Crypto.Kzg;

public sealed class KzgDomainTests
{
    private static readonly BigInteger s_order = BigInteger.Parse(
        "52435875175126190479447740508185965837690552500527637822603658699938581184513", CultureInfo.InvariantCulture);

    public KzgDomainTests() => KzgVectors.SkipWithoutLibrary();

    [Fact]
    public void Order_IsThePublishedNumber() =>
        Assert.Equal(s_order, new BigInteger(Scheme.Order, isUnsigned: true, isBigEndian: true));

    [Fact]
    public void Point_EveryIndex_IsThePowerOfTheRootOfUnity()
    {
        BigInteger omega = BigInteger.ModPow(7, (s_order - 1) / 4096, s_order);
        BigInteger power = BigInteger.One;
        for (int exponent = 0; exponent < 4096; exponent++)
        {
            int index = KzgDomain.ReverseBits(exponent);
            Assert.Equal(exponent, KzgDomain.ReverseBits(index));
            Assert.Equal(power, new BigInteger(KzgDomain.Point(index), isUnsigned: true, isBigEndian: true));
            power = power * omega % s_order;
        }

        Assert.Equal(BigInteger.One, power);
    }

    [Fact]
    public void Point_IndexOutOfRange_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => KzgDomain.Point(4096).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => KzgDomain.Point(-1).Length);
    }
}
