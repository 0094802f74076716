using System.Numerics;
using Aether.Core.Diagnostics;

namespace Aether.Consensus.Sequencing;

/// <summary>
/// Counts times in nanoseconds in buckets of at most a sixteenth of their value: bounded, whatever is added.
/// </summary>
/// <remarks><b>Threads</b>: one at a time. <b>Cost</b>: 8 KiB; no allocation to add.</remarks>
public sealed class GapHistogram
{
    private const int SubBits = 4;
    private const int SubBuckets = 1 << SubBits;
    private const int Buckets = (64 - SubBits + 1) * SubBuckets;

    private readonly ulong[] _counts = new ulong[Buckets];

    /// <summary>Times added.</summary>
    public ulong Count { get; private set; }

    /// <summary>Largest time, exact.</summary>
    public ulong Max { get; private set; }

    /// <summary>Adds a time.</summary>
    public void Add(ulong nanoseconds)
    {
        _counts[IndexOf(nanoseconds)]++;
        Count++;
        Max = Math.Max(Max, nanoseconds);
    }

    /// <summary>Adds all times of another.</summary>
    public void Add(GapHistogram other)
    {
        for (int index = 0; index < Buckets; index++)
        {
            _counts[index] += other._counts[index];
        }
        Count += other.Count;
        Max = Math.Max(Max, other.Max);
    }

    /// <summary>
    /// A time that at least <paramref name="percent"/> percent of those added do not exceed, at most a sixteenth above
    /// the smallest such; 0 without any.
    /// </summary>
    public ulong Percentile(int percent)
    {
        Check.That(percent is > 0 and <= 100);
        UInt128 rank = (((UInt128)Count * (uint)percent) + 99) / 100;
        UInt128 seen = 0;
        for (int index = 0; index < Buckets && Count > 0; index++)
        {
            seen += _counts[index];
            if (seen >= rank)
            {
                return Math.Min(UpperEnd(index), Max);
            }
        }
        return 0;
    }

    private static int IndexOf(ulong value)
    {
        if (value < SubBuckets)
        {
            return (int)value;
        }
        int exponent = BitOperations.Log2(value);
        int sub = (int)(value >> (exponent - SubBits)) & (SubBuckets - 1);
        return ((exponent - SubBits + 1) * SubBuckets) + sub;
    }

    private static ulong UpperEnd(int index)
    {
        if (index < SubBuckets)
        {
            return (ulong)index;
        }
        int shift = (index / SubBuckets) - 1;
        ulong lower = (ulong)(SubBuckets + (index % SubBuckets)) << shift;
        return lower + ((1UL << shift) - 1);
    }
}
