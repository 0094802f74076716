using System.Runtime.CompilerServices;

namespace Aether.Da.ErasureCoding;

/// <summary>Weighted sums of the 32 survivors of a plan, two vectors of each shard at a time.</summary>
/// <remarks>
/// Two vectors share the reading of a coefficient, and four sums that of a survivor. The last vectors of a shard end
/// with the shard and may overlap those before; they compute the same bytes twice, as no sum is a survivor.
/// </remarks>
internal static class HalfRateSums<TLanes, TVector, TMultiplier>
    where TLanes : struct, IGf256Lanes<TVector, TMultiplier>
    where TVector : struct
    where TMultiplier : struct
{
    /// <summary>Four sums, of four rows of coefficients one after the other.</summary>
    internal static void Four(
        ref byte shards,
        nuint stride,
        ref byte survivors,
        ref byte rows,
        ref byte first,
        ref byte second,
        ref byte third,
        ref byte fourth,
        nuint length)
    {
        nuint last = length - (nuint)TLanes.Bytes;
        for (nuint offset = 0; ; offset += 2 * (nuint)TLanes.Bytes)
        {
            nuint left = Math.Min(offset, last), right = Math.Min(offset + (nuint)TLanes.Bytes, last);
            TVector a0 = default, a1 = default, a2 = default, a3 = default;
            TVector b0 = default, b1 = default, b2 = default, b3 = default;
            for (nint index = 0; index < HalfRatePlans.Survivors; index++)
            {
                ref byte shard = ref Unsafe.Add(ref shards, stride * Unsafe.Add(ref survivors, index));
                TVector a = TLanes.Load(ref shard, left), b = TLanes.Load(ref shard, right);
                TMultiplier multiplier = Multiplier(ref rows, index);
                a0 = TLanes.Add(a0, TLanes.Multiply(a, multiplier));
                b0 = TLanes.Add(b0, TLanes.Multiply(b, multiplier));
                multiplier = Multiplier(ref rows, index + HalfRatePlans.Survivors);
                a1 = TLanes.Add(a1, TLanes.Multiply(a, multiplier));
                b1 = TLanes.Add(b1, TLanes.Multiply(b, multiplier));
                multiplier = Multiplier(ref rows, index + (2 * HalfRatePlans.Survivors));
                a2 = TLanes.Add(a2, TLanes.Multiply(a, multiplier));
                b2 = TLanes.Add(b2, TLanes.Multiply(b, multiplier));
                multiplier = Multiplier(ref rows, index + (3 * HalfRatePlans.Survivors));
                a3 = TLanes.Add(a3, TLanes.Multiply(a, multiplier));
                b3 = TLanes.Add(b3, TLanes.Multiply(b, multiplier));
            }

            Store(a0, b0, ref first, left, right);
            Store(a1, b1, ref second, left, right);
            Store(a2, b2, ref third, left, right);
            Store(a3, b3, ref fourth, left, right);
            if (right == last)
                return;
        }
    }

    /// <summary>One sum, of one row of coefficients.</summary>
    internal static void One(
        ref byte shards, nuint stride, ref byte survivors, ref byte row, ref byte sum, nuint length)
    {
        nuint last = length - (nuint)TLanes.Bytes;
        for (nuint offset = 0; ; offset += 2 * (nuint)TLanes.Bytes)
        {
            nuint left = Math.Min(offset, last), right = Math.Min(offset + (nuint)TLanes.Bytes, last);
            TVector a = default, b = default;
            for (nint index = 0; index < HalfRatePlans.Survivors; index++)
            {
                ref byte shard = ref Unsafe.Add(ref shards, stride * Unsafe.Add(ref survivors, index));
                TMultiplier multiplier = Multiplier(ref row, index);
                a = TLanes.Add(a, TLanes.Multiply(TLanes.Load(ref shard, left), multiplier));
                b = TLanes.Add(b, TLanes.Multiply(TLanes.Load(ref shard, right), multiplier));
            }

            Store(a, b, ref sum, left, right);
            if (right == last)
                return;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(TVector left, TVector right, ref byte sum, nuint leftAt, nuint rightAt)
    {
        TLanes.Store(left, ref sum, leftAt);
        TLanes.Store(right, ref sum, rightAt);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TMultiplier Multiplier(ref byte rows, nint index) =>
        TLanes.Prepare(ref Unsafe.Add(ref Gf256.Records, (nint)Unsafe.Add(ref rows, index) * Gf256.RecordBytes));
}
