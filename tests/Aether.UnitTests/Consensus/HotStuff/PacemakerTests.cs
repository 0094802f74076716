using Aether.Consensus.HotStuff;
using Xunit;

namespace Aether.UnitTests.Consensus.HotStuff;

public sealed class PacemakerTests
{
    private readonly Pacemaker _pacemaker = new(ConsensusTiming.ForSlot(500));

    [Theory]
    [InlineData(10_000, 9_400, 0)]
    [InlineData(10_000, 9_500, 0)]
    [InlineData(10_000, 9_700, 200)]
    [InlineData(10_000, 10_000, 500)]
    [InlineData(10_000, 99_000, 500)]
    [InlineData(10_000, ulong.MaxValue, 500)]
    public void Enter_WaitsUntilTheParentIsASlotOld_AtMostASlot(ulong wall, ulong parent, long wait)
    {
        _pacemaker.Enter(nowMs: 70, wall, parent, byQuorum: true);

        Assert.Equal(70 + wait, _pacemaker.StartMs);
        Assert.Equal(70 + wait + 150, _pacemaker.ClaimDeadlineMs);
        Assert.Equal(70 + wait + 350, _pacemaker.FallbackDeadlineMs);
        Assert.Equal(70 + wait + 1_500, _pacemaker.TimeoutDeadlineMs);
        Assert.Equal(70 + wait + 750, _pacemaker.RebroadcastMs);
    }

    [Fact]
    public void Timeout_GrowsByHalfForEachViewWithoutAQuorum_UpToTheCap_AndResets()
    {
        List<long> timeouts = [];
        for (int view = 0; view < 4; view++)
        {
            _pacemaker.Enter(0, 0, 0, byQuorum: false);
            timeouts.Add(_pacemaker.TimeoutMs);
        }
        Assert.Equal([2_250, 3_375, 5_062, 7_593], timeouts);

        for (int view = 0; view < 1_000; view++)
        {
            _pacemaker.Enter(0, 0, 0, byQuorum: false);
        }
        Assert.Equal(30_000, _pacemaker.TimeoutMs);

        _pacemaker.Enter(0, 0, 0, byQuorum: true);
        Assert.Equal(1_500, _pacemaker.TimeoutMs);
    }

    [Fact]
    public void WaitsForClaims_GrowWithTheTimeout()
    {
        _pacemaker.Enter(0, 1_000, 0, byQuorum: false);
        Assert.Equal((225, 525), (_pacemaker.ClaimDeadlineMs, _pacemaker.FallbackDeadlineMs));

        _pacemaker.Enter(0, 1_000, 0, byQuorum: true);
        Assert.Equal((150, 350), (_pacemaker.ClaimDeadlineMs, _pacemaker.FallbackDeadlineMs));
    }

    [Fact]
    public void ScheduleRebroadcast_IsHalfATimeoutAhead()
    {
        _pacemaker.ScheduleRebroadcast(1_000);

        Assert.Equal(1_750, _pacemaker.RebroadcastMs);
    }
}
