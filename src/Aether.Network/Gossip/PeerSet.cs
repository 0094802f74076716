using Aether.Core;

namespace Aether.Network.Gossip;

/// <summary>Places of peers, one bit each.</summary>
internal sealed class PeerSet
{
    private readonly ulong[] _words;

    /// <summary>An empty set.</summary>
    public PeerSet() => _words = new ulong[Limits.Gossip.MaxPeers / 64];

    private PeerSet(PeerSet other)
    {
        _words = [.. other._words];
        Count = other.Count;
    }

    /// <summary>Number of places in the set.</summary>
    public int Count { get; private set; }

    /// <summary>A set of its own with the same places.</summary>
    public PeerSet Clone() => new(this);

    /// <summary>True when the place is in the set.</summary>
    public bool Contains(int place) => (_words[place >> 6] >> (place & 63) & 1) != 0;

    /// <summary>Adds a place. False when it was there.</summary>
    public bool Add(int place)
    {
        ulong bit = 1UL << (place & 63);
        if ((_words[place >> 6] & bit) != 0)
        {
            return false;
        }
        _words[place >> 6] |= bit;
        Count++;
        return true;
    }

    /// <summary>Removes a place, if it is there.</summary>
    public void Remove(int place)
    {
        ulong bit = 1UL << (place & 63);
        if ((_words[place >> 6] & bit) != 0)
        {
            _words[place >> 6] &= ~bit;
            Count--;
        }
    }
}
