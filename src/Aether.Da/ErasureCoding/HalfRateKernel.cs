using System.Runtime.CompilerServices;

namespace Aether.Da.ErasureCoding;

/// <summary>The 16-point additive transforms of the 32+32 code, straight-line, for every instruction set.</summary>
/// <remarks>
/// <para>A 32-point transform needs more registers than there are; its top level is folded into <c>InverseUpper</c>,
/// where the last level of the inverse and the first of the forward transform share their product.</para>
/// <para>Shape: rows lie <c>stride</c> bytes apart; a column is a vector of each of 16 rows. The scratch holds 32
/// vectors per column: 16 of the lower half, then 16 of the upper. The last column of a shard ends with the shard and
/// may overlap the one before it. Twiddles are multiplier records in the order of use.</para>
/// <para>Source: Lin, Al-Naffouri, Han, Chung, "Novel Polynomial Basis with Fast Fourier Transform and Its Application
/// to Reed-Solomon Erasure Codes" (2016).</para>
/// </remarks>
internal static class HalfRateKernel<TLanes, TVector, TMultiplier>
    where TLanes : struct, IGf256Lanes<TVector, TMultiplier>
    where TVector : struct
    where TMultiplier : struct
{
    private const int Rows = 16;

    private static nuint ColumnBytes => 2 * Rows * (nuint)TLanes.Bytes;

    /// <summary>Inverse transform at the points 0..15, whose first twiddles are zero, into the scratch.</summary>
    internal static void InverseLower(
        ref byte rows, nuint stride, nuint offset, nuint length, int columns, ref byte scratch, ref byte twiddles)
    {
        nuint last = length - (nuint)TLanes.Bytes;
        for (; ; offset = Math.Min(offset + (nuint)TLanes.Bytes, last))
        {
            ref byte row = ref rows;
            TVector v0 = TLanes.Load(ref row, offset);
            row = ref Unsafe.Add(ref row, stride);
            TVector v1 = TLanes.Load(ref row, offset);
            row = ref Unsafe.Add(ref row, stride);
            TVector v2 = TLanes.Load(ref row, offset);
            row = ref Unsafe.Add(ref row, stride);
            TVector v3 = TLanes.Load(ref row, offset);
            row = ref Unsafe.Add(ref row, stride);
            TVector v4 = TLanes.Load(ref row, offset);
            row = ref Unsafe.Add(ref row, stride);
            TVector v5 = TLanes.Load(ref row, offset);
            row = ref Unsafe.Add(ref row, stride);
            TVector v6 = TLanes.Load(ref row, offset);
            row = ref Unsafe.Add(ref row, stride);
            TVector v7 = TLanes.Load(ref row, offset);
            row = ref Unsafe.Add(ref row, stride);
            TVector v8 = TLanes.Load(ref row, offset);
            row = ref Unsafe.Add(ref row, stride);
            TVector v9 = TLanes.Load(ref row, offset);
            row = ref Unsafe.Add(ref row, stride);
            TVector v10 = TLanes.Load(ref row, offset);
            row = ref Unsafe.Add(ref row, stride);
            TVector v11 = TLanes.Load(ref row, offset);
            row = ref Unsafe.Add(ref row, stride);
            TVector v12 = TLanes.Load(ref row, offset);
            row = ref Unsafe.Add(ref row, stride);
            TVector v13 = TLanes.Load(ref row, offset);
            row = ref Unsafe.Add(ref row, stride);
            TVector v14 = TLanes.Load(ref row, offset);
            row = ref Unsafe.Add(ref row, stride);
            TVector v15 = TLanes.Load(ref row, offset);
            TMultiplier m;
            v1 = TLanes.Add(v0, v1);
            m = Twiddle(ref twiddles, 8);
            Inverse(ref v2, ref v3, m);
            m = Twiddle(ref twiddles, 9);
            Inverse(ref v4, ref v5, m);
            m = Twiddle(ref twiddles, 10);
            Inverse(ref v6, ref v7, m);
            m = Twiddle(ref twiddles, 11);
            Inverse(ref v8, ref v9, m);
            m = Twiddle(ref twiddles, 12);
            Inverse(ref v10, ref v11, m);
            m = Twiddle(ref twiddles, 13);
            Inverse(ref v12, ref v13, m);
            m = Twiddle(ref twiddles, 14);
            Inverse(ref v14, ref v15, m);
            v2 = TLanes.Add(v0, v2);
            v3 = TLanes.Add(v1, v3);
            m = Twiddle(ref twiddles, 4);
            Inverse(ref v4, ref v6, m);
            Inverse(ref v5, ref v7, m);
            m = Twiddle(ref twiddles, 5);
            Inverse(ref v8, ref v10, m);
            Inverse(ref v9, ref v11, m);
            m = Twiddle(ref twiddles, 6);
            Inverse(ref v12, ref v14, m);
            Inverse(ref v13, ref v15, m);
            v4 = TLanes.Add(v0, v4);
            v5 = TLanes.Add(v1, v5);
            v6 = TLanes.Add(v2, v6);
            v7 = TLanes.Add(v3, v7);
            m = Twiddle(ref twiddles, 2);
            Inverse(ref v8, ref v12, m);
            Inverse(ref v9, ref v13, m);
            Inverse(ref v10, ref v14, m);
            Inverse(ref v11, ref v15, m);
            v8 = TLanes.Add(v0, v8);
            v9 = TLanes.Add(v1, v9);
            v10 = TLanes.Add(v2, v10);
            v11 = TLanes.Add(v3, v11);
            v12 = TLanes.Add(v4, v12);
            v13 = TLanes.Add(v5, v13);
            v14 = TLanes.Add(v6, v14);
            v15 = TLanes.Add(v7, v15);
            TLanes.Store(v0, ref scratch, 0 * (nuint)TLanes.Bytes);
            TLanes.Store(v1, ref scratch, 1 * (nuint)TLanes.Bytes);
            TLanes.Store(v2, ref scratch, 2 * (nuint)TLanes.Bytes);
            TLanes.Store(v3, ref scratch, 3 * (nuint)TLanes.Bytes);
            TLanes.Store(v4, ref scratch, 4 * (nuint)TLanes.Bytes);
            TLanes.Store(v5, ref scratch, 5 * (nuint)TLanes.Bytes);
            TLanes.Store(v6, ref scratch, 6 * (nuint)TLanes.Bytes);
            TLanes.Store(v7, ref scratch, 7 * (nuint)TLanes.Bytes);
            TLanes.Store(v8, ref scratch, 8 * (nuint)TLanes.Bytes);
            TLanes.Store(v9, ref scratch, 9 * (nuint)TLanes.Bytes);
            TLanes.Store(v10, ref scratch, 10 * (nuint)TLanes.Bytes);
            TLanes.Store(v11, ref scratch, 11 * (nuint)TLanes.Bytes);
            TLanes.Store(v12, ref scratch, 12 * (nuint)TLanes.Bytes);
            TLanes.Store(v13, ref scratch, 13 * (nuint)TLanes.Bytes);
            TLanes.Store(v14, ref scratch, 14 * (nuint)TLanes.Bytes);
            TLanes.Store(v15, ref scratch, 15 * (nuint)TLanes.Bytes);
            if (--columns == 0)
                return;
            scratch = ref Unsafe.Add(ref scratch, ColumnBytes);
        }
    }

    /// <summary>Inverse transform of rows at the points 16..31, joined with the lower half in the scratch.</summary>
    internal static void InverseUpper(
        ref byte rows, nuint stride, nuint offset, nuint length, int columns, ref byte scratch, ref byte twiddles)
    {
        nuint last = length - (nuint)TLanes.Bytes;
        for (; ; offset = Math.Min(offset + (nuint)TLanes.Bytes, last))
        {
            ref byte row = ref rows;
            TVector v0 = TLanes.Load(ref row, offset);
            row = ref Unsafe.Add(ref row, stride);
            TVector v1 = TLanes.Load(ref row, offset);
            row = ref Unsafe.Add(ref row, stride);
            TVector v2 = TLanes.Load(ref row, offset);
            row = ref Unsafe.Add(ref row, stride);
            TVector v3 = TLanes.Load(ref row, offset);
            row = ref Unsafe.Add(ref row, stride);
            TVector v4 = TLanes.Load(ref row, offset);
            row = ref Unsafe.Add(ref row, stride);
            TVector v5 = TLanes.Load(ref row, offset);
            row = ref Unsafe.Add(ref row, stride);
            TVector v6 = TLanes.Load(ref row, offset);
            row = ref Unsafe.Add(ref row, stride);
            TVector v7 = TLanes.Load(ref row, offset);
            row = ref Unsafe.Add(ref row, stride);
            TVector v8 = TLanes.Load(ref row, offset);
            row = ref Unsafe.Add(ref row, stride);
            TVector v9 = TLanes.Load(ref row, offset);
            row = ref Unsafe.Add(ref row, stride);
            TVector v10 = TLanes.Load(ref row, offset);
            row = ref Unsafe.Add(ref row, stride);
            TVector v11 = TLanes.Load(ref row, offset);
            row = ref Unsafe.Add(ref row, stride);
            TVector v12 = TLanes.Load(ref row, offset);
            row = ref Unsafe.Add(ref row, stride);
            TVector v13 = TLanes.Load(ref row, offset);
            row = ref Unsafe.Add(ref row, stride);
            TVector v14 = TLanes.Load(ref row, offset);
            row = ref Unsafe.Add(ref row, stride);
            TVector v15 = TLanes.Load(ref row, offset);
            TMultiplier m;
            m = Twiddle(ref twiddles, 7);
            Inverse(ref v0, ref v1, m);
            m = Twiddle(ref twiddles, 8);
            Inverse(ref v2, ref v3, m);
            m = Twiddle(ref twiddles, 9);
            Inverse(ref v4, ref v5, m);
            m = Twiddle(ref twiddles, 10);
            Inverse(ref v6, ref v7, m);
            m = Twiddle(ref twiddles, 11);
            Inverse(ref v8, ref v9, m);
            m = Twiddle(ref twiddles, 12);
            Inverse(ref v10, ref v11, m);
            m = Twiddle(ref twiddles, 13);
            Inverse(ref v12, ref v13, m);
            m = Twiddle(ref twiddles, 14);
            Inverse(ref v14, ref v15, m);
            m = Twiddle(ref twiddles, 3);
            Inverse(ref v0, ref v2, m);
            Inverse(ref v1, ref v3, m);
            m = Twiddle(ref twiddles, 4);
            Inverse(ref v4, ref v6, m);
            Inverse(ref v5, ref v7, m);
            m = Twiddle(ref twiddles, 5);
            Inverse(ref v8, ref v10, m);
            Inverse(ref v9, ref v11, m);
            m = Twiddle(ref twiddles, 6);
            Inverse(ref v12, ref v14, m);
            Inverse(ref v13, ref v15, m);
            m = Twiddle(ref twiddles, 1);
            Inverse(ref v0, ref v4, m);
            Inverse(ref v1, ref v5, m);
            Inverse(ref v2, ref v6, m);
            Inverse(ref v3, ref v7, m);
            m = Twiddle(ref twiddles, 2);
            Inverse(ref v8, ref v12, m);
            Inverse(ref v9, ref v13, m);
            Inverse(ref v10, ref v14, m);
            Inverse(ref v11, ref v15, m);
            m = Twiddle(ref twiddles, 0);
            Inverse(ref v0, ref v8, m);
            Inverse(ref v1, ref v9, m);
            Inverse(ref v2, ref v10, m);
            Inverse(ref v3, ref v11, m);
            Inverse(ref v4, ref v12, m);
            Inverse(ref v5, ref v13, m);
            Inverse(ref v6, ref v14, m);
            Inverse(ref v7, ref v15, m);
            m = Twiddle(ref twiddles, 15);
            Join(ref scratch, 0, v0, m);
            Join(ref scratch, 1, v1, m);
            Join(ref scratch, 2, v2, m);
            Join(ref scratch, 3, v3, m);
            Join(ref scratch, 4, v4, m);
            Join(ref scratch, 5, v5, m);
            Join(ref scratch, 6, v6, m);
            Join(ref scratch, 7, v7, m);
            Join(ref scratch, 8, v8, m);
            Join(ref scratch, 9, v9, m);
            Join(ref scratch, 10, v10, m);
            Join(ref scratch, 11, v11, m);
            Join(ref scratch, 12, v12, m);
            Join(ref scratch, 13, v13, m);
            Join(ref scratch, 14, v14, m);
            Join(ref scratch, 15, v15, m);
            if (--columns == 0)
                return;
            scratch = ref Unsafe.Add(ref scratch, ColumnBytes);
        }
    }

    /// <summary>Transforms a half of the scratch into rows at 16 points.</summary>
    internal static void Forward(
        ref byte rows, nuint stride, nuint offset, nuint length, int columns, ref byte scratch, ref byte twiddles)
    {
        nuint last = length - (nuint)TLanes.Bytes;
        for (; ; offset = Math.Min(offset + (nuint)TLanes.Bytes, last))
        {
            TVector v0 = TLanes.Load(ref scratch, 0 * (nuint)TLanes.Bytes);
            TVector v1 = TLanes.Load(ref scratch, 1 * (nuint)TLanes.Bytes);
            TVector v2 = TLanes.Load(ref scratch, 2 * (nuint)TLanes.Bytes);
            TVector v3 = TLanes.Load(ref scratch, 3 * (nuint)TLanes.Bytes);
            TVector v4 = TLanes.Load(ref scratch, 4 * (nuint)TLanes.Bytes);
            TVector v5 = TLanes.Load(ref scratch, 5 * (nuint)TLanes.Bytes);
            TVector v6 = TLanes.Load(ref scratch, 6 * (nuint)TLanes.Bytes);
            TVector v7 = TLanes.Load(ref scratch, 7 * (nuint)TLanes.Bytes);
            TVector v8 = TLanes.Load(ref scratch, 8 * (nuint)TLanes.Bytes);
            TVector v9 = TLanes.Load(ref scratch, 9 * (nuint)TLanes.Bytes);
            TVector v10 = TLanes.Load(ref scratch, 10 * (nuint)TLanes.Bytes);
            TVector v11 = TLanes.Load(ref scratch, 11 * (nuint)TLanes.Bytes);
            TVector v12 = TLanes.Load(ref scratch, 12 * (nuint)TLanes.Bytes);
            TVector v13 = TLanes.Load(ref scratch, 13 * (nuint)TLanes.Bytes);
            TVector v14 = TLanes.Load(ref scratch, 14 * (nuint)TLanes.Bytes);
            TVector v15 = TLanes.Load(ref scratch, 15 * (nuint)TLanes.Bytes);
            TMultiplier m;
            m = Twiddle(ref twiddles, 0);
            Forward(ref v0, ref v8, m);
            Forward(ref v1, ref v9, m);
            Forward(ref v2, ref v10, m);
            Forward(ref v3, ref v11, m);
            Forward(ref v4, ref v12, m);
            Forward(ref v5, ref v13, m);
            Forward(ref v6, ref v14, m);
            Forward(ref v7, ref v15, m);
            m = Twiddle(ref twiddles, 1);
            Forward(ref v0, ref v4, m);
            Forward(ref v1, ref v5, m);
            Forward(ref v2, ref v6, m);
            Forward(ref v3, ref v7, m);
            m = Twiddle(ref twiddles, 2);
            Forward(ref v8, ref v12, m);
            Forward(ref v9, ref v13, m);
            Forward(ref v10, ref v14, m);
            Forward(ref v11, ref v15, m);
            m = Twiddle(ref twiddles, 3);
            Forward(ref v0, ref v2, m);
            Forward(ref v1, ref v3, m);
            m = Twiddle(ref twiddles, 4);
            Forward(ref v4, ref v6, m);
            Forward(ref v5, ref v7, m);
            m = Twiddle(ref twiddles, 5);
            Forward(ref v8, ref v10, m);
            Forward(ref v9, ref v11, m);
            m = Twiddle(ref twiddles, 6);
            Forward(ref v12, ref v14, m);
            Forward(ref v13, ref v15, m);
            m = Twiddle(ref twiddles, 7);
            Forward(ref v0, ref v1, m);
            m = Twiddle(ref twiddles, 8);
            Forward(ref v2, ref v3, m);
            m = Twiddle(ref twiddles, 9);
            Forward(ref v4, ref v5, m);
            m = Twiddle(ref twiddles, 10);
            Forward(ref v6, ref v7, m);
            m = Twiddle(ref twiddles, 11);
            Forward(ref v8, ref v9, m);
            m = Twiddle(ref twiddles, 12);
            Forward(ref v10, ref v11, m);
            m = Twiddle(ref twiddles, 13);
            Forward(ref v12, ref v13, m);
            m = Twiddle(ref twiddles, 14);
            Forward(ref v14, ref v15, m);
            ref byte row = ref rows;
            TLanes.Store(v0, ref row, offset);
            row = ref Unsafe.Add(ref row, stride);
            TLanes.Store(v1, ref row, offset);
            row = ref Unsafe.Add(ref row, stride);
            TLanes.Store(v2, ref row, offset);
            row = ref Unsafe.Add(ref row, stride);
            TLanes.Store(v3, ref row, offset);
            row = ref Unsafe.Add(ref row, stride);
            TLanes.Store(v4, ref row, offset);
            row = ref Unsafe.Add(ref row, stride);
            TLanes.Store(v5, ref row, offset);
            row = ref Unsafe.Add(ref row, stride);
            TLanes.Store(v6, ref row, offset);
            row = ref Unsafe.Add(ref row, stride);
            TLanes.Store(v7, ref row, offset);
            row = ref Unsafe.Add(ref row, stride);
            TLanes.Store(v8, ref row, offset);
            row = ref Unsafe.Add(ref row, stride);
            TLanes.Store(v9, ref row, offset);
            row = ref Unsafe.Add(ref row, stride);
            TLanes.Store(v10, ref row, offset);
            row = ref Unsafe.Add(ref row, stride);
            TLanes.Store(v11, ref row, offset);
            row = ref Unsafe.Add(ref row, stride);
            TLanes.Store(v12, ref row, offset);
            row = ref Unsafe.Add(ref row, stride);
            TLanes.Store(v13, ref row, offset);
            row = ref Unsafe.Add(ref row, stride);
            TLanes.Store(v14, ref row, offset);
            row = ref Unsafe.Add(ref row, stride);
            TLanes.Store(v15, ref row, offset);
            if (--columns == 0)
                return;
            scratch = ref Unsafe.Add(ref scratch, ColumnBytes);
        }
    }

    // a and b become the sums at the lower and the upper half of the points: b += a ends the inverse, a += w b and
    // b += a begin the forward transform.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Join(ref byte scratch, int row, TVector upper, TMultiplier multiplier)
    {
        nuint lowerAt = (nuint)row * (nuint)TLanes.Bytes;
        nuint upperAt = (nuint)(Rows + row) * (nuint)TLanes.Bytes;
        TVector lower = TLanes.Load(ref scratch, lowerAt);
        TVector sum = TLanes.Add(lower, upper);
        TVector first = TLanes.Add(lower, TLanes.Multiply(sum, multiplier));
        TLanes.Store(first, ref scratch, lowerAt);
        TLanes.Store(TLanes.Add(first, sum), ref scratch, upperAt);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Inverse(ref TVector first, ref TVector second, TMultiplier multiplier)
    {
        second = TLanes.Add(first, second);
        first = TLanes.Add(first, TLanes.Multiply(second, multiplier));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Forward(ref TVector first, ref TVector second, TMultiplier multiplier)
    {
        first = TLanes.Add(first, TLanes.Multiply(second, multiplier));
        second = TLanes.Add(first, second);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TMultiplier Twiddle(ref byte twiddles, int index) =>
        TLanes.Prepare(ref Unsafe.Add(ref twiddles, index * Gf256.RecordBytes));
}
