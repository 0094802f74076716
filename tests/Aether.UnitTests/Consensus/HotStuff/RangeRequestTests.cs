using Aether.Consensus.HotStuff;
using Xunit;

namespace Aether.UnitTests.Consensus.HotStuff;

public sealed class RangeRequestTests
{
    private readonly RangeRequest _range = new(retryMs: 500);

    [Fact]
    public void Contains_OnlyWhatWasAskedOfThePeerThatWasAsked()
    {
        Assert.False(_range.Contains(0, 0));
        _range.Open(first: 11, count: 3, peer: 2, nowMs: 1_000);

        Assert.Equal((true, 13UL, (ushort)2), (_range.IsOpen, _range.LastHeight, _range.Peer));
        Assert.True(_range.Contains(2, 11) && _range.Contains(2, 13));
        Assert.False(_range.Contains(2, 10) || _range.Contains(2, 14) || _range.Contains(1, 12));
        _range.Close();
        Assert.False(_range.Contains(2, 12));
    }

    [Fact]
    public void RetryMs_APeerThatSendsOneAtATime_IsReplacedAllTheSame()
    {
        _range.Open(first: 1, count: 64, peer: 0, nowMs: 1_000);
        Assert.False(_range.HasProgress);
        for (long now = 1_400; now <= 3_000; now += 400)
        {
            _range.Extend(now);
        }

        Assert.True(_range.HasProgress);
        Assert.Equal(3_000, _range.RetryMs);
        _range.Open(first: 1, count: 64, peer: 1, nowMs: 3_000);
        Assert.False(_range.HasProgress);
    }

    [Fact]
    public void RetryMs_MovesWithEveryBlock_AndEndsWithTheRequest()
    {
        Assert.Equal(long.MaxValue, _range.RetryMs);
        _range.Open(first: 1, count: 1, peer: 0, nowMs: 1_000);
        Assert.Equal(1_500, _range.RetryMs);
        _range.Extend(nowMs: 1_200);
        Assert.Equal(1_700, _range.RetryMs);
        _range.Close();
        Assert.Equal(long.MaxValue, _range.RetryMs);
    }
}
