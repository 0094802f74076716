using Aether.Node.Devnet.Links;
using Xunit;

namespace Aether.UnitTests.Node.Devnet.Links;

public sealed class LinkShapeTests
{
    [Fact]
    public void Fault_NumbersInRange_IsNull()
    {
        Assert.Null(LinkShape.None.Fault());
        Assert.Null(new LinkShape
        {
            DelayMicros = 10_000_000,
            JitterMicros = 10_000_000,
            LossPerMillion = 1_000_000,
            DuplicatesPerMillion = 1_000_000,
            ReorderPerMillion = 1_000_000,
            BitsPerSecond = 64_000,
        }.Fault());
    }

    [Theory]
    [InlineData(-1, 0, 0, 0)]
    [InlineData(10_000_001, 0, 0, 0)]
    [InlineData(5, 6, 0, 0)]
    [InlineData(5, -1, 0, 0)]
    [InlineData(0, 0, 1_000_001, 0)]
    [InlineData(0, 0, -1, 0)]
    [InlineData(0, 0, 0, 63_999)]
    [InlineData(0, 0, 0, -1)]
    public void Fault_OutOfRange_IsSaid(int delay, int jitter, int loss, long rate) =>
        Assert.NotNull(new LinkShape
        {
            DelayMicros = delay,
            JitterMicros = jitter,
            LossPerMillion = loss,
            BitsPerSecond = rate,
        }.Fault());
}
