namespace Aether.Network.Peers;

/// <summary>
/// A sequence of choices from a seed (SplitMix64): a node takes its seed from the system, a simulation from its own.
/// </summary>
/// <remarks>Nothing secret comes from it, and no peer sees its values.</remarks>
public sealed class PeerRandom
{
    private ulong _state;

    /// <summary>Starts the sequence of a seed.</summary>
    public PeerRandom(ulong seed) => _state = seed;

    /// <summary>64 bits.</summary>
    public ulong Next()
    {
        _state = unchecked(_state + 0x9E37_79B9_7F4A_7C15);
        ulong mixed = unchecked((_state ^ (_state >> 30)) * 0xBF58_476D_1CE4_E5B9);
        mixed = unchecked((mixed ^ (mixed >> 27)) * 0x94D0_49BB_1331_11EB);
        return mixed ^ (mixed >> 31);
    }

    /// <summary>A number in [0, <paramref name="bound"/>); 0 when the bound is.</summary>
    public int Below(int bound) => (int)Math.BigMul(Next(), (ulong)Math.Max(bound, 0), out _);
}
