using Aether.Core;
using Aether.Core.Diagnostics;
using Aether.Core.Types;
using Aether.Network.Transport;

namespace Aether.Network.Peers;

/// <summary>The connections of a node. Few hundred at the most, so counts are taken by looking at all.</summary>
internal sealed class PeerTable
{
    private readonly Dictionary<ConnectionId, PeerConnection> _byId = [];
    private readonly List<PeerConnection> _all = [];

    /// <summary>All, oldest first.</summary>
    public IReadOnlyList<PeerConnection> All => _all;

    /// <summary>A connection.</summary>
    public bool TryGet(ConnectionId id, out PeerConnection? connection) => _byId.TryGetValue(id, out connection);

    /// <summary>Adds a connection.</summary>
    public void Add(PeerConnection connection)
    {
        Check.That(_all.Count < Limits.Peers.MaxConnections);
        _byId.Add(connection.Id, connection);
        _all.Add(connection);
    }

    /// <summary>Takes a connection out.</summary>
    public bool Remove(ConnectionId id, out PeerConnection? connection) =>
        _byId.Remove(id, out connection) && _all.Remove(connection);

    /// <summary>Connections of a kind.</summary>
    public int Count(PeerSlot slot)
    {
        int count = 0;
        foreach (PeerConnection connection in _all)
        {
            count += connection.Slot == slot ? 1 : 0;
        }
        return count;
    }

    /// <summary>Connections with a peer.</summary>
    public int Count(PeerId peer)
    {
        int count = 0;
        foreach (PeerConnection connection in _all)
        {
            count += connection.Peer == peer ? 1 : 0;
        }
        return count;
    }

    /// <summary>Connections with public addresses of a group.</summary>
    public int Count(AddressGroup group)
    {
        int count = 0;
        foreach (PeerConnection connection in _all)
        {
            count += connection.Address is { IsPublic: true } address && address.Group == group ? 1 : 0;
        }
        return count;
    }

    /// <summary>Inbound connections of a validator's nodes that its stake won.</summary>
    public int CountStaked(Address validator)
    {
        int count = 0;
        foreach (PeerConnection connection in _all)
        {
            bool its = connection.Slot == PeerSlot.StakedInbound && connection.Record?.Binding?.Validator == validator;
            count += its ? 1 : 0;
        }
        return count;
    }

    /// <summary>Of the connections of this node's choice the one that comes first in an order.</summary>
    public PeerConnection? FirstOutbound(SecretOrders orders, int order)
    {
        PeerConnection? first = null;
        (ulong Network, ulong Peer) least = (ulong.MaxValue, ulong.MaxValue);
        foreach (PeerConnection connection in _all)
        {
            if (connection is not { Slot: PeerSlot.Outbound, Address: { } address })
            {
                continue;
            }
            (ulong Network, ulong Peer) rank = orders.RankOf(order, address, connection.Peer);
            if (first is null || rank.CompareTo(least) < 0)
            {
                (first, least) = (connection, rank);
            }
        }
        return first;
    }

    /// <summary>Of the connections of this node's choice the youngest that comes first in no order.</summary>
    public PeerConnection? SurplusOutbound(SecretOrders orders)
    {
        HashSet<ConnectionId> wanted = [];
        for (int order = 0; order < orders.Count; order++)
        {
            if (FirstOutbound(orders, order) is { } first)
            {
                wanted.Add(first.Id);
            }
        }
        return _all.FindLast(peer => peer.Slot == PeerSlot.Outbound && !wanted.Contains(peer.Id));
    }

    /// <summary>True when a connection with the peer has greeted and is no visit.</summary>
    public bool HasActive(PeerId peer) => _all.Exists(connection => connection.IsActive && connection.Peer == peer);

    /// <summary>True when there is any connection at an address.</summary>
    public bool Has(PeerAddress address) => _all.Exists(connection => connection.Address == address);
}
