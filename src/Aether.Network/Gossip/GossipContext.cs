using Aether.Core;
using Aether.Network.Transport;

namespace Aether.Network.Gossip;

/// <summary>What the parts of gossip share: the peers, the time, what goes out.</summary>
internal sealed class GossipContext(ulong seed)
{
    private readonly GossipPeer?[] _places = new GossipPeer?[Limits.Gossip.MaxPeers];
    private readonly Dictionary<ConnectionId, GossipPeer> _byConnection = [];
    private readonly Dictionary<ulong, int> _colocated = [];
    private readonly List<GossipPeer> _talking = [];
    private int _end;

    /// <summary>The time of this step.</summary>
    public long NowMs { get; set; }

    /// <summary>Where the effects of this step go.</summary>
    public GossipEffects Effects { get; set; } = new();

    public GossipRandom Random { get; } = new(seed);

    public GossipCounters Counters { get; } = new();

    public RetainedScores Retained { get; } = new();

    /// <summary>Connected peers.</summary>
    public int Count => _byConnection.Count;

    /// <summary>Places that may have peers: below this.</summary>
    public int PlaceEnd => _end;

    /// <summary>The peer at a place; null when nobody is there or it is gone.</summary>
    public GossipPeer? At(int place) => _places[place] is { IsGone: false } peer ? peer : null;

    public GossipPeer? Find(ConnectionId connection) =>
        _byConnection.TryGetValue(connection, out GossipPeer? peer) && !peer.IsGone ? peer : null;

    /// <summary>Gives a peer a place; null when all are taken or the connection has one.</summary>
    public GossipPeer? TryAdd(in GossipInput connected)
    {
        int place = Array.IndexOf(_places, null);
        if (place < 0 || _byConnection.ContainsKey(connected.Connection))
        {
            return null;
        }
        GossipPeer peer = new(place, connected);
        _places[place] = peer;
        _byConnection.Add(peer.Connection, peer);
        _end = Math.Max(_end, place + 1);
        CountNeighbour(peer, 1);
        Retained.Restore(peer, NowMs);
        Rescore(peer);
        return peer;
    }

    /// <summary>The connection is over. Null when it was not known.</summary>
    public GossipPeer? Remove(ConnectionId connection)
    {
        if (!_byConnection.Remove(connection, out GossipPeer? peer))
        {
            return null;
        }
        Retained.Keep(peer, NowMs);
        _places[peer.Place] = null;
        while (_end > 0 && _places[_end - 1] is null)
        {
            _end--;
        }
        CountNeighbour(peer, -1);
        peer.IsGone = true;
        return peer;
    }

    /// <summary>A peer's stake is known or has changed.</summary>
    public void SetStake(GossipPeer peer, int stakePpm)
    {
        CountNeighbour(peer, -1);
        peer.StakePpm = stakePpm;
        CountNeighbour(peer, 1);
        Rescore(peer);
    }

    public void Rescore(GossipPeer peer) =>
        peer.Score = GossipScore.Of(peer, _colocated.GetValueOrDefault(peer.IpGroup), NowMs);

    /// <summary>A peer did what an honest one does not; in thousandths and a bit (1,024) of an offence.</summary>
    public void Offend(GossipPeer peer, GossipOffence offence, long amount)
    {
        peer.Offence = offence;
        peer.Behaviour = GossipScore.Add(peer.Behaviour, amount);
        Rescore(peer);
    }

    /// <summary>A peer sent a message that was rejected.</summary>
    public void Blame(GossipPeer peer, GossipTopic topic)
    {
        peer.Offence = GossipOffence.InvalidMessage;
        peer[topic].Invalid = GossipScore.Add(peer[topic].Invalid, GossipScore.One);
        Rescore(peer);
    }

    /// <summary>Sends what is shared with others.</summary>
    public void Send(GossipPeer peer, MessageClass messageClass, ReadOnlyMemory<byte> bytes) =>
        Effects.Add(new GossipEffect(GossipEffectKind.Send, peer.Connection) { Class = messageClass, Bytes = bytes });

    /// <summary>Adds an entry to what the peer is told at the end of the step.</summary>
    public void Tell(GossipPeer peer, GossipFrameKind kind, GossipTopic topic)
    {
        Note(peer);
        if (!peer.Control.TryAdd(kind, topic))
        {
            SendControl(peer);
            peer.Control.TryAdd(kind, topic);
        }
    }

    /// <summary>As the other, with a backoff.</summary>
    public void TellPrune(GossipPeer peer, GossipTopic topic, long backoffMs)
    {
        Note(peer);
        if (!peer.Control.TryAddPrune(topic, backoffMs))
        {
            SendControl(peer);
            peer.Control.TryAddPrune(topic, backoffMs);
        }
    }

    /// <summary>As the other, with ids.</summary>
    public void Tell(GossipPeer peer, GossipFrameKind kind, GossipTopic topic, ReadOnlySpan<GossipId> ids)
    {
        while (!ids.IsEmpty)
        {
            ReadOnlySpan<GossipId> some = ids[..Math.Min(ids.Length, MostIds(kind))];
            Note(peer);
            if (!peer.Control.TryAddIds(kind, topic, some))
            {
                SendControl(peer);
                peer.Control.TryAddIds(kind, topic, some);
            }
            ids = ids[some.Length..];
        }
    }

    /// <summary>Ends the step: what peers are to be told goes out.</summary>
    public void Flush()
    {
        foreach (GossipPeer peer in _talking)
        {
            if (!peer.Control.IsEmpty)
            {
                SendControl(peer);
            }
        }
        _talking.Clear();
    }

    private static int MostIds(GossipFrameKind kind) => kind switch
    {
        GossipFrameKind.Announce or GossipFrameKind.Pull or GossipFrameKind.Missing => Limits.Gossip.MaxAnnouncedIds,
        _ => Limits.Gossip.MaxIdsPerEntry,
    };

    private void Note(GossipPeer peer)
    {
        if (peer.Control.IsEmpty)
        {
            _talking.Add(peer);
        }
    }

    private void SendControl(GossipPeer peer)
    {
        byte[] frame = peer.Control.Take();
        if (!peer.IsGone)
        {
            Send(peer, MessageClass.Gossip, frame);
        }
    }

    private void CountNeighbour(GossipPeer peer, int change)
    {
        if (peer.StakePpm != 0 || peer.IpGroup == IpGroup.NotCounted)
        {
            return;
        }
        int count = _colocated.GetValueOrDefault(peer.IpGroup) + change;
        if (count == 0)
        {
            _colocated.Remove(peer.IpGroup);
        }
        else
        {
            _colocated[peer.IpGroup] = count;
        }
    }
}
