using System.Diagnostics.CodeAnalysis;
using Aether.Core;

namespace Aether.Network.Gossip;

/// <summary>Messages of the last heartbeats, to answer peers that ask, and the ids to show.</summary>
internal sealed class MessageCache
{
    private readonly Dictionary<GossipId, CachedMessage> _byId = [];
    private readonly Queue<(GossipId Id, long Beat)> _order = new();
    private long _beat;

    /// <summary>Number of messages.</summary>
    public int Count => _byId.Count;

    /// <summary>Their bytes.</summary>
    public long Bytes { get; private set; }

    public void Add(GossipId id, CachedMessage message)
    {
        if (!_byId.TryAdd(id, message))
        {
            return;
        }
        _order.Enqueue((id, _beat));
        Bytes += message.Frame.Length;
        while (_byId.Count > Limits.Gossip.MaxCached || Bytes > Limits.Gossip.MaxCachedBytes)
        {
            Forget();
        }
    }

    public bool TryGet(GossipId id, [NotNullWhen(true)] out CachedMessage? message) =>
        _byId.TryGetValue(id, out message);

    /// <summary>Ids of a topic of the last heartbeats.</summary>
    public void ListShown(GossipTopic topic, List<GossipId> ids)
    {
        foreach ((GossipId id, long beat) in _order)
        {
            if (_beat - beat < GossipParameters.ShownHeartbeats && _byId[id].Topic == topic)
            {
                ids.Add(id);
            }
        }
    }

    /// <summary>A heartbeat later.</summary>
    public void Beat()
    {
        _beat++;
        while (_order.TryPeek(out (GossipId Id, long Beat) oldest)
            && _beat - oldest.Beat >= GossipParameters.CacheHeartbeats)
        {
            Forget();
        }
    }

    private void Forget()
    {
        (GossipId id, _) = _order.Dequeue();
        _byId.Remove(id, out CachedMessage? message);
        Bytes -= message!.Frame.Length;
    }
}
