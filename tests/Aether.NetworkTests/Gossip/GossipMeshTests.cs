using Aether.Core;
using Aether.Network.Gossip;
using Aether.Network.Transport;
using Xunit;

namespace Aether.NetworkTests.Gossip;

public sealed class GossipMeshTests
{
    [Fact]
    public void Beat_WithManyPeers_MakesAMeshOfEight()
    {
        GossipDriver driver = new();
        for (int peer = 1; peer <= 30; peer++)
        {
            driver.Connect(peer);
        }
        driver.Take();
        driver.Pass(700);

        var grafts = driver.TakeControl().FindAll(entry => entry.Kind == GossipFrameKind.Graft);

        for (int topic = 0; topic < GossipTopics.MeshCount; topic++)
        {
            Assert.Equal(8, driver.Core.Mesh((GossipTopic)topic).Count());
            Assert.Equal(8, grafts.Count(entry => entry.Topic == (GossipTopic)topic));
        }
        Assert.Empty(driver.Core.Mesh(GossipTopic.Transaction));
    }

    [Fact]
    public void Graft_OfInboundPeersAboveTwelve_IsRefused()
    {
        GossipDriver driver = new();
        for (int peer = 1; peer <= 14; peer++)
        {
            ConnectionId connection = driver.Connect(peer, isOutbound: peer == 14);
            driver.Take();
            driver.Control(connection, writer => writer.TryAdd(GossipFrameKind.Graft, GossipTopic.Vote));
            Assert.Equal(
                peer == 13 ? [(connection, GossipFrameKind.Prune)] : [],
                driver.TakeControl().Select(entry => (entry.To, entry.Kind)));
        }
        Assert.Equal(13, driver.Core.Mesh(GossipTopic.Vote).Count());

        driver.Pass(700);
        Assert.Equal(8, driver.Core.Mesh(GossipTopic.Vote).Count());
    }

    [Fact]
    public void Beat_WithTooManyMembers_KeepsOutboundOnes()
    {
        for (ulong seed = 0; seed < 50; seed++)
        {
            GossipDriver driver = new(seed);
            for (int peer = 1; peer <= 14; peer++)
            {
                ConnectionId connection = driver.Connect(peer, isOutbound: peer > 12);
                driver.Control(connection, writer => writer.TryAdd(GossipFrameKind.Graft, GossipTopic.Vote));
            }
            driver.Pass(700);
            HashSet<ulong> members = [.. driver.Core.Mesh(GossipTopic.Vote).Select(id => id.Value)];
            Assert.Equal(8, members.Count);
            Assert.Superset(new HashSet<ulong> { 13, 14 }, members);
        }
    }

    [Fact]
    public void Beat_WithoutOutboundMembers_GraftsTwo()
    {
        GossipDriver driver = new();
        for (int peer = 1; peer <= 10; peer++)
        {
            ConnectionId connection = driver.Connect(peer, isOutbound: false);
            driver.Control(connection, writer => writer.TryAdd(GossipFrameKind.Graft, GossipTopic.Vote));
        }
        for (int peer = 11; peer <= 14; peer++)
        {
            driver.Connect(peer);
        }
        driver.Pass(700);
        Assert.Equal(2, driver.Core.Mesh(GossipTopic.Vote).Count(id => id.Value > 10));
        Assert.Equal(12, driver.Core.Mesh(GossipTopic.Vote).Count());
    }

    [Fact]
    public void Prune_IsHeededForItsBackoff()
    {
        GossipDriver driver = new();
        ConnectionId peer = driver.Connect(1);
        driver.Pass(700);
        Assert.Single(driver.Core.Mesh(GossipTopic.Vote));
        driver.Control(peer, writer => writer.TryAddPrune(GossipTopic.Vote, 20_000));
        driver.Pass(20_000);
        Assert.Empty(driver.Core.Mesh(GossipTopic.Vote));
        driver.Pass(2_000);
        Assert.Single(driver.Core.Mesh(GossipTopic.Vote));
    }

    [Theory]
    [InlineData(0u, 2_500, 0)]
    [InlineData(uint.MaxValue, 3_599_000, 3_603_000)]
    public void Prune_WithAnyBackoff_IsClamped(uint backoffMs, int stillOutMs, int backMs)
    {
        GossipDriver driver = new();
        ConnectionId peer = driver.Connect(1);
        driver.Pass(700);
        driver.Control(peer, writer => writer.TryAddPrune(GossipTopic.Vote, backoffMs));
        if (backMs == 0)
        {
            driver.Pass(stillOutMs);
            Assert.Single(driver.Core.Mesh(GossipTopic.Vote));
            return;
        }
        driver.Pass(stillOutMs);
        Assert.Empty(driver.Core.Mesh(GossipTopic.Vote));
        driver.Pass(backMs - stillOutMs);
        Assert.Single(driver.Core.Mesh(GossipTopic.Vote));
    }

    [Fact]
    public void Unsubscribe_LeavesTheMeshAndIsTold()
    {
        GossipDriver driver = new();
        driver.Connect(1);
        driver.Pass(700);
        driver.Take();
        driver.Step(new GossipInput(GossipInputKind.Unsubscribe) { Topic = GossipTopic.Vote });

        Assert.Equal(
            [GossipFrameKind.Prune, GossipFrameKind.Unsubscribe], driver.TakeControl().Select(entry => entry.Kind));
        Assert.Empty(driver.Core.Mesh(GossipTopic.Vote));

        driver.Step(GossipInput.Publish(GossipTopic.Vote, new byte[] { 1 }));
        Assert.Single(driver.TakeReceivers(MessageClass.Votes));
    }

    [Fact]
    public void Connect_AboveTheLimit_IsRefused()
    {
        GossipDriver driver = new();
        for (int peer = 1; peer <= Limits.Gossip.MaxPeers; peer++)
        {
            driver.Connect(peer);
        }
        driver.Take();
        driver.Step(GossipInput.Connected(new ConnectionId(9_999), GossipDriver.IdOf(9_999), false, 0, 0));
        GossipEffect close = Assert.Single(driver.Take());
        Assert.Equal((GossipEffectKind.Close, CloseCode.TooManyPeers), (close.Kind, close.Close));
        driver.Step(GossipInput.Disconnected(new ConnectionId(5)));
        driver.Connect(9_999);
        Assert.Equal(Limits.Gossip.MaxPeers, driver.Core.PeerCount);
    }

    [Fact]
    public void Opportunistic_WithAMeshWorthLittle_GraftsBetterOnes()
    {
        GossipDriver driver = new();
        for (int peer = 1; peer <= 8; peer++)
        {
            driver.Connect(peer);
        }
        driver.Pass(700);
        HashSet<ConnectionId> before = [.. driver.Core.Mesh(GossipTopic.Header)];
        Assert.Equal(8, before.Count);
        ConnectionId good = driver.Connect(20);
        for (byte message = 0; message < 30; message++)
        {
            driver.Receive(good, GossipTopic.Evidence, message);
        }
        driver.Judge();
        driver.Pass(42_700);
        Assert.Contains(good, driver.Core.Mesh(GossipTopic.Header));
    }
}
