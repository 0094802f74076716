using Aether.Core;
using Aether.Network.Sync;
using Aether.Network.Transport;
using Aether.NetworkTests.Peers;
using Xunit;

namespace Aether.NetworkTests.Sync;

public sealed class SyncPeersTests
{
    private static readonly ConnectionId s_connection = new(1);

    [Fact]
    public void IsSilent_RefusedAtOnce_IsAskedAgainSoonAndSeveralCountAsOne()
    {
        SyncPeers peers = WithOne(out SyncPeer peer);
        for (int index = 0; index < 4; index++)
        {
            Assert.False(SyncPeers.IsSilent(1_010, Ask(peers, peer, 1_000)));
        }
        Assert.Equal(1_010 + Limits.Sync.RefusedAsideMs, peer.AsideUntilMs);
        Assert.Null(peers.Pick(peer.AsideUntilMs - 1, _ => true));
        Assert.Same(peer, peers.Pick(peer.AsideUntilMs, _ => true));
    }

    [Fact]
    public void IsSilent_RefusedAgainAndAgain_WaitsLongerUpToABoundAndForgetsAfterAnAnswer()
    {
        SyncPeers peers = WithOne(out SyncPeer peer);
        long now = 0;
        for (int index = 0; index < 20; index++)
        {
            now = peer.AsideUntilMs;
            Assert.False(SyncPeers.IsSilent(now, Ask(peers, peer, now)));
        }
        Assert.Equal(now + (Limits.Sync.RefusedAsideMs << 5), peer.AsideUntilMs);
        SyncPeers.Good(peer);
        now = peer.AsideUntilMs;
        SyncPeers.IsSilent(now, Ask(peers, peer, now));
        Assert.Equal(now + Limits.Sync.RefusedAsideMs, peer.AsideUntilMs);
    }

    [Fact]
    public void IsSilent_AfterItsTime_IsLeftAloneForLonger()
    {
        SyncPeers peers = WithOne(out SyncPeer peer);
        Assert.True(SyncPeers.IsSilent(Limits.Sync.RefusalMs, Ask(peers, peer, 0)));
        Assert.Equal(Limits.Sync.RefusalMs + Limits.Sync.AsideMs, peer.AsideUntilMs);
    }

    private static SyncPeers WithOne(out SyncPeer peer)
    {
        SyncPeers peers = new(1);
        peers.Add(s_connection, PeerKeys.Name(1), 10);
        peer = peers.Find(s_connection)!;
        return peers;
    }

    private static SyncAsk Ask(SyncPeers peers, SyncPeer peer, long sinceMs)
    {
        ulong token = peers.Begin(sinceMs, peer, new object());
        Assert.True(peers.TryEnd(token, out SyncAsk ask));
        return ask;
    }
}
