using System.Numerics;

namespace Aether.TestKit.Simulation;

/// <summary>
/// xoshiro256** with named streams, so that one more draw in one part of a run does not move the others.
/// </summary>
public sealed class SimulationRandom
{
    private ulong _a;
    private ulong _b;
    private ulong _c;
    private ulong _d;

    /// <summary>The stream <paramref name="name"/> of a seed.</summary>
    public SimulationRandom(ulong seed, string name)
    {
        ulong state = seed;
        foreach (char letter in name)
        {
            state = unchecked((state ^ letter) * 0x100000001B3);
        }
        _a = SplitMix(ref state);
        _b = SplitMix(ref state);
        _c = SplitMix(ref state);
        _d = SplitMix(ref state);
    }

    /// <summary>One step of SplitMix64, also used as a fast hash.</summary>
    public static ulong SplitMix(ref ulong state)
    {
        state = unchecked(state + 0x9E3779B97F4A7C15);
        ulong mixed = unchecked((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9);
        mixed = unchecked((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB);
        return mixed ^ (mixed >> 31);
    }

    /// <summary>64 uniform bits.</summary>
    public ulong Bits()
    {
        ulong result = unchecked(BitOperations.RotateLeft(unchecked(_b * 5), 7) * 9);
        ulong shifted = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= shifted;
        _d = BitOperations.RotateLeft(_d, 45);
        return result;
    }

    /// <summary>A number in [0, <paramref name="bound"/>).</summary>
    public int Below(int bound) => (int)Math.BigMul(Bits(), (ulong)bound, out _);

    /// <summary>A number in [<paramref name="low"/>, <paramref name="high"/>].</summary>
    public long Between(long low, long high) => low + (long)Math.BigMul(Bits(), (ulong)(high - low + 1), out _);

    /// <summary>True in <paramref name="count"/> of <paramref name="outOf"/> cases.</summary>
    public bool Chance(int count, int outOf) => count > 0 && Below(outOf) < count;
}
