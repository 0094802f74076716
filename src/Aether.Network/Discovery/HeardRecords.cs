using Aether.Core;
using Aether.Core.Types;
using Aether.Network.Peers;
using Aether.Network.Transport;

namespace Aether.Network.Discovery;

/// <summary>Nodes that others told of and that were not looked for yet; few of each teller's network.</summary>
internal sealed class HeardRecords(PeerRandom random)
{
    private readonly List<(Hash256 Place, NodeRecord Record, AddressGroup? Source)> _heard = [];
    private readonly HashSet<PeerId> _peers = [];

    /// <summary>Nodes.</summary>
    public int Count => _heard.Count;

    /// <summary>Keeps a checked record with an address.</summary>
    public void Add(NodeRecord record, AddressGroup? source)
    {
        int told = _heard.Count(heard => heard.Source == source);
        if (told >= Limits.Discovery.MaxHeardPerSource || !_peers.Add(record.Peer))
        {
            return;
        }
        if (_heard.Count >= Limits.Discovery.MaxHeard)
        {
            RemoveAt(random.Below(_heard.Count));
        }
        _heard.Add((NodeDistance.PlaceOf(record.Peer), record, source));
    }

    /// <summary>Forgets a node: it was looked for.</summary>
    public void Remove(PeerId peer)
    {
        if (_peers.Contains(peer))
        {
            RemoveAt(_heard.FindIndex(heard => heard.Record.Peer == peer));
        }
    }

    /// <summary>Some node; null when there is none.</summary>
    public NodeRecord? Any() => _heard.Count == 0 ? null : _heard[random.Below(_heard.Count)].Record;

    /// <summary>The nodes nearest to a place.</summary>
    public IEnumerable<NodeRecord> Nearest(Hash256 target, int count) => _heard
        .Order(Comparer<(Hash256 Place, NodeRecord Record, AddressGroup? Source)>.Create(
            (first, second) => NodeDistance.Compare(target, first.Place, second.Place)))
        .Take(count)
        .Select(heard => heard.Record);

    private void RemoveAt(int index)
    {
        _peers.Remove(_heard[index].Record.Peer);
        _heard[index] = _heard[^1];
        _heard.RemoveAt(_heard.Count - 1);
    }
}
