using Aether.Network.Transport;

namespace Aether.Network.Gossip;

/// <content>Messages: received, judged, passed on.</content>
public sealed partial class GossipCore
{
    private void Receive(in GossipInput input)
    {
        if (_context.Find(input.Connection) is not { } peer)
        {
            Counters.Shunned++;
            return;
        }
        if (input.Class == MessageClass.Gossip)
        {
            ReceiveControl(peer, input.Bytes.Span);
        }
        else
        {
            ReceiveMessage(peer, input.Class, input.Bytes.Span);
        }
        JudgeScore(peer);
    }

    private void ReceiveMessage(GossipPeer peer, MessageClass messageClass, ReadOnlySpan<byte> frame)
    {
        if (frame.Length < 2 || !GossipTopics.IsTopic(frame[0])
            || GossipTopics.ClassOf((GossipTopic)frame[0]) != messageClass
            || frame.Length - 1 > GossipTopics.MaxBytes((GossipTopic)frame[0]))
        {
            Malformed(peer);
            return;
        }
        GossipTopic topic = (GossipTopic)frame[0];
        if ((_subscriptions >> (int)topic & 1) == 0)
        {
            Counters.Shunned++;
            return;
        }
        GossipId id = IdOf(topic, frame[1..]);
        Counters.Received++;
        if (topic == GossipTopic.Transaction)
        {
            if (!_transactions.IsPulledFrom(peer, id) && !_transactions.TryCharge(peer))
            {
                Counters.Shunned++;
                return;
            }
            _transactions.NoteArrival(id);
        }
        else
        {
            _lazy.NoteArrival(id);
        }
        if (!TryHandleKnown(peer, topic, id))
        {
            Take(peer, topic, id, frame);
        }
    }

    /// <summary>Copies of known messages end here. False for a new one.</summary>
    private bool TryHandleKnown(GossipPeer peer, GossipTopic topic, GossipId id)
    {
        if (_accepted.TryGet(id, out SeenMessage? seen))
        {
            Counters.Duplicates++;
            if (seen.Sources is { } sources && !sources.Add(peer.Place))
            {
                _context.Offend(peer, GossipOffence.Repetition, GossipScore.One / 4);
            }
            else if (_context.NowMs - seen.AtMs <= GossipParameters.DeliveryWindowMs && peer[topic].InMesh)
            {
                peer[topic].Delivered = GossipScore.Add(peer[topic].Delivered, GossipScore.One);
            }
            return true;
        }
        if (_queues.TryGet(id, out PendingMessage? pending))
        {
            Counters.Duplicates++;
            if (!pending.Sources.Add(peer.Place))
            {
                _context.Offend(peer, GossipOffence.Repetition, GossipScore.One / 4);
            }
            return true;
        }
        if (_rejected.Contains(id))
        {
            Counters.Duplicates++;
            _context.Blame(peer, topic);
            return true;
        }
        if (_ignored.TryGet(id, out SeenMessage? ignored)
            && _context.NowMs - ignored.AtMs <= GossipParameters.IgnoredMs)
        {
            Counters.Duplicates++;
            return true;
        }
        return false;
    }

    private void Take(GossipPeer peer, GossipTopic topic, GossipId id, ReadOnlySpan<byte> frame)
    {
        PendingMessage message = new() { Id = id, Topic = topic, Frame = frame.ToArray(), Owner = peer };
        if (!_queues.TryAdd(message, Counters))
        {
            Counters.Refused++;
            return;
        }
        if (topic != GossipTopic.Transaction && frame.Length > GossipParameters.DoNotWantBytes)
        {
            foreach (GossipPeer member in _meshes[(int)topic].Members)
            {
                if (!ReferenceEquals(member, peer))
                {
                    _context.Tell(member, GossipFrameKind.DoNotWant, topic, [id]);
                }
            }
        }
    }

    private void GiveWork()
    {
        while (_queues.TryGive(_context.NowMs, out PendingMessage? message))
        {
            _context.Effects.Add(new GossipEffect(GossipEffectKind.Validate, message.Owner.Connection)
            {
                Topic = message.Topic,
                Handle = message.Handle,
                Bytes = message.Frame.AsMemory(1),
            });
        }
    }

    private void Finish(ulong handle, ValidationOutcome outcome)
    {
        if (_queues.TryFinish(handle, out PendingMessage? message))
        {
            Conclude(message, outcome);
        }
    }

