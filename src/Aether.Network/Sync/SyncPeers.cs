using Aether.Core;
using Aether.Network.Peers;
using Aether.Network.Transport;

namespace Aether.Network.Sync;

/// <summary>Whom to ask, and what was asked. A peer that is slow or has nothing is left alone for a while.</summary>
internal sealed class SyncPeers(ulong seed)
{
    private readonly PeerRandom _random = new(seed);
    private readonly List<SyncPeer> _peers = [];
    private readonly Dictionary<ulong, SyncAsk> _asks = [];
    private ulong _lastToken;

    /// <summary>Peers, in the order in which they came.</summary>
    public IReadOnlyList<SyncPeer> All => _peers;

    /// <summary>Requests without an answer.</summary>
    public IReadOnlyCollection<SyncAsk> Asks => _asks.Values;

    /// <summary>A peer came.</summary>
    public void Add(ConnectionId connection, PeerId peer, ulong height)
    {
        if (_peers.Count < Limits.Peers.MaxConnections && Find(connection) is null)
        {
            _peers.Add(new SyncPeer(connection, peer, height));
        }
    }

    /// <summary>The peer of a connection.</summary>
    public SyncPeer? Find(ConnectionId connection) => _peers.Find(peer => peer.Connection == connection);

    /// <summary>A peer went; gives what it was asked.</summary>
    public List<SyncAsk> Remove(ConnectionId connection)
    {
        _peers.RemoveAll(peer => peer.Connection == connection);
        List<SyncAsk> lost = [.. _asks.Values.Where(ask => ask.Peer.Connection == connection)];
        foreach (SyncAsk ask in lost)
        {
            _asks.Remove(ask.Token);
        }
        return lost;
    }

    /// <summary>The least busy of the peers that can; null when there is none.</summary>
    public SyncPeer? Pick(long nowMs, Func<SyncPeer, bool> can)
    {
        SyncPeer? best = null;
        int start = _random.Below(_peers.Count);
        for (int step = 0; step < _peers.Count; step++)
        {
            SyncPeer peer = _peers[(start + step) % _peers.Count];
            bool free = peer.Outstanding < Limits.Sync.MaxOutstanding && nowMs >= peer.AsideUntilMs;
            if (free && (best is null || peer.Outstanding < best.Outstanding) && can(peer))
            {
                best = peer;
            }
        }
        return best;
    }

    /// <summary>Notes a request.</summary>
    public ulong Begin(long nowMs, SyncPeer peer, object what)
    {
        peer.Outstanding++;
        _asks.Add(++_lastToken, new SyncAsk(_lastToken, peer, what, nowMs));
        return _lastToken;
    }

    /// <summary>Takes a request that ended; false for one that was given up.</summary>
    public bool TryEnd(ulong token, out SyncAsk ask)
    {
        if (!_asks.Remove(token, out ask!))
        {
            return false;
        }
        ask.Peer.Outstanding--;
        return true;
    }

    /// <summary>Requests whose time is over.</summary>
    public List<SyncAsk> Late(long nowMs) =>
        [.. _asks.Values.Where(ask => nowMs - ask.SinceMs >= Limits.Sync.RequestMs)];

    /// <summary>A peer did not answer, or had nothing: others are asked for a while.</summary>
    public static void Fault(long nowMs, SyncPeer peer)
    {
        peer.Faults = Math.Min(peer.Faults + 1, 10);
        peer.AsideUntilMs = nowMs + (Limits.Sync.AsideMs << Math.Min(peer.Faults - 1, 6));
    }

    /// <summary>
    /// A request got no answer: true when the peer let its time pass, false when it refused at once, as one does whose
    /// budget is used up. That one is asked again soon.
    /// </summary>
    public static bool IsSilent(long nowMs, SyncAsk ask)
    {
        bool silent = nowMs - ask.SinceMs >= Limits.Sync.RefusalMs;
        if (silent)
        {
            Fault(nowMs, ask.Peer);
        }
        else if (nowMs >= ask.Peer.AsideUntilMs)
        {
            // Of several refusals at a time one counts.
            ask.Peer.Refusals = Math.Min(ask.Peer.Refusals + 1, 10);
            ask.Peer.AsideUntilMs = nowMs + (Limits.Sync.RefusedAsideMs << Math.Min(ask.Peer.Refusals - 1, 5));
        }
        return silent;
    }

    /// <summary>A peer was of use.</summary>
    public static void Good(SyncPeer peer) => (peer.Faults, peer.Refusals) = (0, 0);
}
