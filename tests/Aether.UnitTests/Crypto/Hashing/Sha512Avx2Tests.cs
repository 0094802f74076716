using Aether.Crypto.Hashing;
using Xunit;

namespace Aether.UnitTests.Crypto.Hashing;

[Trait("Instructions", "Avx2")]
public sealed class Sha512Avx2Tests
{
    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public void Compress_EveryLane_EqualsTheDefinition(int seed, bool extremes)
    {
        Assert.SkipUnless(LaneVariants.IsSupported(LaneVariant.Avx2), "the processor or a switch lacks the vectors");
        LaneKernelChecks.CompressEquals<Sha512Avx2, Sha512Scalar>(seed, extremes);
    }
}
