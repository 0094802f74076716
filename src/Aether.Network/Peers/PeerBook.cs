using Aether.Core;
using Aether.Network.Transport;

namespace Aether.Network.Peers;

/// <summary>Records of peers that this node may dial; bounded in number and in each group of addresses.</summary>
/// <remarks>
/// Whoever floods a node with records gets few places in each group, and pushes out nobody with whom a handshake
/// succeeded.
/// </remarks>
internal sealed class PeerBook(PeerRandom random)
{
    /// <summary>Time before a second attempt; doubles with each failure.</summary>
    public const long FirstWaitMs = 1_000;

    /// <summary>Longest time between attempts.</summary>
    public const long LongestWaitMs = 10 * 60_000;

    // Order of entries decides random choices, so they lie in a list that the seed alone determines.
    private readonly List<KnownPeer> _order = [];
    private readonly Dictionary<PeerId, KnownPeer> _peers = [];
    private readonly Dictionary<AddressGroup, int> _groups = [];

    /// <summary>Peers known.</summary>
    public int Count => _order.Count;

    /// <summary>All, in no order of meaning.</summary>
    public IReadOnlyList<KnownPeer> Peers => _order;

    /// <summary>Time to wait after so many failures, with a random quarter more.</summary>
    public static long WaitAfter(int failures, long longestMs, PeerRandom random)
    {
        long wait = Math.Min(FirstWaitMs << Math.Clamp(failures - 1, 0, 20), longestMs);
        return wait + random.Below((int)(wait / 4));
    }

    /// <summary>A known peer.</summary>
    public bool TryGet(PeerId peer, out KnownPeer? known) => _peers.TryGetValue(peer, out known);

    /// <summary>Adds a record whose signatures hold, or replaces an older one. False when there is no place.</summary>
    public bool Add(NodeRecord record, bool isProven, AddressGroup? source = null)
    {
        if (_peers.TryGetValue(record.Peer, out KnownPeer? known))
        {
            return Replace(known, record, isProven);
        }
        bool tooMany = source is { } told && !isProven && CountFrom(told) >= Limits.Peers.MaxKnownPerSource;
        if (record.Addresses.Length == 0 || tooMany || !HasRoom(record.Addresses[0], isProven))
        {
            return false;
        }
        known = new KnownPeer(record) { IsProven = isProven, Source = source };
        _peers.Add(record.Peer, known);
        _order.Add(known);
        Recount(record.Addresses[0].Group, 1);
        return true;
    }

    /// <summary>Forgets a peer.</summary>
    public void Remove(PeerId peer)
    {
        if (_peers.Remove(peer, out KnownPeer? known))
        {
            _order.Remove(known);
            Recount(known.Record.Addresses[0].Group, -1);
        }
    }

    /// <summary>Notes how a dial went.</summary>
    public void Note(long nowMs, PeerId peer, bool success)
    {
        if (!_peers.TryGetValue(peer, out KnownPeer? known))
        {
            return;
        }
        known.Failures = success ? 0 : Math.Min(known.Failures + 1, 1 << 20);
        known.IsProven |= success;
        known.NextDialMs = nowMs + WaitAfter(known.Failures, LongestWaitMs, random);
    }

    private bool Replace(KnownPeer known, NodeRecord record, bool isProven)
    {
        known.IsProven |= isProven;
        if (record.Sequence <= known.Record.Sequence)
        {
            return false;
        }
        if (record.Addresses.Length == 0)
        {
            Remove(record.Peer);
            return false;
        }
        AddressGroup before = known.Record.Addresses[0].Group;
        AddressGroup after = record.Addresses[0].Group;
        if (before != after && record.Addresses[0].IsPublic
            && _groups.GetValueOrDefault(after) >= Limits.Peers.MaxKnownPerGroup)
        {
            return false;
        }
        Recount(before, -1);
        Recount(after, 1);
        known.Record = record;
        return true;
    }

    // In a full group or book a proven peer takes the place of one that is not; nobody else does.
    private bool HasRoom(PeerAddress address, bool isProven)
    {
        if (address.IsPublic && _groups.GetValueOrDefault(address.Group) >= Limits.Peers.MaxKnownPerGroup)
        {
            KnownPeer? other = isProven
                ? _order.Find(peer => !peer.IsProven && peer.Record.Addresses[0].Group == address.Group)
                : null;
            if (other is null)
            {
                return false;
            }
            Remove(other.Record.Peer);
        }
        if (_order.Count < Limits.Peers.MaxKnown)
        {
            return true;
        }
        int start = random.Below(_order.Count);
        for (int step = 0; step < _order.Count; step++)
        {
            KnownPeer candidate = _order[(start + step) % _order.Count];
            if (!candidate.IsProven && (isProven || candidate.Failures > 0))
            {
                Remove(candidate.Record.Peer);
                return true;
            }
        }
        return false;
    }

    private int CountFrom(AddressGroup source)
    {
        int count = 0;
        foreach (KnownPeer peer in _order)
        {
            count += !peer.IsProven && peer.Source == source ? 1 : 0;
        }
        return count;
    }

    private void Recount(AddressGroup group, int change)
    {
        int count = _groups.GetValueOrDefault(group) + change;
        if (count == 0)
        {
            _groups.Remove(group);
        }
        else
        {
            _groups[group] = count;
        }
    }
}
