using Aether.Core;
using Aether.Network.Gossip;
using Aether.Network.Transport;
using Xunit;

namespace Aether.NetworkTests.Gossip;

public sealed class GossipTransactionTests
{
    [Fact]
    public void Publish_PushesToTheRootOfThePeers_AndAnnouncesToTheRest()
    {
        GossipDriver driver = Connect(25, out ConnectionId[] peers);
        driver.Step(GossipInput.Publish(GossipTopic.Transaction, new byte[] { 1 }));
        driver.Step(GossipInput.Publish(GossipTopic.Transaction, new byte[] { 2 }));
        List<ConnectionId> pushed = driver.TakeReceivers(MessageClass.Transactions);
        Assert.Equal(10, pushed.Count);
        driver.Pass(50);

        var announced = TakeControl(driver);

        Assert.Equal(25 * 2, pushed.Count + announced.Sum(entry => entry.Ids.Length));
        Assert.All(announced, entry => Assert.Equal(GossipFrameKind.Announce, entry.Kind));
        Assert.Equal(announced.Count, announced.Select(entry => entry.To).Distinct().Count());
        driver.Pass(10_000);
        Assert.Empty(TakeControl(driver));
        Assert.Equal(25, peers.Length);
    }

    [Fact]
    public void Publish_OfALongOne_IsOnlyAnnounced()
    {
        GossipDriver driver = Connect(9, out _);
        driver.Step(GossipInput.Publish(GossipTopic.Transaction, new byte[5_000]));
        Assert.Empty(driver.TakeReceivers(MessageClass.Transactions));
        driver.Pass(50);
        Assert.Equal(9, TakeControl(driver).Count);
    }

    [Fact]
    public void Announced_IsPulledFromOne_ThenFromTheNext()
    {
        GossipDriver driver = Connect(3, out ConnectionId[] peers);
        GossipId id = driver.Core.IdOf(GossipTopic.Transaction, [7]);
        foreach (ConnectionId peer in peers)
        {
            driver.Control(
                peer, writer => writer.TryAddIds(GossipFrameKind.Announce, GossipTopic.Transaction, [id]));
        }
        Assert.Equal((peers[0], GossipFrameKind.Pull), Only(driver));
        driver.Pass(1_000);
        Assert.Equal((peers[1], GossipFrameKind.Pull), Only(driver));
        driver.Control(
            peers[1], writer => writer.TryAddIds(GossipFrameKind.Missing, GossipTopic.Transaction, [id]));
        Assert.Equal((peers[2], GossipFrameKind.Pull), Only(driver));
        driver.Receive(peers[2], GossipTopic.Transaction, 7);
        Assert.Single(driver.Judge());
        driver.Pass(5_000);
        Assert.Equal(1, driver.Core.Counters.BrokenPromises);
        Assert.Equal(1, driver.Core.Counters.Pulled);

        static (ConnectionId To, GossipFrameKind Kind) Only(GossipDriver driver)
        {
            var entry = Assert.Single(TakeControl(driver));
            return (entry.To, entry.Kind);
        }
    }

    [Fact]
    public void Announced_ByOneThatGoes_IsPulledFromTheOther()
    {
        GossipDriver driver = Connect(2, out ConnectionId[] peers);
        GossipId id = driver.Core.IdOf(GossipTopic.Transaction, [7]);
        foreach (ConnectionId peer in peers)
        {
            driver.Control(
                peer, writer => writer.TryAddIds(GossipFrameKind.Announce, GossipTopic.Transaction, [id]));
        }
        driver.Take();
        driver.Step(GossipInput.Disconnected(peers[0]));
        Assert.Equal(peers[1], Assert.Single(TakeControl(driver)).To);
    }

    [Fact]
    public void Announced_InNumbers_IsPulledInParts()
    {
        GossipDriver driver = Connect(1, out ConnectionId[] peers);
        byte[][] payloads =
            [.. Enumerable.Range(0, 1_000).Select(static number => new[] { (byte)number, (byte)(number >> 8) })];
        GossipId[] ids = [.. payloads.Select(payload => driver.Core.IdOf(GossipTopic.Transaction, payload))];
        driver.Control(
            peers[0], writer => writer.TryAddIds(GossipFrameKind.Announce, GossipTopic.Transaction, ids));
        List<GossipId> pulled = [.. TakeControl(driver).SelectMany(entry => entry.Ids)];
        Assert.Equal(Limits.Gossip.MaxPulls, pulled.Count);
        int at = 0;
        while (at < pulled.Count)
        {
            GossipId id = pulled[at++];
            driver.Receive(peers[0], GossipTopic.Transaction, payloads[Array.IndexOf(ids, id)]);
            driver.Judge();
            pulled.AddRange(TakeControl(driver).Where(entry => entry.Kind == GossipFrameKind.Pull)
                .SelectMany(entry => entry.Ids));
        }
        Assert.Equal(ids.ToHashSet(), pulled.ToHashSet());
        Assert.Equal(ids.Length, pulled.Count);
        Assert.Equal(1_000, driver.Core.Counters.Accepted);
        Assert.Equal(1_000, driver.Core.Counters.Pulled);
    }

    [Fact]
    public void Pull_GetsWhatIsKept_AndHearsWhatIsMissing()
    {
        GossipDriver driver = Connect(1, out ConnectionId[] peers);
        driver.Step(GossipInput.Publish(GossipTopic.Transaction, new byte[5_000]));
        GossipId kept = driver.Core.IdOf(GossipTopic.Transaction, new byte[5_000]);
        GossipId other = driver.Core.IdOf(GossipTopic.Transaction, [1]);
        driver.Take();
        driver.Control(
            peers[0], writer => writer.TryAddIds(GossipFrameKind.Pull, GossipTopic.Transaction, [other, kept]));
        List<GossipEffect> effects = driver.Take();
        Assert.Single(effects, effect => effect.Class == MessageClass.Transactions && effect.Bytes.Length == 5_001);
        effects.ForEach(effect => driver.Requeue(effect));
        var missing = Assert.Single(TakeControl(driver));
        Assert.Equal((GossipFrameKind.Missing, other), (missing.Kind, Assert.Single(missing.Ids)));
    }

    [Fact]
    public void Kept_StaysWithinItsLimits()
    {
        GossipDriver driver = Connect(1, out _);
        for (int number = 0; number < 700; number++)
        {
            byte[] payload = new byte[Limits.Transaction.MaxBytes];
            BitConverter.TryWriteBytes(payload, number);
            driver.Step(GossipInput.Publish(GossipTopic.Transaction, payload));
            driver.Take();
        }
        Assert.InRange(
            driver.Core.HeldBytes, Limits.Gossip.MaxKeptTransactionBytes / 2,
            Limits.Gossip.MaxKeptTransactionBytes + (700 * GossipId.Bytes));
        driver.Pass(Limits.Gossip.SeenMs);
        Assert.InRange(driver.Core.HeldBytes, 0, 700 * GossipId.Bytes);
    }

    private static List<(ConnectionId To, GossipFrameKind Kind, GossipTopic Topic, GossipId[] Ids)> TakeControl(
        GossipDriver driver) => driver.TakeControl().FindAll(entry => entry.Topic == GossipTopic.Transaction);

    private static GossipDriver Connect(int count, out ConnectionId[] peers)
    {
        GossipDriver driver = new();
        peers = [.. Enumerable.Range(1, count).Select(peer => driver.Connect(peer))];
        driver.Take();
        return driver;
    }
}
