using System.Runtime.InteropServices;
using Aether.Core;

namespace Aether.Network.Gossip;

/// <summary>Ids shown to peers outside the mesh, messages asked for by id, and promises kept or broken.</summary>
internal sealed class LazyGossip(GossipContext context, MessageCache cache)
{
    /// <summary>Ids of a topic shown in a heartbeat: two heartbeats of all topics fit one of the receiver.</summary>
    private const int MaxShownIds = Limits.Gossip.MaxHaveIds / (2 * GossipTopics.MeshCount);

    private readonly Dictionary<GossipId, Asked> _asked = [];
    private readonly Queue<Promise> _promises = new();
    private readonly List<GossipId> _ids = [];

    /// <summary>Messages asked for that have not come.</summary>
    public int AskedCount => _asked.Count;

    /// <summary>Shows what is new to some of the peers outside a mesh.</summary>
    public void Emit(MeshTopic mesh, GossipTopic topic)
    {
        _ids.Clear();
        cache.ListShown(topic, _ids);
        if (_ids.Count == 0)
        {
            return;
        }
        List<GossipPeer> peers = mesh.ListLazy();
        foreach (GossipPeer peer in peers)
        {
            if (_ids.Count > MaxShownIds)
            {
                context.Random.Shuffle(_ids);
            }
            int count = Math.Min(_ids.Count, MaxShownIds);
            context.Tell(
                peer, GossipFrameKind.Have, topic,
                CollectionsMarshal.AsSpan(_ids)[..count]);
        }
    }

    /// <summary>A peer shows ids: what is unknown is asked for, within its budget.</summary>
    public void HandleHave(GossipPeer peer, in GossipFrameEntry entry, Func<GossipId, bool> isKnown)
    {
        if (++peer.HaveEntries > Limits.Gossip.MaxHaveEntries
            || (peer.HaveIds += entry.IdCount) > Limits.Gossip.MaxHaveIds)
        {
            context.Offend(peer, GossipOffence.HaveFlood, GossipScore.One / 4);
            return;
        }
        if (peer.Score < GossipScore.GossipThreshold)
        {
            context.Counters.Shunned++;
            return;
        }
        _ids.Clear();
        for (int index = 0; index < entry.IdCount; index++)
        {
            GossipId id = entry.Id(index);
            bool isAsked = _asked.TryGetValue(id, out Asked asked);
            if (!isKnown(id) && (!isAsked || (context.NowMs - asked.AtMs >= GossipParameters.AskAgainMs
                && !ReferenceEquals(asked.Peer, peer))))
            {
                _ids.Add(id);
            }
        }
        int room = Math.Min(
            Limits.Gossip.MaxWantIds - peer.AskedIds,
            Math.Min(Limits.Gossip.MaxAsked - _asked.Count, Limits.Gossip.MaxAsked - _promises.Count));
        if (_ids.Count > room)
        {
            context.Random.Shuffle(_ids);
            _ids.RemoveRange(Math.Max(0, room), _ids.Count - Math.Max(0, room));
        }
        Ask(peer, entry.Topic);
    }

    /// <summary>A message has come, from whomever: who was asked for it owes nothing.</summary>
    public void NoteArrival(GossipId id) => _asked.Remove(id);

    /// <summary>A peer asks for messages.</summary>
    public void HandleWant(GossipPeer peer, in GossipFrameEntry entry)
    {
        if ((peer.WantedIds += entry.IdCount) > 2 * Limits.Gossip.MaxWantIds)
        {
            context.Offend(peer, GossipOffence.WantFlood, GossipScore.One / 4);
            return;
        }
        if (peer.Score < GossipScore.GossipThreshold)
        {
            context.Counters.Shunned++;
            return;
        }
        bool isOver = false;
        for (int index = 0; index < entry.IdCount; index++)
        {
            if (!cache.TryGet(entry.Id(index), out CachedMessage? message) || message.Topic != entry.Topic)
            {
                continue;
            }
            if (message.Serve(peer.Place) >= Limits.Gossip.MaxResends
                || peer.ServedBytes + message.Frame.Length > Limits.Gossip.MaxWantBytes)
            {
                isOver = true;
                continue;
            }
            peer.ServedBytes += message.Frame.Length;
            context.Counters.Served++;
            context.Send(peer, GossipTopics.ClassOf(message.Topic), message.Frame);
        }
        if (isOver)
        {
            context.Offend(peer, GossipOffence.WantFlood, GossipScore.One / 4);
        }
    }

    /// <summary>A peer has messages already.</summary>
    public void HandleDoNotWant(GossipPeer peer, in GossipFrameEntry entry)
    {
        for (int index = 0; index < entry.IdCount; index++)
        {
            if (++peer.DoNotWantIds > Limits.Gossip.MaxDoNotWantIds)
            {
                context.Offend(peer, GossipOffence.HaveFlood, GossipScore.One / 4);
                return;
            }
            peer.Spare(entry.Id(index));
        }
    }

    /// <summary>Promises whose time is over: who broke one pays, once a heartbeat and a bit more for many.</summary>
    public void Beat()
    {
        while (_promises.TryPeek(out Promise promise) && context.NowMs >= promise.DueMs)
        {
            _promises.Dequeue();
            if (!_asked.TryGetValue(promise.Id, out Asked asked))
            {
                continue;
            }
            if (asked.AtMs <= promise.DueMs - GossipParameters.PromiseMs)
            {
                _asked.Remove(promise.Id);
            }
            context.Counters.BrokenPromises++;
            if (!promise.Peer.IsGone)
            {
                int broken = promise.Peer.BrokenPromises++;
                context.Offend(
                    promise.Peer, GossipOffence.BrokenPromise, broken == 0 ? GossipScore.One : GossipScore.One / 32);
            }
        }
    }

    private void Ask(GossipPeer peer, GossipTopic topic)
    {
        if (_ids.Count == 0)
        {
            return;
        }
        foreach (GossipId id in _ids)
        {
            _asked[id] = new Asked(context.NowMs, peer);
            _promises.Enqueue(new Promise(id, peer, context.NowMs + GossipParameters.PromiseMs));
        }
        peer.AskedIds += _ids.Count;
        context.Counters.Asked += _ids.Count;
        context.Tell(
            peer, GossipFrameKind.Want, topic, CollectionsMarshal.AsSpan(_ids));
    }

    private readonly record struct Asked(long AtMs, GossipPeer Peer);

    private readonly record struct Promise(GossipId Id, GossipPeer Peer, long DueMs);
}
