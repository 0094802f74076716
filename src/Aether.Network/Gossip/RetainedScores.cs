using Aether.Core;
using Aether.Network.Transport;

namespace Aether.Network.Gossip;

/// <summary>Faults of peers that went: who comes back within the hour has them again.</summary>
/// <remarks>
/// Bounded: the oldest go first. Whoever has a thousand identities can push its faults out, and is then met by the
/// limits on neighbourhoods and connections.
/// </remarks>
internal sealed class RetainedScores
{
    private const long RetainMs = 3_600_000;

    private readonly Dictionary<PeerId, Retained> _byPeer = [];
    private readonly Queue<(PeerId Peer, long AtMs)> _order = new();

    /// <summary>Number of peers remembered.</summary>
    public int Count => _byPeer.Count;

    /// <summary>A peer goes: its faults and backoffs stay.</summary>
    public void Keep(GossipPeer peer, long nowMs)
    {
        Retained retained = new() { AtMs = nowMs, Behaviour = peer.Behaviour, Offence = peer.Offence };
        bool any = peer.Behaviour > 0;
        for (int topic = 0; topic < GossipTopics.Count; topic++)
        {
            TopicStats stats = peer[(GossipTopic)topic];
            retained.Invalid[topic] = stats.Invalid;
            retained.Failure[topic] = GossipScore.Add(stats.Failure, GossipScore.Deficit(stats, nowMs));
            retained.BackoffUntilMs[topic] = stats.BackoffUntilMs;
            any |= stats.Invalid > 0 || retained.Failure[topic] > 0 || stats.BackoffUntilMs > nowMs;
        }
        if (!any)
        {
            return;
        }
        _byPeer[peer.Id] = retained;
        _order.Enqueue((peer.Id, nowMs));
        while (_order.Count > Limits.Gossip.MaxRetained)
        {
            Forget();
        }
    }

    /// <summary>A peer comes: it has what it had, less what time has taken off.</summary>
    public void Restore(GossipPeer peer, long nowMs)
    {
        if (!_byPeer.Remove(peer.Id, out Retained? retained))
        {
            return;
        }
        peer.Behaviour = retained.Behaviour;
        peer.Offence = retained.Offence;
        for (int topic = 0; topic < GossipTopics.Count; topic++)
        {
            TopicStats stats = peer[(GossipTopic)topic];
            stats.Invalid = retained.Invalid[topic];
            stats.Failure = retained.Failure[topic];
            stats.BackoffUntilMs = retained.BackoffUntilMs[topic];
        }
        long beats = Math.Min(RetainMs, nowMs - retained.AtMs) / GossipParameters.HeartbeatMs;
        for (long beat = 0; beat < beats; beat++)
        {
            GossipScore.Decay(peer);
        }
    }

    /// <summary>Forgets peers that have been away for an hour.</summary>
    public void Expire(long nowMs)
    {
        while (_order.TryPeek(out (PeerId Peer, long AtMs) oldest) && nowMs - oldest.AtMs > RetainMs)
        {
            Forget();
        }
    }

    private void Forget()
    {
        (PeerId peer, long atMs) = _order.Dequeue();
        if (_byPeer.TryGetValue(peer, out Retained? retained) && retained.AtMs == atMs)
        {
            _byPeer.Remove(peer);
        }
    }

    private sealed class Retained
    {
        public long AtMs { get; init; }

        public long Behaviour { get; init; }

        public GossipOffence Offence { get; init; }

        public long[] Invalid { get; } = new long[GossipTopics.Count];

        public long[] Failure { get; } = new long[GossipTopics.Count];

        public long[] BackoffUntilMs { get; } = new long[GossipTopics.Count];
    }
}
