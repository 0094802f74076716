using System.Numerics;
using System.Runtime.CompilerServices;

namespace Aether.Da.ErasureCoding;

/// <summary>The 32+32 code in one instruction set, over checked shapes.</summary>
internal static class HalfRateCodec<TLanes, TVector, TMultiplier>
    where TLanes : struct, IGf256Lanes<TVector, TMultiplier>
    where TVector : struct
    where TMultiplier : struct
{
    private const int HalfRows = 16;

    /// <summary>Computes the 32 parity shards from the 32 data shards, both <paramref name="stride"/> apart.</summary>
    internal static void Encode(ref byte data, nuint stride, ref byte parity, nuint parityStride, nuint length)
    {
        nuint width = (nuint)TLanes.Bytes;
        nuint columns = (length + width - 1) / width;
        ref byte scratch = ref HalfRateScratch.Start;
        for (nuint column = 0; column < columns; column += HalfRateScratch.BlockColumns)
        {
            int count = (int)Math.Min(columns - column, HalfRateScratch.BlockColumns);
            nuint offset = Math.Min(column * width, length - width);
            Transform(ref data, stride, offset, length, count, ref scratch);
            Evaluate(ref parity, parityStride, offset, length, count, ref scratch);
        }
    }

    /// <summary>Computes parity shards again from complete data, and writes only those of a mask.</summary>
    internal static void EncodeSome(ref byte shards, nuint stride, uint parityMask, nuint length)
    {
        nuint width = (nuint)TLanes.Bytes;
        nuint columns = (length + width - 1) / width;
        ref byte parity = ref Unsafe.Add(ref shards, stride * (2 * HalfRows));
        ref byte scratch = ref HalfRateScratch.Start;
        ref byte block = ref Unsafe.Add(ref scratch, HalfRateScratch.ColumnsBytes);
        for (nuint column = 0; column < columns; column += HalfRateScratch.BlockColumns)
        {
            int count = (int)Math.Min(columns - column, HalfRateScratch.BlockColumns);
            nuint offset = Math.Min(column * width, length - width);
            Transform(ref shards, stride, offset, length, count, ref scratch);
            Evaluate(ref block, HalfRateScratch.ParityStride, 0, length - offset, count, ref scratch);
            uint bytes = (uint)Math.Min((nuint)count * width, length - offset);
            for (uint rest = parityMask; rest != 0; rest &= rest - 1)
            {
                nuint row = (nuint)BitOperations.TrailingZeroCount(rest);
                ref byte source = ref Unsafe.Add(ref block, row * HalfRateScratch.ParityStride);
                ref byte target = ref Unsafe.Add(ref parity, (row * stride) + offset);
                Unsafe.CopyBlockUnaligned(ref target, ref source, bytes);
            }
        }
    }

    /// <summary>Computes lost shards as sums of the survivors of a plan, in the order of its rows.</summary>
    internal static void Combine(ref byte shards, nuint stride, ulong lost, ref byte plan, nuint length)
    {
        ref byte row = ref Unsafe.Add(ref plan, HalfRatePlans.Survivors);
        while (BitOperations.PopCount(lost) >= 4)
        {
            ref byte first = ref Next(ref shards, stride, ref lost);
            ref byte second = ref Next(ref shards, stride, ref lost);
            ref byte third = ref Next(ref shards, stride, ref lost);
            ref byte fourth = ref Next(ref shards, stride, ref lost);
            HalfRateSums<TLanes, TVector, TMultiplier>.Four(
                ref shards, stride, ref plan, ref row, ref first, ref second, ref third, ref fourth, length);
            row = ref Unsafe.Add(ref row, 4 * HalfRatePlans.Survivors);
        }

        while (lost != 0)
        {
            ref byte target = ref Next(ref shards, stride, ref lost);
            HalfRateSums<TLanes, TVector, TMultiplier>.One(ref shards, stride, ref plan, ref row, ref target, length);
            row = ref Unsafe.Add(ref row, HalfRatePlans.Survivors);
        }
    }

    private static ref byte Next(ref byte shards, nuint stride, ref ulong lost)
    {
        nuint index = (nuint)BitOperations.TrailingZeroCount(lost);
        lost &= lost - 1;
        return ref Unsafe.Add(ref shards, index * stride);
    }

    private static void Transform(
        ref byte data, nuint stride, nuint offset, nuint length, int columns, ref byte scratch)
    {
        HalfRateKernel<TLanes, TVector, TMultiplier>.InverseLower(
            ref data, stride, offset, length, columns, ref scratch, ref HalfRateTwiddles.Get(0));
        ref byte upper = ref Unsafe.Add(ref data, stride * HalfRows);
        HalfRateKernel<TLanes, TVector, TMultiplier>.InverseUpper(
            ref upper, stride, offset, length, columns, ref scratch, ref HalfRateTwiddles.Get(16));
    }

    private static void Evaluate(
        ref byte parity, nuint stride, nuint offset, nuint length, int columns, ref byte scratch)
    {
        HalfRateKernel<TLanes, TVector, TMultiplier>.Forward(
            ref parity, stride, offset, length, columns, ref scratch, ref HalfRateTwiddles.Get(32));
        ref byte upper = ref Unsafe.Add(ref parity, stride * HalfRows);
        ref byte upperScratch = ref Unsafe.Add(ref scratch, HalfRows * TLanes.Bytes);
        HalfRateKernel<TLanes, TVector, TMultiplier>.Forward(
            ref upper, stride, offset, length, columns, ref upperScratch, ref HalfRateTwiddles.Get(48));
    }
}
