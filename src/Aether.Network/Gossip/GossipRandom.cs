namespace Aether.Network.Gossip;

/// <summary>SplitMix64 of a seed that the host takes from the system, or a simulation from its own seed.</summary>
/// <remarks>What it decides is which peers to send to; a peer sees too little of it to predict the rest.</remarks>
internal sealed class GossipRandom(ulong seed)
{
    private ulong _state = seed;

    /// <summary>A number in [0, <paramref name="bound"/>).</summary>
    public int Below(int bound) => (int)Math.BigMul(Bits(), (ulong)bound, out _);

    /// <summary>Puts the items into a random order.</summary>
    public void Shuffle<T>(List<T> items)
    {
        for (int left = items.Count; left > 1; left--)
        {
            int at = Below(left);
            (items[at], items[left - 1]) = (items[left - 1], items[at]);
        }
    }

    private ulong Bits()
    {
        _state = unchecked(_state + 0x9E37_79B9_7F4A_7C15);
        ulong mixed = unchecked((_state ^ (_state >> 30)) * 0xBF58_476D_1CE4_E5B9);
        mixed = unchecked((mixed ^ (mixed >> 27)) * 0x94D0_49BB_1331_11EB);
        return mixed ^ (mixed >> 31);
    }
}
