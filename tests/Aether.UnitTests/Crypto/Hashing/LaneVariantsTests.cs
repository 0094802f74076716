using System.Runtime.Intrinsics.X86;
using Aether.Crypto.Hashing;
using Xunit;

namespace Aether.UnitTests.Crypto.Hashing;

public sealed class LaneVariantsTests
{
    [Fact]
    public void Best_IsSupported_AndNoWiderVariantIs()
    {
        LaneVariant best = LaneVariants.Best;
        Assert.True(LaneVariants.IsSupported(best));
        foreach (LaneVariant variant in Enum.GetValues<LaneVariant>())
            Assert.True(variant <= best || !LaneVariants.IsSupported(variant));
    }

    [Fact]
    public void IsSupported_FollowsTheInstructionSets()
    {
        Assert.True(LaneVariants.IsSupported(LaneVariant.Scalar));
        Assert.Equal(Avx2.IsSupported, LaneVariants.IsSupported(LaneVariant.Avx2));
        Assert.True(Avx512BW.IsSupported || !LaneVariants.IsSupported(LaneVariant.Avx512));
    }
}
