using Aether.Core;
using Aether.Network.Links;
using Aether.Network.Transport;
using Xunit;

namespace Aether.NetworkTests.Links;

public sealed class DatagramLanesTests
{
    private const int Peers = 3;

    private readonly WakeSignal _wake = new();
    private readonly DatagramLanes _lanes;
    private readonly List<ushort> _given = [];

    public DatagramLanesTests() => _lanes = new DatagramLanes(Peers, _wake);

    [Fact]
    public void TrySend_SeveralPeers_EachIsGivenItOnceAndTheNetworkWakes()
    {
        Assert.True(_lanes.TrySend([0, 2], [7, 8]));
        Assert.True(_wake.Wait(0));
        Assert.Equal(-1, _lanes.HandOver(0, 10, (peer, datagram) => Take(peer, datagram.SequenceEqual<byte>([7, 8]))));
        Assert.Equal([2, 0], _given);
        Assert.Equal(new DatagramCounters(2, 0, 0, 0), _lanes.ReadCounters());
    }

    [Fact]
    public void HandOver_QueueOfOnePeerFull_WaitsForAWhileThenLosesOnlyItsDatagrams()
    {
        Assert.True(_lanes.TrySend([1], [1]));
        Assert.True(_lanes.TrySend([0, 1], [2]));
        Assert.True(_lanes.TrySend([0], [3]));
        Assert.Equal(1, _lanes.HandOver(0, 10, (peer, _) => Take(peer, peer != 1)));
        Assert.Equal(1, _lanes.HandOver(DatagramLanes.PatienceMs - 1, 10, (peer, _) => Take(peer, peer != 1)));
        Assert.Empty(_given);
        Assert.Equal(-1, _lanes.HandOver(DatagramLanes.PatienceMs, 10, (peer, _) => Take(peer, peer != 1)));
        Assert.Equal([0, 0], _given);
        Assert.Equal(new DatagramCounters(2, 2, 0, 0), _lanes.ReadCounters());
        Assert.True(_lanes.TrySend([1], [4]));
        Assert.Equal(-1, _lanes.HandOver(DatagramLanes.PatienceMs, 10, (peer, _) => Take(peer, true)));
        Assert.Equal([0, 0, 1], _given);
    }

    [Fact]
    public void HandOver_SlowPeerThatTakesOneNowAndThen_HoldsTheOthersUpForItsPatienceInEachWindow()
    {
        long held = 0;
        for (long now = 0; now < 5 * DatagramLanes.WindowMs; now++)
        {
            bool isSlowReady = now % 20 == 0;
            Assert.True(_lanes.TrySend([0, 1], [1]));
            held += _lanes.HandOver(now, 100, (peer, _) => Take(peer, peer == 0 || isSlowReady)) == 1 ? 1 : 0;
        }
        Assert.InRange(held, 5 * DatagramLanes.PatienceMs / 2, 6 * DatagramLanes.PatienceMs);
        Assert.True(_given.Count(peer => peer == 0) > 4_700);
    }

    [Fact]
    public void HandOver_NoConnection_IsLostAtOnce()
    {
        Assert.True(_lanes.TrySend([0, 1, 2], [1]));
        Assert.Equal(-1, _lanes.HandOver(0, 10, (_, _) => null));
        Assert.Equal(3, _lanes.ReadCounters().Unsent);
    }

    [Fact]
    public void HandOver_MoreThanATurn_SaysThatMoreWaits()
    {
        Assert.True(_lanes.TrySend([0], [1]));
        Assert.True(_lanes.TrySend([0], [2]));
        Assert.Equal(0, _lanes.HandOver(0, 1, (peer, _) => Take(peer, true)));
        Assert.Equal(-1, _lanes.HandOver(0, 2, (peer, _) => Take(peer, true)));
        Assert.Equal([0, 0], _given);
    }

    [Fact]
    public void OnArrived_AllowedOrNot_IsTakenOrCounted()
    {
        WakeSignal signal = new();
        _lanes.SetSignal(signal);
        _lanes.OnArrived(2, [5], isAllowed: true);
        _lanes.OnArrived(1, [6], isAllowed: false);
        _lanes.OnArrived(1, new byte[Limits.Network.MaxDatagramBytes + 1], isAllowed: true);
        Assert.True(signal.Wait(0));
        byte[] buffer = new byte[Limits.Network.MaxDatagramBytes];
        Assert.True(_lanes.TryReceive(buffer, out ushort peer, out int bytes));
        Assert.Equal((2, 1, 5), (peer, bytes, buffer[0]));
        Assert.False(_lanes.TryReceive(buffer, out _, out _));
        Assert.Equal(new DatagramCounters(0, 0, 1, 2), _lanes.ReadCounters());
    }

    [Fact]
    public void TrySend_MoreThanFit_IsRefusedAndCounted()
    {
        byte[] datagram = new byte[Limits.Network.MaxDatagramBytes];
        int taken = 0;
        while (_lanes.TrySend([0, 1], datagram))
        {
            taken++;
        }
        Assert.InRange(taken, 1, Limits.Network.DatagramRingBytes / datagram.Length);
        Assert.Equal(2, _lanes.ReadCounters().Unsent);
    }

    private bool? Take(ushort peer, bool taken)
    {
        if (taken)
        {
            _given.Add(peer);
        }
        return taken;
    }
}
