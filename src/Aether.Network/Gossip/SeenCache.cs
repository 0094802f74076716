using System.Diagnostics.CodeAnalysis;

namespace Aether.Network.Gossip;

/// <summary>Judged messages by id, the oldest going first when there are too many or they are too old.</summary>
internal sealed class SeenCache(int capacity, long timeToLiveMs)
{
    private readonly Dictionary<GossipId, SeenMessage> _byId = [];
    private readonly Queue<(GossipId Id, SeenMessage Message)> _order = new();
    private readonly Queue<SeenMessage> _withSources = new();

    /// <summary>Number of messages.</summary>
    public int Count => _byId.Count;

    public bool TryGet(GossipId id, [NotNullWhen(true)] out SeenMessage? message) =>
        _byId.TryGetValue(id, out message);

    public bool Contains(GossipId id) => _byId.ContainsKey(id);

    public void Add(GossipId id, SeenMessage message)
    {
        _byId[id] = message;
        _order.Enqueue((id, message));
        if (message.Sources is not null)
        {
            _withSources.Enqueue(message);
        }
        if (_order.Count > capacity)
        {
            Forget();
        }
    }

    public void Expire(long nowMs)
    {
        while (_order.TryPeek(out (GossipId Id, SeenMessage Message) oldest)
            && nowMs - oldest.Message.AtMs > timeToLiveMs)
        {
            Forget();
        }
        while (_withSources.TryPeek(out SeenMessage? message)
            && nowMs - message.AtMs > GossipParameters.SourcesMs)
        {
            _withSources.Dequeue().Sources = null;
        }
    }

    /// <summary>A place gets a new peer, which has sent nothing yet.</summary>
    public void ClearPlace(int place)
    {
        foreach (SeenMessage message in _withSources)
        {
            message.Sources?.Remove(place);
        }
    }

    private void Forget()
    {
        (GossipId id, SeenMessage message) = _order.Dequeue();
        if (_byId.TryGetValue(id, out SeenMessage? current) && ReferenceEquals(current, message))
        {
            _byId.Remove(id);
        }
    }
}
