using System.Numerics;

namespace Aether.Da.ErasureCoding;

/// <summary>The coefficients of lost shards over survivors of the 32+32 code, for the erasures a thread met
/// last.</summary>
/// <remarks>
/// <para>A shard is the polynomial of degree below 32 through any 32 shards at its own point, so the coefficients are
/// Lagrange's: with w_s the inverse of the product of s - t over the other survivors t, and N(x) the product of x - t
/// over all, that of survivor s in lost shard x is N(x) w_s / (x - s). This costs O(k^2), an inversion O(k^3).</para>
/// <para>Shape of a plan: <see cref="Survivors"/> indexes, then as many coefficients per lost shard, lowest shard
/// first. The survivors are the 32 lowest that are present.</para>
/// <para>Memory: <see cref="Capacity"/> plans of 1056 bytes per thread; the plan unused for longest makes room, so
/// what peers send bounds neither memory nor the time of a miss.</para>
/// </remarks>
internal sealed class HalfRatePlans
{
    /// <summary>Shards that determine the others.</summary>
    internal const int Survivors = 32;

    /// <summary>Plans kept.</summary>
    internal const int Capacity = 16;

    private const int MaxLost = 32;
    private const int PlanBytes = Survivors + (MaxLost * Survivors);

    [ThreadStatic]
    private static HalfRatePlans? t_current;

    // The mask of present shards of each plan; zero, which no plan has, for an empty place.
    private readonly ulong[] _masks = new ulong[Capacity];

    // The clock at the last use of each plan.
    private readonly long[] _usedAt = new long[Capacity];

    private readonly byte[] _plans = new byte[Capacity * PlanBytes];

    private long _clock;

    /// <summary>The plans of this thread.</summary>
    internal static HalfRatePlans Current => t_current ??= new HalfRatePlans();

    /// <summary>Gives the plan of a mask with 32 to 63 bits set; valid until the next call.</summary>
    internal ReadOnlySpan<byte> Get(ulong presentMask)
    {
        int place = Array.IndexOf(_masks, presentMask);
        if (place < 0)
        {
            place = LongestUnused();
            Build(presentMask, _plans.AsSpan(place * PlanBytes, PlanBytes));
            _masks[place] = presentMask;
        }

        _usedAt[place] = ++_clock;
        return _plans.AsSpan(place * PlanBytes, PlanBytes);
    }

    private int LongestUnused()
    {
        int oldest = 0;
        for (int place = 1; place < Capacity; place++)
        {
            if (_usedAt[place] < _usedAt[oldest])
                oldest = place;
        }

        return oldest;
    }

    private static void Build(ulong presentMask, Span<byte> plan)
    {
        Span<byte> survivors = plan[..Survivors];
        Span<byte> weights = stackalloc byte[Survivors];
        ulong rest = presentMask;
        for (int index = 0; index < Survivors; index++, rest &= rest - 1)
            survivors[index] = (byte)BitOperations.TrailingZeroCount(rest);
        for (int index = 0; index < Survivors; index++)
            weights[index] = Gf256.Inverse(Differences(survivors, survivors[index]));
        Span<byte> row = plan[Survivors..];
        for (ulong lost = ~presentMask; lost != 0; lost &= lost - 1)
        {
            byte point = (byte)BitOperations.TrailingZeroCount(lost);
            byte all = Differences(survivors, point);
            for (int index = 0; index < Survivors; index++)
            {
                byte numerator = Gf256.Multiply(all, weights[index]);
                row[index] = Gf256.Multiply(numerator, Gf256.Inverse((byte)(point ^ survivors[index])));
            }

            row = row[Survivors..];
        }
    }

    // The product of the differences between a point and all other points.
    private static byte Differences(ReadOnlySpan<byte> points, byte point)
    {
        byte product = 1;
        foreach (byte other in points)
        {
            if (other != point)
                product = Gf256.Multiply(product, (byte)(point ^ other));
        }

        return product;
    }
}
