using Aether.Crypto.Ed25519;
using Xunit;
using Reference = Aether.UnitTests.Crypto.Ed25519.EdwardsReference;

namespace Aether.UnitTests.Crypto.Ed25519;

public sealed class CurveConstantsTests
{
    [Fact]
    public void Constants_SatisfyTheirDefinitions()
    {
        System.Numerics.BigInteger i = Reference.FromField(CurveConstants.SquareRootOfMinusOne);
        Assert.Equal(Reference.P - 1, i * i % Reference.P);
        Assert.Equal(Reference.D, Reference.FromField(CurveConstants.D));
        Assert.Equal(Reference.Mod(2 * Reference.D), Reference.FromField(CurveConstants.TwoD));
        Assert.Equal(486662, Reference.FromField(CurveConstants.MontgomeryJ));

        System.Numerics.BigInteger scale = Reference.FromField(CurveConstants.MontgomeryScale);
        Assert.True(scale.IsEven);
        Assert.Equal(Reference.P - 486664, scale * scale % Reference.P);

        System.Numerics.BigInteger root = Reference.FromField(CurveConstants.OneMinusI);
        Assert.Equal(Reference.Mod(2 * Reference.Invert(i)), root * root % Reference.P);
    }
}
