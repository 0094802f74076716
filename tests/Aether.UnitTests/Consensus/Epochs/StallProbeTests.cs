using Aether.Consensus.Epochs;
using Xunit;

namespace Aether.UnitTests.Consensus.Epochs;

public sealed class StallProbeTests
{
    [Fact]
    public void Stall_AsksOnePeerAfterAnother_ButNotItself()
    {
        StallProbe probe = new(peers: 3, ownPeer: 1, patienceMs: 100);
        List<ushort> asked = [];
        for (long now = 0; now <= 400; now += 50)
        {
            if (probe.TryTakeDue(now, out ushort peer))
            {
                asked.Add(peer);
            }
        }
        Assert.Equal([0, 2, 0, 2], asked);
    }

    [Fact]
    public void NewView_PutsItOff_AndTheSameViewDoesNot()
    {
        StallProbe probe = new(peers: 2, ownPeer: 0, patienceMs: 100);
        probe.Observe(90, view: 1);
        probe.Observe(150, view: 1);
        Assert.Equal(190, probe.DueMs);
        Assert.False(probe.TryTakeDue(189, out _));
        Assert.True(probe.TryTakeDue(190, out ushort peer));
        Assert.Equal(1, peer);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(0, false)]
    public void Alone_ThereIsNobodyToAsk(int peers, bool isPeer)
    {
        StallProbe probe = new(peers, isPeer ? (ushort)0 : null, patienceMs: 100);
        Assert.Equal(long.MaxValue, probe.DueMs);
        Assert.False(probe.TryTakeDue(long.MaxValue - 1, out _));
    }
}
