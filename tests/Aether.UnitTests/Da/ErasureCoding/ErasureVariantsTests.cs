using Aether.Da.ErasureCoding;
using Xunit;

namespace Aether.UnitTests.Da.ErasureCoding;

public sealed class ErasureVariantsTests
{
    [Fact]
    public void Best_IsSupported() => Assert.True(ErasureVariants.IsSupported(ErasureVariants.Best));

    [Fact]
    public void IsSupported_UnknownVariant_ReturnsFalse() =>
        Assert.False(ErasureVariants.IsSupported((ErasureVariant)99));

    [Theory]
    [InlineData(ErasureVariant.Gfni512, 64, ErasureVariant.Gfni512)]
    [InlineData(ErasureVariant.Gfni512, 63, ErasureVariant.Gfni256)]
    [InlineData(ErasureVariant.Gfni512, 31, ErasureVariant.Scalar)]
    [InlineData(ErasureVariant.Gfni256, 32, ErasureVariant.Gfni256)]
    [InlineData(ErasureVariant.Avx512, 63, ErasureVariant.Avx2)]
    [InlineData(ErasureVariant.Avx2, 31, ErasureVariant.Scalar)]
    [InlineData(ErasureVariant.Scalar, 4096, ErasureVariant.Scalar)]
    public void Fit_LengthAndVariant_GivesAVectorThatFits(
        ErasureVariant variant, int shardBytes, ErasureVariant expected) =>
        Assert.Equal(expected, ErasureVariants.Fit(variant, (nuint)shardBytes));
}
