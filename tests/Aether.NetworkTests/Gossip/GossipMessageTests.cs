using System.Security.Cryptography;
using System.Text;
using Aether.Core;
using Aether.Network.Gossip;
using Aether.Network.Transport;
using Xunit;

namespace Aether.NetworkTests.Gossip;

public sealed class GossipMessageTests
{
    [Fact]
    public void IdOf_IsTheHashOfDomainTopicAndPayload()
    {
        GossipDriver driver = new();
        byte[] payload = [1, 2, 3];
        byte[] expected = SHA256.HashData([1, .. Encoding.ASCII.GetBytes("/aeth/01020304/tx"), .. payload]);
        Assert.Equal(expected.AsSpan(0, 20), driver.Core.IdOf(GossipTopic.Transaction, payload).Span);
        Assert.NotEqual(
            driver.Core.IdOf(GossipTopic.Vote, payload), driver.Core.IdOf(GossipTopic.Header, payload));
    }

    [Fact]
    public void Message_GoesOnOnlyAfterItsJudgement()
    {
        GossipDriver driver = Mesh(10, out ConnectionId[] peers);
        driver.Receive(peers[0], GossipTopic.Vote, 7);
        Assert.DoesNotContain(Snapshot(driver), effect => effect.Class == MessageClass.Votes
            && effect.Kind == GossipEffectKind.Send);
        GossipEffect work = Assert.Single(driver.Judge());
        Assert.Equal([7], work.Bytes.ToArray());
        Assert.Equal(GossipTopic.Vote, work.Topic);

        HashSet<ConnectionId> receivers = [.. driver.TakeReceivers(MessageClass.Votes)];

        Assert.Equal([.. driver.Core.Mesh(GossipTopic.Vote).Where(id => id != peers[0])], receivers);
        driver.Receive(peers[1], GossipTopic.Vote, 7);
        Assert.Empty(driver.Take());
        Assert.Equal(1, driver.Core.Counters.Duplicates);

        static List<GossipEffect> Snapshot(GossipDriver driver)
        {
            List<GossipEffect> effects = driver.Take();
            GossipEffect work = effects.Single(effect => effect.Kind == GossipEffectKind.Validate);
            driver.Requeue(work);
            return effects;
        }
    }

    [Theory]
    [InlineData(ValidationOutcome.Reject)]
    [InlineData(ValidationOutcome.Ignore)]
    public void Message_NotAccepted_GoesNowhere(ValidationOutcome outcome)
    {
        GossipDriver driver = Mesh(10, out ConnectionId[] peers);
        driver.Receive(peers[0], GossipTopic.Header, 7);
        driver.Receive(peers[1], GossipTopic.Header, 7);
        driver.Judge(outcome);
        driver.Pass(700);

        Assert.Empty(driver.TakeReceivers(MessageClass.Headers));
        Assert.Equal(outcome == ValidationOutcome.Reject, driver.Core.ScoreOf(peers[0]) < -90);
        Assert.Equal(outcome == ValidationOutcome.Reject, driver.Core.ScoreOf(peers[1]) < -90);
        Assert.True(driver.Core.ScoreOf(peers[2]) >= 0);
        driver.Receive(peers[3], GossipTopic.Header, 7);
        Assert.Empty(driver.Judge());
        driver.Pass(5_000);
        driver.Receive(peers[3], GossipTopic.Header, 7);
        Assert.Equal(outcome == ValidationOutcome.Ignore ? 1 : 0, driver.Judge().Count);
    }

    [Fact]
    public void Message_WhoseJudgementNeverComes_CountsAsIgnored()
    {
        GossipDriver driver = Mesh(2, out ConnectionId[] peers);
        driver.Receive(peers[0], GossipTopic.Vote, 7);
        GossipEffect work = driver.Take().Single(effect => effect.Kind == GossipEffectKind.Validate);
        driver.Pass(Limits.Gossip.ValidationMs + 1_000);
        Assert.Equal(0, driver.Core.PendingCount);
        Assert.Equal(1, driver.Core.Counters.Ignored);
        driver.Step(GossipInput.Validated(work.Handle, ValidationOutcome.Accept));
        Assert.Empty(driver.TakeReceivers(MessageClass.Votes));
    }

