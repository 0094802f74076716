using Aether.Crypto.Hashing;
using Xunit;

namespace Aether.UnitTests.Crypto.Hashing;

[Trait("Instructions", "Avx512")]
public sealed class Sha256Avx512Tests
{
    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public void Compress_EveryLane_EqualsTheDefinition(int seed, bool extremes)
    {
        Assert.SkipUnless(LaneVariants.IsSupported(LaneVariant.Avx512), "the processor or a switch lacks the vectors");
        LaneKernelChecks.CompressEquals<Sha256Avx512, Sha256Scalar>(seed, extremes);
    }
}
