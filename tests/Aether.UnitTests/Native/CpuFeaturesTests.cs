using System.Runtime.Intrinsics.X86;
using Aether.Native;
using Xunit;

namespace Aether.UnitTests.Native;

public sealed class CpuFeaturesTests
{
    [Fact]
    public void Features_OfThisRun_FollowTheRuntimeSwitches()
    {
        Assert.True(Avx2.IsSupported || !CpuFeatures.HasAvx2);
        Assert.True(Avx512F.IsSupported || !(CpuFeatures.HasIfma || CpuFeatures.HasGfni512));
        Assert.True(CpuFeatures.HasAvx2 || !CpuFeatures.HasIfma);
    }
}