    [Fact]
    public void Publish_GoesToMeshAndAllValidators_OnceToEach()
    {
        GossipDriver driver = new();
        for (int peer = 1; peer <= 40; peer++)
        {
            driver.Connect(peer, stakePpm: peer <= 25 ? 1_000 : 0);
        }
        driver.Pass(700);
        driver.Take();
        driver.Step(GossipInput.Publish(GossipTopic.Vote, new byte[] { 1 }));
        List<ConnectionId> receivers = driver.TakeReceivers(MessageClass.Votes);

        Assert.Equal(receivers.Distinct().Count(), receivers.Count);
        Assert.Equal(
            [.. Enumerable.Range(1, 25).Select(peer => new ConnectionId((ulong)peer))
                .Union(driver.Core.Mesh(GossipTopic.Vote))],
            receivers.ToHashSet());
        driver.Step(GossipInput.Publish(GossipTopic.Vote, new byte[] { 1 }));
        Assert.Empty(driver.Take());
    }

    [Fact]
    public void LongMessage_IsToldToTheMeshAtOnce_AndSparedByIt()
    {
        GossipDriver driver = Mesh(8, out ConnectionId[] peers);
        byte[] payload = new byte[1_100];
        driver.Receive(peers[0], GossipTopic.Header, payload);
        GossipEffect work = driver.Take().Single(effect =>
        {
            driver.Requeue(effect);
            return effect.Kind == GossipEffectKind.Validate;
        });
        Assert.Equal(
            peers[1..].ToHashSet(),
            [.. driver.TakeControl().Where(entry => entry.Kind == GossipFrameKind.DoNotWant).Select(at => at.To)]);
        driver.Requeue(work);
        GossipId id = driver.Core.IdOf(GossipTopic.Header, payload);
        driver.Control(peers[1], writer => writer.TryAddIds(GossipFrameKind.DoNotWant, GossipTopic.Header, [id]));
        driver.Judge();

        Assert.Equal(peers[2..].ToHashSet(), driver.TakeReceivers(MessageClass.Headers).ToHashSet());
        Assert.Equal(1, driver.Core.Counters.Spared);
    }

    [Fact]
    public void Votes_AreGivenBeforeOlderTransactions_AndHaveAWindowOfTheirOwn()
    {
        GossipDriver driver = Mesh(4, out ConnectionId[] peers);
        for (int message = 0; message < 600; message++)
        {
            driver.Receive(
                peers[message % 4], GossipTopic.Transaction, (byte)message, (byte)(message >> 8), 1);
        }
        driver.Take();
        driver.Receive(peers[0], GossipTopic.Vote, 1);
        GossipEffect work = Assert.Single(driver.Take(), effect => effect.Kind == GossipEffectKind.Validate);
        Assert.Equal(GossipTopic.Vote, work.Topic);
    }

    [Theory]
    [InlineData(GossipTopic.Vote)]
    [InlineData(GossipTopic.Transaction)]
    public void FullQueue_DropsOldTransactions_AndRefusesNewVotes(GossipTopic topic)
    {
        GossipDriver driver = new();
        int peers = 2 * Limits.Gossip.PendingShare;
        for (int peer = 1; peer <= peers; peer++)
        {
            driver.Connect(peer);
        }
        for (int message = 0; message < Limits.Gossip.MaxPending + 100; message++)
        {
            driver.Receive(
                new ConnectionId((ulong)(1 + (message % peers))), topic, (byte)message, (byte)(message >> 8));
        }
        Assert.Equal(Limits.Gossip.MaxPending, driver.Core.PendingCount);
        Assert.Equal(topic == GossipTopic.Vote ? 100 : 0, driver.Core.Counters.Refused);
        Assert.Equal(topic == GossipTopic.Vote ? 0 : 100, driver.Core.Counters.DroppedOldest);
    }

    [Fact]
    public void OnePeer_FillsNoMoreThanItsShareOfAQueue()
    {
        GossipDriver driver = Mesh(2, out ConnectionId[] peers);
        for (int message = 0; message < Limits.Gossip.MaxPending; message++)
        {
            driver.Receive(peers[0], GossipTopic.Vote, (byte)message, (byte)(message >> 8));
        }
        Assert.Equal(Limits.Gossip.MaxPending / Limits.Gossip.PendingShare, driver.Core.PendingCount);
        driver.Receive(peers[1], GossipTopic.Vote, 9, 9, 9);
        Assert.Equal((Limits.Gossip.MaxPending / Limits.Gossip.PendingShare) + 1, driver.Core.PendingCount);
    }

