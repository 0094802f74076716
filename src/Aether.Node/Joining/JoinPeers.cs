using Aether.Core;
using Aether.Network.Sync;
using Aether.Network.Transport;

namespace Aether.Node.Joining;

/// <summary>The peers of a join, for whichever core asks them.</summary>
internal sealed class JoinPeers
{
    private readonly Dictionary<ConnectionId, (PeerId Peer, ulong Height)> _peers = [];

    /// <summary>How many.</summary>
    public int Count => _peers.Count;

    /// <summary>What each of them says to have.</summary>
    public ulong Lowest => _peers.Count == 0 ? 0 : _peers.Values.Min(peer => peer.Height);

    /// <summary>What at least half of them say to have: a few that lie do not move it far.</summary>
    public ulong Usual => _peers.Count == 0
        ? 0
        : _peers.Values.Select(peer => peer.Height).Order().ElementAt((_peers.Count - 1) / 2);

    /// <summary>Takes what is about peers; true when it was.</summary>
    public void Observe(SyncInput input)
    {
        switch (input)
        {
            case SyncInput.PeerUp up when _peers.Count < Limits.Peers.MaxConnections:
                _peers[up.Connection] = (up.Peer, up.FinalHeight);
                break;
            case SyncInput.PeerHeight height when _peers.TryGetValue(height.Connection, out (PeerId Peer, ulong) known):
                _peers[height.Connection] = (known.Peer, height.FinalHeight);
                break;
            case SyncInput.PeerDown down:
                _peers.Remove(down.Connection);
                break;
        }
    }

    /// <summary>What a new core is told first.</summary>
    public IEnumerable<SyncInput> Introduce() =>
        [.. _peers.Select(peer => new SyncInput.PeerUp(peer.Key, peer.Value.Peer, peer.Value.Height))];

    /// <summary>A peer was named for what it gave: it is asked no more.</summary>
    public void Drop(PeerId peer)
    {
        foreach (ConnectionId connection in _peers.Where(pair => pair.Value.Peer == peer).Select(pair => pair.Key)
            .ToArray())
        {
            _peers.Remove(connection);
        }
    }
}
