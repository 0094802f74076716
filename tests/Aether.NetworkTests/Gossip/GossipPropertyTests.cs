using Aether.Core;
using Aether.Network.Gossip;
using Aether.Network.Transport;
using Aether.TestKit.Generators;
using Xunit;

namespace Aether.NetworkTests.Gossip;

/// <summary>Random peers, messages, frames and garbage, watched by a slow account of what may happen.</summary>
public sealed class GossipPropertyTests
{
    private readonly HashSet<ConnectionId> _open = [];
    private readonly HashSet<string> _mayGoOn = [];
    private readonly Dictionary<string, HashSet<ConnectionId>> _sentBy = [];
    private readonly Dictionary<string, int> _judged = [];
    private readonly HashSet<string> _ignored = [];
    private readonly List<GossipId> _ids = [];
    private readonly Dictionary<ulong, string> _work = [];
    private ulong _lastConnection;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Steps_WithAnything_KeepTheRules(ulong seed)
    {
        SeededRandom random = new(seed);
        GossipDriver driver = new(seed);
        for (int step = 0; step < 15_000; step++)
        {
            Act(driver, random);
            Watch(driver, driver.Take());
            if (random.OneIn(20))
            {
                driver.Pass(random.Below(900));
                Watch(driver, driver.Take());
            }
            if (step % 50 == 0)
            {
                driver.Pass(700);
                Watch(driver, driver.Take());
                CheckMeshes(driver);
            }
        }
        Assert.True(driver.Core.Counters.Accepted > 200, "accepted");
        Assert.True(driver.Core.Counters.Forwarded > 1_000, "forwarded");
        Assert.True(driver.Core.Counters.Served > 0, "served");
        Assert.True(driver.Core.Counters.Banned > 0, "banned");
    }

    private void Act(GossipDriver driver, SeededRandom random)
    {
        int kind = random.Below(100);
        if (_open.Count < 30 && (kind < 3 || _open.Count == 0))
        {
            _lastConnection++;
            _open.Add(new ConnectionId(_lastConnection));
            driver.Connect(
                (int)_lastConnection, random.OneIn(2), random.OneIn(3) ? 5_000 : 0, (ulong)random.Below(12));
            return;
        }
        ConnectionId peer = _open.ElementAt(random.Below(_open.Count));
        switch (kind)
        {
            case < 4:
                _open.Remove(peer);
                driver.Step(GossipInput.Disconnected(peer));
                break;
            case < 40:
                Send(driver, random, peer);
                break;
            case < 70 when _work.Count > 0:
                Judge(driver, random);
                break;
            case < 75:
                GossipTopic topic = (GossipTopic)random.Below(GossipTopics.Count);
                byte[] payload = Payload(random);
                _mayGoOn.Add(Name(topic, payload));
                _judged[Name(topic, payload)] = 1;
                _ids.Add(driver.Core.IdOf(topic, payload));
                driver.Step(GossipInput.Publish(topic, payload));
                break;
            case < 98:
                driver.Control(peer, writer => Write(writer, random));
                break;
            default:
                byte[] garbage = new byte[random.Below(40)];
                random.Fill(garbage);
                if (random.OneIn(5))
                {
                    driver.Step(GossipInput.Received(peer, (MessageClass)random.Below(6), garbage));
                }
                break;
        }
    }

    private void Send(GossipDriver driver, SeededRandom random, ConnectionId peer)
    {
        GossipTopic topic = (GossipTopic)random.Below(GossipTopics.Count);
        byte[] payload = Payload(random);
        string name = Name(topic, payload);
        if (!_sentBy.TryGetValue(name, out HashSet<ConnectionId>? senders))
        {
            _sentBy.Add(name, senders = []);
        }
        senders.Add(peer);
        _ids.Add(driver.Core.IdOf(topic, payload));
        driver.Receive(peer, topic, payload);
    }