    [Fact]
    public void Want_GetsWhatIsCached_ThreeTimes()
    {
        GossipDriver driver = Mesh(20, out ConnectionId[] peers);
        driver.Step(GossipInput.Publish(GossipTopic.Evidence, new byte[] { 5 }));
        driver.Take();
        driver.Pass(700);
        var shown = driver.TakeControl().FindAll(entry => entry.Kind == GossipFrameKind.Have);
        Assert.Equal(6, shown.Count);
        Assert.All(shown, entry => Assert.DoesNotContain(entry.To, driver.Core.Mesh(GossipTopic.Evidence)));
        GossipId id = Assert.Single(shown[0].Ids);
        Assert.Equal(driver.Core.IdOf(GossipTopic.Evidence, [5]), id);

        int served = 0;
        for (int time = 0; time < 5; time++)
        {
            driver.Control(
                shown[0].To, writer => writer.TryAddIds(GossipFrameKind.Want, GossipTopic.Evidence, [id]));
            served += driver.TakeReceivers(MessageClass.Evidence).Count;
        }
        Assert.Equal(3, served);
        driver.Pass(6 * 700);
        driver.Take();
        driver.Control(peers[0], writer => writer.TryAddIds(GossipFrameKind.Want, GossipTopic.Evidence, [id]));
        Assert.Empty(driver.Take());
    }

    [Fact]
    public void Have_OfUnknownIds_IsAskedFor_AndAPromiseIsKeptOrPaidFor()
    {
        GossipDriver driver = Mesh(3, out ConnectionId[] peers);
        GossipId kept = driver.Core.IdOf(GossipTopic.Vote, [1]);
        GossipId broken = driver.Core.IdOf(GossipTopic.Vote, [2]);
        driver.Control(peers[0], writer => writer.TryAddIds(GossipFrameKind.Have, GossipTopic.Vote, [kept]));
        driver.Control(peers[1], writer => writer.TryAddIds(GossipFrameKind.Have, GossipTopic.Vote, [broken]));
        driver.Control(peers[2], writer => writer.TryAddIds(GossipFrameKind.Have, GossipTopic.Vote, [broken]));
        Assert.Equal(
            [(peers[0], kept), (peers[1], broken)],
            driver.TakeControl().Where(entry => entry.Kind == GossipFrameKind.Want)
                .Select(entry => (entry.To, entry.Ids.Single())));
        driver.Pass(600);
        driver.Control(peers[2], writer => writer.TryAddIds(GossipFrameKind.Have, GossipTopic.Vote, [broken]));
        Assert.Equal(peers[2], Assert.Single(driver.TakeControl(), at => at.Kind == GossipFrameKind.Want).To);
        driver.Receive(peers[0], GossipTopic.Vote, 1);
        driver.Judge();
        driver.Pass(5_000);
        Assert.Equal(2, driver.Core.Counters.BrokenPromises);
    }

    [Theory]
    [InlineData(MessageClass.Headers, new byte[] { 0, 1 })]
    [InlineData(MessageClass.Votes, new byte[] { 0 })]
    [InlineData(MessageClass.Votes, new byte[] { })]
    [InlineData(MessageClass.Votes, new byte[] { 9, 1 })]
    [InlineData(MessageClass.Control, new byte[] { 0, 1 })]
    [InlineData(MessageClass.Gossip, new byte[] { 77 })]
    public void Malformed_IsBanned_AndBannedAgain(MessageClass messageClass, byte[] bytes)
    {
        GossipDriver driver = Mesh(1, out ConnectionId[] peers);
        driver.Step(GossipInput.Received(peers[0], messageClass, bytes));
        GossipEffect ban = Assert.Single(driver.Take(), effect => effect.Kind == GossipEffectKind.Ban);
        Assert.Equal(GossipOffence.MalformedMessage, ban.Offence);
        driver.Step(GossipInput.Disconnected(peers[0]));
        driver.Pass(5_000);
        driver.Step(GossipInput.Connected(new ConnectionId(2), GossipDriver.IdOf(1), false, 0, 0));
        Assert.Contains(driver.Take(), effect => effect.Kind == GossipEffectKind.Ban);
    }

    [Fact]
    public void TooLong_IsBanned()
    {
        foreach (GossipTopic topic in Enum.GetValues<GossipTopic>())
        {
            GossipDriver driver = Mesh(1, out ConnectionId[] peers);
            driver.Receive(peers[0], topic, new byte[GossipTopics.MaxBytes(topic)]);
            Assert.Contains(driver.Take(), effect => effect.Kind == GossipEffectKind.Validate);
            driver.Receive(peers[0], topic, new byte[GossipTopics.MaxBytes(topic) + 1]);
            Assert.Contains(driver.Take(), effect => effect.Kind == GossipEffectKind.Ban);
        }
    }

    private static GossipDriver Mesh(int count, out ConnectionId[] peers)
    {
        GossipDriver driver = new();
        peers = [.. Enumerable.Range(1, count).Select(peer => driver.Connect(peer))];
        driver.Pass(700);
        driver.Take();
        return driver;
    }
}
