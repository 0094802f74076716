using Aether.Network.Transport;

namespace Aether.Network.Gossip;

/// <summary>The mesh of one topic: who is in it, and its upkeep.</summary>
internal sealed class MeshTopic(GossipTopic topic, GossipContext context)
{
    private readonly List<GossipPeer> _members = [];
    private readonly List<GossipPeer> _fanout = [];
    private readonly List<GossipPeer> _candidates = [];
    private long _fanoutUsedMs;

    /// <summary>This node takes the topic.</summary>
    public bool IsSubscribed { get; set; }

    /// <summary>Peers that get every message of the topic at once.</summary>
    public IReadOnlyList<GossipPeer> Members => _members;

    /// <summary>A peer has put this node into its mesh, and wants to be in this node's.</summary>
    public void HandleGraft(GossipPeer peer)
    {
        TopicStats stats = peer[topic];
        if (!IsSubscribed || stats.InMesh)
        {
            return;
        }
        if (context.NowMs < stats.BackoffUntilMs)
        {
            context.Offend(peer, GossipOffence.EarlyGraft, GossipScore.One);
            Refuse(peer);
        }
        else if (peer.Score < 0 || (_members.Count >= GossipParameters.DegreeHigh && !peer.IsOutbound))
        {
            Refuse(peer);
        }
        else
        {
            peer.Subscriptions |= 1 << (int)topic;
            Join(peer);
        }
    }

    /// <summary>A peer has taken this node out of its mesh.</summary>
    public void HandlePrune(GossipPeer peer, uint backoffMs)
    {
        long backoff = Math.Clamp(backoffMs, Core.Limits.Gossip.MinBackoffMs, Core.Limits.Gossip.MaxBackoffMs);
        Leave(peer);
        SetBackoff(peer, backoff);
    }

    /// <summary>A peer is gone, or does not take the topic any more.</summary>
    public void Drop(GossipPeer peer)
    {
        Leave(peer);
        _fanout.Remove(peer);
    }

    /// <summary>This node does not take the topic any more.</summary>
    public void LeaveAll()
    {
        while (_members.Count > 0)
        {
            Prune(_members[^1], GossipParameters.UnsubscribeBackoffMs);
        }
    }

    /// <summary>Peers to publish to in a topic that this node does not take.</summary>
    public IReadOnlyList<GossipPeer> Fanout()
    {
        _fanoutUsedMs = context.NowMs;
        _fanout.RemoveAll(static peer => peer.IsGone || peer.Score < GossipScore.PublishThreshold);
        if (_fanout.Count < GossipParameters.Degree)
        {
            ListCandidates(GossipScore.PublishThreshold);
            foreach (GossipPeer peer in _candidates)
            {
                if (_fanout.Count < GossipParameters.Degree && !_fanout.Contains(peer))
                {
                    _fanout.Add(peer);
                }
            }
        }
        return _fanout;
    }

    /// <summary>The upkeep of every heartbeat.</summary>
    public void Beat(bool isOpportunistic)
    {
        if (context.NowMs - _fanoutUsedMs > GossipParameters.FanoutMs)
        {
            _fanout.Clear();
        }
        if (!IsSubscribed)
        {
            return;
        }
        for (int index = _members.Count - 1; index >= 0; index--)
        {
            if (_members[index].Score < 0)
            {
                Prune(_members[index], GossipParameters.PruneBackoffMs);
            }
        }
        if (_members.Count < GossipParameters.DegreeLow)
        {
            Graft(GossipParameters.Degree - _members.Count, 0, onlyOutbound: false);
        }
        else if (_members.Count > GossipParameters.DegreeHigh)
        {
            PruneSurplus();
        }
        int outbound = _members.Count(static peer => peer.IsOutbound);
        if (_members.Count >= GossipParameters.DegreeLow && outbound < GossipParameters.DegreeOut)
        {
            Graft(GossipParameters.DegreeOut - outbound, 0, onlyOutbound: true);
        }
        if (isOpportunistic && _members.Count > 1)
        {
            long middle = _members.Select(static peer => peer.Score).Order().ElementAt(_members.Count / 2);
            if (middle < GossipScore.OpportunisticThreshold)
            {
                Graft(2, middle + 1, onlyOutbound: false);
            }
        }
    }