    private void Conclude(PendingMessage message, ValidationOutcome outcome)
    {
        switch (outcome)
        {
            case ValidationOutcome.Accept:
                Counters.Accepted++;
                Credit(message);
                Spread(message.Id, message.Topic, message.Frame, message.Sources, message.Sources);
                break;
            case ValidationOutcome.Reject:
                Counters.Rejected++;
                _rejected.Add(message.Id, new SeenMessage { AtMs = _context.NowMs });
                for (int place = 0; place < _context.PlaceEnd; place++)
                {
                    if (message.Sources.Contains(place) && _context.At(place) is { } source)
                    {
                        _context.Blame(source, message.Topic);
                        JudgeScore(source);
                    }
                }
                break;
            default:
                Counters.Ignored++;
                _ignored.Add(message.Id, new SeenMessage { AtMs = _context.NowMs });
                break;
        }
    }

    /// <summary>Who was first gets P2; members of the mesh are expected to deliver, P3 says whether they do.</summary>
    private void Credit(PendingMessage message)
    {
        GossipPeer owner = message.Owner;
        TopicStats first = owner[message.Topic];
        first.First = GossipScore.Add(first.First, GossipScore.One);
        if (message.Topic == GossipTopic.Transaction)
        {
            owner.ValidTransactions = GossipScore.Add(owner.ValidTransactions, GossipScore.One);
            return;
        }
        bool isSpared = message.Frame.Length > GossipParameters.DoNotWantBytes;
        foreach (GossipPeer member in _meshes[(int)message.Topic].Members)
        {
            TopicStats stats = member[message.Topic];
            if (message.Sources.Contains(member.Place))
            {
                stats.Delivered = GossipScore.Add(stats.Delivered, GossipScore.One);
                stats.Expected = GossipScore.Add(stats.Expected, GossipScore.One);
            }
            else if (!isSpared)
            {
                stats.Expected = GossipScore.Add(stats.Expected, GossipScore.One);
            }
        }
    }

    private void Publish(GossipTopic topic, ReadOnlySpan<byte> payload)
    {
        if (payload.IsEmpty || payload.Length > GossipTopics.MaxBytes(topic))
        {
            Counters.Refused++;
            return;
        }
        GossipId id = IdOf(topic, payload);
        if (_accepted.Contains(id))
        {
            return;
        }
        byte[] frame = new byte[payload.Length + 1];
        frame[0] = (byte)topic;
        payload.CopyTo(frame.AsSpan(1));
        PeerSet sent = new();
        if (topic != GossipTopic.Transaction && !_meshes[(int)topic].IsSubscribed)
        {
            foreach (GossipPeer peer in _meshes[(int)topic].Fanout())
            {
                PassOn(peer, id, topic, frame, sent);
                sent.Add(peer.Place);
            }
        }
        if (GossipTopics.IsFlooded(topic))
        {
            for (int place = 0; place < _context.PlaceEnd; place++)
            {
                if (_context.At(place) is { StakePpm: > 0 } peer && peer.Takes(topic)
                    && peer.Score >= GossipScore.PublishThreshold)
                {
                    PassOn(peer, id, topic, frame, sent);
                    sent.Add(place);
                }
            }
        }
        Spread(id, topic, frame, new PeerSet(), sent);
    }

    /// <summary>A valid message is known from now on, can be asked for, and goes to the mesh.</summary>
    /// <param name="id">Its name.</param>
    /// <param name="topic">Its topic.</param>
    /// <param name="frame">It, as sent.</param>
    /// <param name="sources">Who has sent it to this node.</param>
    /// <param name="having">Who need not be sent it.</param>
    private void Spread(
        GossipId id, GossipTopic topic, ReadOnlyMemory<byte> frame, PeerSet sources, PeerSet having)
    {
        _accepted.Add(id, new SeenMessage { AtMs = _context.NowMs, Sources = sources });
        if (topic == GossipTopic.Transaction)
        {
            _transactions.Spread(id, frame, having.Clone());
            return;
        }
        _cache.Add(id, new CachedMessage(topic, frame));
        foreach (GossipPeer member in _meshes[(int)topic].Members)
        {
            PassOn(member, id, topic, frame, having);
        }
    }

    private void PassOn(
        GossipPeer peer, GossipId id, GossipTopic topic, ReadOnlyMemory<byte> frame, PeerSet having)
    {
        if (having.Contains(peer.Place))
        {
            return;
        }
        if (peer.SparesUs(id))
        {
            Counters.Spared++;
            return;
        }
        Counters.Forwarded++;
        _context.Send(peer, GossipTopics.ClassOf(topic), frame);
    }

    private bool IsKnown(GossipId id) =>
        _accepted.Contains(id) || _queues.TryGet(id, out _) || _rejected.Contains(id) || _ignored.Contains(id);

    private void Malformed(GossipPeer peer)
    {
        // Enough for the lowest threshold: who comes back at once is sent away at once.
        _context.Offend(peer, GossipOffence.MalformedMessage, 25 * GossipScore.One);
        Counters.Banned++;
        End(peer, new GossipEffect(GossipEffectKind.Ban, peer.Connection)
        {
            Offence = GossipOffence.MalformedMessage,
        });
    }
}
