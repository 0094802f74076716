using System.Diagnostics.CodeAnalysis;
using Aether.Core;

namespace Aether.Network.Gossip;

/// <summary>Messages that wait for their judgement, each topic in a queue and a window of its own.</summary>
/// <remarks>
/// Nothing here counts as seen. Each topic is bounded in messages and bytes, and each peer to a share of both, so that
/// neither another topic nor one peer can keep a vote out. Only transactions make room for newer ones.
/// </remarks>
internal sealed class ValidationQueues
{
    private readonly Dictionary<GossipId, PendingMessage> _byId = [];
    private readonly Dictionary<ulong, PendingMessage> _byHandle = [];
    private readonly Queue<(ulong Handle, long AtMs)> _given = new();
    private readonly Queue<PendingMessage>[] _waiting = new Queue<PendingMessage>[GossipTopics.Count];
    private readonly int[] _count = new int[GossipTopics.Count];
    private readonly long[] _bytes = new long[GossipTopics.Count];
    private readonly int[] _inWork = new int[GossipTopics.Count];
    private ulong _lastHandle;

    public ValidationQueues()
    {
        for (int topic = 0; topic < _waiting.Length; topic++)
        {
            _waiting[topic] = new Queue<PendingMessage>();
        }
    }

    /// <summary>Messages waiting or in work.</summary>
    public int Count => _byId.Count;

    /// <summary>Their bytes.</summary>
    public long Bytes => _bytes.Sum();

    public bool TryGet(GossipId id, [NotNullWhen(true)] out PendingMessage? message) =>
        _byId.TryGetValue(id, out message);

    /// <summary>Takes a message in. False when the topic or its owner has no room.</summary>
    public bool TryAdd(PendingMessage message, GossipCounters counters)
    {
        int topic = (int)message.Topic;
        GossipPeer owner = message.Owner;
        if (owner.Pending[topic] >= Limits.Gossip.MaxPending / Limits.Gossip.PendingShare
            || owner.PendingBytes[topic] + message.Frame.Length
                > Limits.Gossip.MaxPendingBytes / Limits.Gossip.PendingShare)
        {
            return false;
        }
        while (_count[topic] >= Limits.Gossip.MaxPending
            || _bytes[topic] + message.Frame.Length > Limits.Gossip.MaxPendingBytes)
        {
            if (message.Topic != GossipTopic.Transaction || !_waiting[topic].TryDequeue(out PendingMessage? oldest))
            {
                return false;
            }
            if (!oldest.IsOver)
            {
                Remove(oldest);
                counters.DroppedOldest++;
            }
        }
        message.Sources.Add(owner.Place);
        _byId.Add(message.Id, message);
        _waiting[topic].Enqueue(message);
        _count[topic]++;
        _bytes[topic] += message.Frame.Length;
        owner.Pending[topic]++;
        owner.PendingBytes[topic] += message.Frame.Length;
        return true;
    }

    /// <summary>The next to judge: the oldest of the most urgent topic whose window has room.</summary>
    public bool TryGive(long nowMs, [NotNullWhen(true)] out PendingMessage? message)
    {
        for (int topic = 0; topic < GossipTopics.Count; topic++)
        {
            if (_inWork[topic] < GossipTopics.MaxInWork((GossipTopic)topic)
                && _waiting[topic].TryDequeue(out message))
            {
                _inWork[topic]++;
                message.Handle = ++_lastHandle;
                _byHandle.Add(message.Handle, message);
                _given.Enqueue((message.Handle, nowMs));
                return true;
            }
        }
        message = null;
        return false;
    }

    /// <summary>Takes a message out that was judged. False when the handle is unknown or its time was over.</summary>
    public bool TryFinish(ulong handle, [NotNullWhen(true)] out PendingMessage? message)
    {
        if (!_byHandle.TryGetValue(handle, out message))
        {
            return false;
        }
        Remove(message);
        return true;
    }

    /// <summary>Takes out the oldest message whose judgement is too late.</summary>
    public bool TryExpire(long nowMs, [NotNullWhen(true)] out PendingMessage? message)
    {
        while (_given.TryPeek(out (ulong Handle, long AtMs) oldest)
            && (!_byHandle.ContainsKey(oldest.Handle) || nowMs - oldest.AtMs > Limits.Gossip.ValidationMs))
        {
            _given.Dequeue();
            if (TryFinish(oldest.Handle, out message))
            {
                return true;
            }
        }
        message = null;
        return false;
    }

    /// <summary>A place gets a new peer, which has sent nothing yet.</summary>
    public void ClearPlace(int place)
    {
        foreach (PendingMessage message in _byId.Values)
        {
            message.Sources.Remove(place);
        }
    }

    private void Remove(PendingMessage message)
    {
        int topic = (int)message.Topic;
        message.IsOver = true;
        _byId.Remove(message.Id);
        if (message.Handle != 0)
        {
            _byHandle.Remove(message.Handle);
            _inWork[topic]--;
        }
        _count[topic]--;
        _bytes[topic] -= message.Frame.Length;
        message.Owner.Pending[topic]--;
        message.Owner.PendingBytes[topic] -= message.Frame.Length;
    }
}
