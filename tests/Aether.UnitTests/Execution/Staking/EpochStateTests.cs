using Aether.Core.Types;
using Aether.Execution.Staking;
using Xunit;

namespace Aether.UnitTests.Execution.Staking;

public sealed class EpochStateTests
{
    private readonly EpochState _state = new(3, 100, Hash256.Zero, Hash256.Zero);

    [Fact]
    public void End_IsCountedFromTheRoot()
    {
        Assert.Equal(130UL, _state.EndView(30));
        Assert.False(_state.IsClosing(129, 30));
        Assert.True(_state.IsClosing(130, 30));
    }

    [Fact]
    public void End_NearTheLastView_Saturates()
    {
        EpochState late = _state with { RootView = ulong.MaxValue - 5 };
        Assert.Equal(ulong.MaxValue, late.EndView(30));
        Assert.False(late.IsClosing(ulong.MaxValue - 1, 30));
    }

    [Theory]
    [InlineData(100, false)]
    [InlineData(101, true)]
    [InlineData(120, true)]
    [InlineData(121, false)]
    public void OnlyTheFirstTwoThirdsContribute(ulong view, bool expected) =>
        Assert.Equal(expected, _state.Contributes(view, 30));
}
