using Aether.Node.Devnet.Control;
using Xunit;

namespace Aether.NodeTests.Devnet;

public sealed class DevClockTests
{
    private readonly ManualTime _real = new();

    [Fact]
    public void Clock_LeftAlone_IsTheRealOne()
    {
        DevClock clock = new(_real);
        long start = clock.GetTimestamp();
        _real.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(_real.GetUtcNow(), clock.GetUtcNow());
        Assert.Equal(TimeSpan.FromSeconds(3), clock.GetElapsedTime(start));
        Assert.Equal((true, 0L), (clock.IsRunning, clock.OffsetMs));
    }

    [Fact]
    public void Stop_BothHandsStand_AndGo_LetsTheWallClockCatchUp()
    {
        DevClock clock = new(_real);
        long start = clock.GetTimestamp();
        clock.Stop();
        DateTimeOffset stood = clock.GetUtcNow();
        _real.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal((TimeSpan.Zero, stood), (clock.GetElapsedTime(start), clock.GetUtcNow()));
        clock.Skip(TimeSpan.FromSeconds(1));
        Assert.Equal(stood + TimeSpan.FromSeconds(1), clock.GetUtcNow());
        clock.Go();
        Assert.Equal(TimeSpan.FromSeconds(1), clock.GetElapsedTime(start));
        Assert.Equal(_real.GetUtcNow(), clock.GetUtcNow());
        _real.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal((TimeSpan.FromSeconds(6), 0L), (clock.GetElapsedTime(start), clock.OffsetMs));
    }

    [Fact]
    public void Skip_MovesBothHands_AndAdvance_TheWallClockAlone()
    {
        DevClock clock = new(_real);
        long start = clock.GetTimestamp();
        clock.Skip(TimeSpan.FromSeconds(2));
        clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal((TimeSpan.FromSeconds(2), 32_000L), (clock.GetElapsedTime(start), clock.OffsetMs));
        clock.Stop();
        clock.Advance(TimeSpan.FromSeconds(1));
        clock.Go();
        Assert.Equal((TimeSpan.FromSeconds(2), 33_000L), (clock.GetElapsedTime(start), clock.OffsetMs));
    }

    [Fact]
    public void CatchUp_NeverGoesBack()
    {
        DevClock clock = new(_real);
        clock.CatchUp(_real.GetUtcNow() - TimeSpan.FromHours(1));
        Assert.Equal(0, clock.OffsetMs);
        clock.CatchUp(_real.GetUtcNow() + TimeSpan.FromHours(1));
        Assert.Equal(3_600_000, clock.OffsetMs);
        Assert.Throws<ArgumentOutOfRangeException>(() => clock.Skip(TimeSpan.FromTicks(-1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => clock.Advance(TimeSpan.FromTicks(-1)));
    }
}
