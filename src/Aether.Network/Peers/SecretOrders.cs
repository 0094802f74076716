using Aether.Network.Transport;

namespace Aether.Network.Peers;

/// <summary>
/// One order of all networks for each place of this node's choice; the peer that comes first in it belongs there.
/// </summary>
/// <remarks>
/// Nobody else knows the orders. Who is told of often, answers first or always has room comes no sooner in any of them,
/// and many identities of one network come no sooner than one: of the networks that this node knows each is as likely
/// as any other to have a place. The idea is that of the samplers of Brahms (Bortnikov and others, 2009).
/// </remarks>
internal sealed class SecretOrders
{
    private readonly PeerRandom _random;
    private readonly ulong[] _keys;

    /// <summary>Draws the orders.</summary>
    public SecretOrders(PeerRandom random, int count)
    {
        _random = random;
        _keys = new ulong[count];
        for (int order = 0; order < count; order++)
        {
            _keys[order] = random.Next();
        }
    }

    /// <summary>Orders.</summary>
    public int Count => _keys.Length;

    /// <summary>Draws one of the orders anew.</summary>
    public void Renew()
    {
        if (_keys.Length > 0)
        {
            _keys[_random.Below(_keys.Length)] = _random.Next();
        }
    }

    /// <summary>Where a peer comes in an order: its network decides, then the peer itself.</summary>
    public (ulong Network, ulong Peer) RankOf(int order, PeerAddress address, PeerId peer)
    {
        ulong own = BitConverter.ToUInt64(peer.Key.Value.Span);
        // In a private network every peer stands for itself.
        ulong network = address.IsPublic ? address.Group.Value : own;
        return (Mix(_keys[order], network), Mix(_keys[order], own));
    }

    private static ulong Mix(ulong key, ulong value)
    {
        ulong mixed = new PeerRandom(key ^ value).Next();
        return new PeerRandom(mixed ^ ulong.RotateLeft(key, 32)).Next();
    }
}
