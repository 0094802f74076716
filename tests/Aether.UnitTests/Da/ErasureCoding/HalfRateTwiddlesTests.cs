using Aether.Da.ErasureCoding;
using Xunit;

namespace Aether.UnitTests.Da.ErasureCoding;

public sealed class HalfRateTwiddlesTests
{
    [Fact]
    public void Twiddle_EveryLevel_VanishesBelowAndIsOneAtItsPower()
    {
        for (int level = 0; level < 5; level++)
        {
            for (int point = 0; point < 1 << level; point++)
                Assert.Equal(0, HalfRateTwiddles.Twiddle(level, point));
            Assert.Equal(1, HalfRateTwiddles.Twiddle(level, 1 << level));
        }
    }

    [Fact]
    public void Twiddle_SumsOfPoints_AreSumsOfTwiddles()
    {
        for (int level = 0; level < 5; level++)
        {
            for (int point = 0; point < 64; point++)
            {
                int sum = HalfRateTwiddles.Twiddle(level, point) ^ HalfRateTwiddles.Twiddle(level, 37);
                Assert.Equal(sum, HalfRateTwiddles.Twiddle(level, point ^ 37));
            }
        }
    }
}
