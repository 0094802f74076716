namespace Aether.Tools.LoadGen.Schedules;

/// <summary>Numbers that follow from a seed on every machine: SplitMix64 by Sebastiano Vigna.</summary>
internal struct SeededRandom(ulong seed)
{
    private ulong _state = seed;

    /// <summary>A generator for one purpose of a run, independent of the others.</summary>
    public static SeededRandom For(ulong seed, ulong purpose)
    {
        SeededRandom mixed = new(seed ^ (purpose * 0xD1342543DE82EF95));
        return new SeededRandom(mixed.Next());
    }

    /// <summary>Sixty-four bits.</summary>
    public ulong Next()
    {
        ulong value = _state += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    /// <summary>A number from 0 to below <paramref name="limit"/>; the bias is below one in 2^32.</summary>
    public int Below(int limit) => (int)(((Next() >> 32) * (ulong)(uint)limit) >> 32);

    /// <summary>A number in (0, 1].</summary>
    public double Unit() => ((Next() >> 11) + 1) / (double)(1UL << 53);
}