    private void Judge(GossipDriver driver, SeededRandom random)
    {
        (ulong handle, string name) = _work.ElementAt(random.Below(_work.Count));
        _work.Remove(handle);
        ValidationOutcome outcome = random.Below(20) switch
        {
            0 => ValidationOutcome.Reject,
            1 or 2 => ValidationOutcome.Ignore,
            _ => ValidationOutcome.Accept,
        };
        if (outcome == ValidationOutcome.Accept)
        {
            _mayGoOn.Add(name);
        }
        else if (outcome == ValidationOutcome.Ignore)
        {
            _ignored.Add(name);
        }
        driver.Step(GossipInput.Validated(handle, outcome));
    }

    private void Watch(GossipDriver driver, List<GossipEffect> effects)
    {
        foreach (GossipEffect effect in effects)
        {
            switch (effect.Kind)
            {
                case GossipEffectKind.Validate:
                    string name = Name(effect.Topic, effect.Bytes.Span);
                    _work.Add(effect.Handle, name);
                    int times = _judged[name] = _judged.GetValueOrDefault(name) + 1;
                    Assert.True(times == 1 || _ignored.Contains(name), "given twice: " + name);
                    break;
                case GossipEffectKind.Send when effect.Class == MessageClass.Gossip:
                    Assert.True(GossipFrame.IsValid(effect.Bytes.Span));
                    break;
                case GossipEffectKind.Send:
                    Assert.Contains(effect.Connection, _open);
                    Assert.Contains(Name((GossipTopic)effect.Bytes.Span[0], effect.Bytes.Span[1..]), _mayGoOn);
                    break;
                case GossipEffectKind.Ban or GossipEffectKind.Close:
                    _open.Remove(effect.Connection);
                    driver.Step(GossipInput.Disconnected(effect.Connection));
                    break;
                default:
                    break;
            }
        }
        long most = (5L * Limits.Gossip.MaxPendingBytes) + Limits.Gossip.MaxCachedBytes
            + Limits.Gossip.MaxKeptTransactionBytes + (10L << 20);
        Assert.InRange(driver.Core.HeldBytes, 0, most);
    }

    private void CheckMeshes(GossipDriver driver)
    {
        for (int topic = 0; topic < GossipTopics.MeshCount; topic++)
        {
            List<ConnectionId> members = [.. driver.Core.Mesh((GossipTopic)topic)];
            Assert.Equal(members.Distinct().Count(), members.Count);
            Assert.InRange(members.Count, 0, 16);
            Assert.All(members, member => Assert.Contains(member, _open));
            Assert.All(members, member => Assert.True(driver.Core.ScoreOf(member) >= 0));
        }
    }

    private void Write(GossipFrameWriter writer, SeededRandom random)
    {
        GossipFrameKind kind = (GossipFrameKind)(1 + random.Below(10));
        GossipTopic topic = kind >= GossipFrameKind.Announce
            ? GossipTopic.Transaction : (GossipTopic)random.Below(GossipTopics.MeshCount);
        if (kind == GossipFrameKind.Prune)
        {
            writer.TryAddPrune(topic, random.U32());
        }
        else if (kind <= GossipFrameKind.Graft)
        {
            writer.TryAdd(random.OneIn(2) ? GossipFrameKind.Subscribe : kind, topic);
        }
        else
        {
            GossipId[] ids = new GossipId[1 + random.Below(8)];
            byte[] bytes = new byte[GossipId.Bytes];
            for (int index = 0; index < ids.Length; index++)
            {
                random.Fill(bytes);
                int recent = Math.Min(_ids.Count, 60);
                ids[index] = recent > 0 && !random.OneIn(10)
                    ? _ids[_ids.Count - 1 - random.Below(recent)] : new GossipId(bytes);
            }
            writer.TryAddIds(kind, topic, ids);
        }
    }

    /// <summary>Few different ones of each moment, so that many are known.</summary>
    private byte[] Payload(SeededRandom random)
    {
        byte[] payload = new byte[random.OneIn(4) ? 1_100 : 4];
        BitConverter.TryWriteBytes(payload, (_judged.Count / 10) + random.Below(20));
        return payload;
    }

    private static string Name(GossipTopic topic, ReadOnlySpan<byte> payload) =>
        $"{topic} {Convert.ToHexString(payload[..Math.Min(4, payload.Length)])} {payload.Length}";
}