    /// <summary>Fills the list with peers outside the mesh that hear of ids, in random order.</summary>
    public List<GossipPeer> ListLazy()
    {
        ListCandidates(GossipScore.GossipThreshold);
        int count = Math.Max(GossipParameters.DegreeLazy, _candidates.Count / GossipParameters.GossipShare);
        if (_candidates.Count > count)
        {
            _candidates.RemoveRange(count, _candidates.Count - count);
        }
        return _candidates;
    }

    private void ListCandidates(long leastScore)
    {
        _candidates.Clear();
        for (int place = 0; place < context.PlaceEnd; place++)
        {
            if (context.At(place) is { } peer && peer.Takes(topic) && !peer[topic].InMesh && peer.Score >= leastScore)
            {
                _candidates.Add(peer);
            }
        }
        context.Random.Shuffle(_candidates);
    }

    private void Graft(int count, long leastScore, bool onlyOutbound)
    {
        ListCandidates(leastScore);
        foreach (GossipPeer peer in _candidates)
        {
            if (count > 0 && (peer.IsOutbound || !onlyOutbound)
                && context.NowMs >= peer[topic].BackoffUntilMs + GossipParameters.BackoffSlackMs)
            {
                Join(peer);
                context.Tell(peer, GossipFrameKind.Graft, topic);
                count--;
            }
        }
    }

    /// <summary>
    /// Keeps the best by score, then a random choice in which own dials have their part: who only connects to this
    /// node cannot fill its mesh.
    /// </summary>
    private void PruneSurplus()
    {
        List<GossipPeer> kept = [.. _members];
        context.Random.Shuffle(kept);
        kept = [.. kept.OrderByDescending(static peer => peer.Score)];
        List<GossipPeer> rest = kept[GossipParameters.DegreeScore..];
        kept.RemoveRange(GossipParameters.DegreeScore, kept.Count - GossipParameters.DegreeScore);
        context.Random.Shuffle(rest);
        int outbound = kept.Count(static peer => peer.IsOutbound);
        foreach (GossipPeer peer in rest)
        {
            if (peer.IsOutbound && outbound < GossipParameters.DegreeOut)
            {
                kept.Add(peer);
                outbound++;
            }
        }
        foreach (GossipPeer peer in rest)
        {
            if (kept.Contains(peer))
            {
                continue;
            }
            if (kept.Count < GossipParameters.Degree)
            {
                kept.Add(peer);
            }
            else
            {
                Prune(peer, GossipParameters.PruneBackoffMs);
            }
        }
    }

    private void Refuse(GossipPeer peer)
    {
        SetBackoff(peer, GossipParameters.PruneBackoffMs);
        context.TellPrune(peer, topic, GossipParameters.PruneBackoffMs);
    }

    private void Prune(GossipPeer peer, long backoffMs)
    {
        Leave(peer);
        SetBackoff(peer, backoffMs);
        context.TellPrune(peer, topic, backoffMs);
    }

    private void SetBackoff(GossipPeer peer, long backoffMs) =>
        peer[topic].BackoffUntilMs = Math.Max(peer[topic].BackoffUntilMs, context.NowMs + backoffMs);

    private void Join(GossipPeer peer)
    {
        TopicStats stats = peer[topic];
        stats.MeshSinceMs = context.NowMs;
        stats.Expected = 0;
        stats.Delivered = 0;
        _members.Add(peer);
        context.Effects.Add(new GossipEffect(GossipEffectKind.Grafted, peer.Connection) { Topic = topic });
    }

    private void Leave(GossipPeer peer)
    {
        TopicStats stats = peer[topic];
        if (!stats.InMesh)
        {
            return;
        }
        long deficit = GossipScore.Deficit(stats, context.NowMs);
        if (deficit > 0)
        {
            peer.Offence = GossipOffence.Silence;
        }
        stats.Failure = GossipScore.Add(stats.Failure, deficit);
        stats.MeshSinceMs = -1;
        _members.Remove(peer);
        context.Effects.Add(new GossipEffect(GossipEffectKind.Pruned, peer.Connection) { Topic = topic });
    }
}
