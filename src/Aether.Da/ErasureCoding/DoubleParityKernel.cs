using System.Runtime.CompilerServices;

namespace Aether.Da.ErasureCoding;

/// <summary>The loops of the 10+2 code, written once for every instruction set.</summary>
/// <remarks>
/// Shape: shards lie <c>stride</c> bytes apart and have <c>length</c> bytes, at least a vector; the last vector of a
/// shard ends with the shard and may overlap the one before it, which computes the same bytes twice.
/// </remarks>
internal static class DoubleParityKernel<TLanes, TVector, TMultiplier>
    where TLanes : struct, IGf256Lanes<TVector, TMultiplier>
    where TVector : struct
    where TMultiplier : struct
{
    /// <summary>Adds ten shards, given by their indexes.</summary>
    internal static void Sum(ref byte shards, nuint stride, ref byte indexes, ref byte sum, nuint length)
    {
        // SAFETY of the reads below: every index names a shard, and offset + vector <= length.
        ref byte s0 = ref Shard(ref shards, stride, ref indexes, 0);
        ref byte s1 = ref Shard(ref shards, stride, ref indexes, 1);
        ref byte s2 = ref Shard(ref shards, stride, ref indexes, 2);
        ref byte s3 = ref Shard(ref shards, stride, ref indexes, 3);
        ref byte s4 = ref Shard(ref shards, stride, ref indexes, 4);
        ref byte s5 = ref Shard(ref shards, stride, ref indexes, 5);
        ref byte s6 = ref Shard(ref shards, stride, ref indexes, 6);
        ref byte s7 = ref Shard(ref shards, stride, ref indexes, 7);
        ref byte s8 = ref Shard(ref shards, stride, ref indexes, 8);
        ref byte s9 = ref Shard(ref shards, stride, ref indexes, 9);
        nuint last = length - (nuint)TLanes.Bytes;
        for (nuint offset = 0; ; offset = Math.Min(offset + (nuint)TLanes.Bytes, last))
        {
            TVector first = TLanes.Add(
                TLanes.Load(ref s0, offset), TLanes.Load(ref s1, offset), TLanes.Load(ref s2, offset));
            TVector second = TLanes.Add(
                TLanes.Load(ref s3, offset), TLanes.Load(ref s4, offset), TLanes.Load(ref s5, offset));
            TVector third = TLanes.Add(
                TLanes.Load(ref s6, offset), TLanes.Load(ref s7, offset), TLanes.Load(ref s8, offset));
            TVector rest = TLanes.Add(first, second, TLanes.Load(ref s9, offset));
            TLanes.Store(TLanes.Add(rest, third), ref sum, offset);
            if (offset == last)
                return;
        }
    }

    /// <summary>Adds the ten data shards times 2^i by Horner's rule: Q alone.</summary>
    internal static void Weigh(ref byte data, nuint stride, ref byte weighted, nuint length)
    {
        nuint last = length - (nuint)TLanes.Bytes;
        for (nuint offset = 0; ; offset = Math.Min(offset + (nuint)TLanes.Bytes, last))
        {
            ref byte shard = ref Unsafe.Add(ref data, (stride * (DoubleParityPattern.DataShards - 1)) + offset);
            TVector q = TLanes.Load(ref shard, 0);
            for (int index = 1; index < DoubleParityPattern.DataShards; index++)
            {
                shard = ref Unsafe.Subtract(ref shard, stride);
                q = TLanes.Add(TLanes.Double(q), TLanes.Load(ref shard, 0));
            }

            TLanes.Store(q, ref weighted, offset);
            if (offset == last)
                return;
        }
    }

    /// <summary>Computes both lost shards of a pattern in one pass over the survivors.</summary>
    internal static void Combine(
        ref byte shards, nuint stride, ref byte pattern, ref byte weighted, ref byte sum, nuint length)
    {
        if (Unsafe.Add(ref pattern, DoubleParityPattern.LastIsWeighted) != 0)
            Combine<True>(ref shards, stride, ref pattern, ref weighted, ref sum, length);
        else
            Combine<False>(ref shards, stride, ref pattern, ref weighted, ref sum, length);
    }

    // Compiled once per flag, as a branch per vector costs a quarter of the loop.
    private static void Combine<TLastIsWeighted>(
        ref byte shards, nuint stride, ref byte pattern, ref byte weighted, ref byte sum, nuint length)
        where TLastIsWeighted : struct
    {
        ref byte s0 = ref Shard(ref shards, stride, ref pattern, 0);
        ref byte s1 = ref Shard(ref shards, stride, ref pattern, 1);
        ref byte s2 = ref Shard(ref shards, stride, ref pattern, 2);
        ref byte s3 = ref Shard(ref shards, stride, ref pattern, 3);
        ref byte s4 = ref Shard(ref shards, stride, ref pattern, 4);
        ref byte s5 = ref Shard(ref shards, stride, ref pattern, 5);
        ref byte s6 = ref Shard(ref shards, stride, ref pattern, 6);
        ref byte s7 = ref Shard(ref shards, stride, ref pattern, 7);
        ref byte s8 = ref Shard(ref shards, stride, ref pattern, 8);
        ref byte s9 = ref Shard(ref shards, stride, ref pattern, 9);
        TMultiplier m0 = Multiplier(ref pattern, 0), m1 = Multiplier(ref pattern, 1);
        TMultiplier m2 = Multiplier(ref pattern, 2), m3 = Multiplier(ref pattern, 3);
        TMultiplier m4 = Multiplier(ref pattern, 4), m5 = Multiplier(ref pattern, 5);
        TMultiplier m6 = Multiplier(ref pattern, 6), m7 = Multiplier(ref pattern, 7);
        TMultiplier m8 = Multiplier(ref pattern, 8), m9 = Multiplier(ref pattern, 9);
        nuint last = length - (nuint)TLanes.Bytes;
        for (nuint offset = 0; ; offset = Math.Min(offset + (nuint)TLanes.Bytes, last))
        {
            TVector a = TLanes.Load(ref s0, offset), b = TLanes.Load(ref s1, offset);
            TVector p = TLanes.Add(a, b);
            TVector q = TLanes.Add(TLanes.Multiply(a, m0), TLanes.Multiply(b, m1));
            (a, b) = (TLanes.Load(ref s2, offset), TLanes.Load(ref s3, offset));
            p = TLanes.Add(p, a, b);
            q = TLanes.Add(q, TLanes.Multiply(a, m2), TLanes.Multiply(b, m3));
            (a, b) = (TLanes.Load(ref s4, offset), TLanes.Load(ref s5, offset));
            p = TLanes.Add(p, a, b);
            q = TLanes.Add(q, TLanes.Multiply(a, m4), TLanes.Multiply(b, m5));
            (a, b) = (TLanes.Load(ref s6, offset), TLanes.Load(ref s7, offset));
            p = TLanes.Add(p, a, b);
            q = TLanes.Add(q, TLanes.Multiply(a, m6), TLanes.Multiply(b, m7));
            (a, b) = (TLanes.Load(ref s8, offset), TLanes.Load(ref s9, offset));
            q = TLanes.Add(q, TLanes.Multiply(a, m8), TLanes.Multiply(b, m9));
            TLanes.Store(q, ref weighted, offset);
            TLanes.Store(TLanes.Add(p, a, typeof(TLastIsWeighted) == typeof(True) ? q : b), ref sum, offset);
            if (offset == last)
                return;
        }
    }

    private struct True;

    private struct False;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref byte Shard(ref byte shards, nuint stride, ref byte indexes, int position) =>
        ref Unsafe.Add(ref shards, stride * Unsafe.Add(ref indexes, position));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TMultiplier Multiplier(ref byte pattern, int position)
    {
        nint element = Unsafe.Add(ref pattern, DoubleParityPattern.Coefficients + position);
        return TLanes.Prepare(ref Unsafe.Add(ref Gf256.Records, element * Gf256.RecordBytes));
    }
}
