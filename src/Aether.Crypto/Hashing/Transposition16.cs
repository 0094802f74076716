using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Aether.Crypto.Hashing;

/// <summary>Turns 16 rows of 16 words into 16 vectors of equal words, and back.</summary>
/// <remarks>
/// Words move in three steps: pairs and fours inside 128-bit quarters, then whole quarters. That is 64 shuffles for
/// 1 KiB, where gathers would take 256 loads.
/// </remarks>
// SAFETY: see the members; callers pass 16 rows and room for all columns.
internal static unsafe class Transposition16
{
    /// <summary>Column w becomes word w of every row, as the row's bytes lie.</summary>
    /// <param name="low">16 pointers to the first 32 bytes of each row.</param>
    /// <param name="high">16 pointers to the second 32 bytes of each row.</param>
    /// <param name="columns">16 vectors, aligned.</param>
    // SAFETY: low and high have 16 pointers to 32 readable bytes each; columns has 16 vectors.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Load(byte** low, byte** high, Vector512<uint>* columns)
    {
        Four(Row(low, high, 0), Row(low, high, 1), Row(low, high, 2), Row(low, high, 3),
            out Vector512<uint> a0, out Vector512<uint> a1, out Vector512<uint> a2, out Vector512<uint> a3);
        Four(Row(low, high, 4), Row(low, high, 5), Row(low, high, 6), Row(low, high, 7),
            out Vector512<uint> b0, out Vector512<uint> b1, out Vector512<uint> b2, out Vector512<uint> b3);
        Four(Row(low, high, 8), Row(low, high, 9), Row(low, high, 10), Row(low, high, 11),
            out Vector512<uint> c0, out Vector512<uint> c1, out Vector512<uint> c2, out Vector512<uint> c3);
        Four(Row(low, high, 12), Row(low, high, 13), Row(low, high, 14), Row(low, high, 15),
            out Vector512<uint> d0, out Vector512<uint> d1, out Vector512<uint> d2, out Vector512<uint> d3);
        Quarters(a0, b0, c0, d0, columns);
        Quarters(a1, b1, c1, d1, columns + 1);
        Quarters(a2, b2, c2, d2, columns + 2);
        Quarters(a3, b3, c3, d3, columns + 3);
    }

    /// <summary>Writes 16 rows of 8 words, row by row, from 8 columns.</summary>
    /// <param name="columns">8 vectors.</param>
    /// <param name="rows">512 bytes; no alignment.</param>
    // SAFETY: columns has 8 vectors and rows 512 bytes.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void StoreHalves(Vector512<uint>* columns, byte* rows)
    {
        Four(columns[0], columns[1], columns[2], columns[3],
            out Vector512<uint> a0, out Vector512<uint> a1, out Vector512<uint> a2, out Vector512<uint> a3);
        Four(columns[4], columns[5], columns[6], columns[7],
            out Vector512<uint> b0, out Vector512<uint> b1, out Vector512<uint> b2, out Vector512<uint> b3);
        StoreEveryFourth(a0, b0, rows);
        StoreEveryFourth(a1, b1, rows + 32);
        StoreEveryFourth(a2, b2, rows + 64);
        StoreEveryFourth(a3, b3, rows + 96);
    }

    // SAFETY: low[row] and high[row] point to 32 readable bytes.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> Row(byte** low, byte** high, int row) =>
        Vector512.Create(Vector256.Load((uint*)low[row]), Vector256.Load((uint*)high[row]));

    // Transposes 4 x 4 words inside every quarter: quarter q of output k is word 4q + k of the four inputs.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Four(
        Vector512<uint> p,
        Vector512<uint> q,
        Vector512<uint> r,
        Vector512<uint> s,
        out Vector512<uint> first,
        out Vector512<uint> second,
        out Vector512<uint> third,
        out Vector512<uint> fourth)
    {
        Vector512<ulong> lowPq = Avx512F.UnpackLow(p, q).AsUInt64(), highPq = Avx512F.UnpackHigh(p, q).AsUInt64();
        Vector512<ulong> lowRs = Avx512F.UnpackLow(r, s).AsUInt64(), highRs = Avx512F.UnpackHigh(r, s).AsUInt64();
        first = Avx512F.UnpackLow(lowPq, lowRs).AsUInt32();
        second = Avx512F.UnpackHigh(lowPq, lowRs).AsUInt32();
        third = Avx512F.UnpackLow(highPq, highRs).AsUInt32();
        fourth = Avx512F.UnpackHigh(highPq, highRs).AsUInt32();
    }

    // Transposes 4 x 4 quarters into every fourth column.
    // SAFETY: columns[0], [4], [8] and [12] exist.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Quarters(
        Vector512<uint> p, Vector512<uint> q, Vector512<uint> r, Vector512<uint> s, Vector512<uint>* columns)
    {
        const byte Even = 0x88;
        const byte Odd = 0xDD;
        Vector512<uint> evenLow = Avx512F.Shuffle4x128(p, q, Even), oddLow = Avx512F.Shuffle4x128(p, q, Odd);
        Vector512<uint> evenHigh = Avx512F.Shuffle4x128(r, s, Even), oddHigh = Avx512F.Shuffle4x128(r, s, Odd);
        columns[0] = Avx512F.Shuffle4x128(evenLow, evenHigh, Even);
        columns[4] = Avx512F.Shuffle4x128(oddLow, oddHigh, Even);
        columns[8] = Avx512F.Shuffle4x128(evenLow, evenHigh, Odd);
        columns[12] = Avx512F.Shuffle4x128(oddLow, oddHigh, Odd);
    }

    // Quarter q of both inputs is one row of 32 bytes, written 4q rows on.
    // SAFETY: rows has 416 bytes: four rows of 32, 128 apart.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreEveryFourth(Vector512<uint> left, Vector512<uint> right, byte* rows)
    {
        Vector512<ulong> a = left.AsUInt64(), b = right.AsUInt64();
        Vector512<ulong> near = Avx512F.PermuteVar8x64x2(a, Vector512.Create(0UL, 1, 8, 9, 2, 3, 10, 11), b);
        Vector512<ulong> far = Avx512F.PermuteVar8x64x2(a, Vector512.Create(4UL, 5, 12, 13, 6, 7, 14, 15), b);
        near.GetLower().Store((ulong*)rows);
        near.GetUpper().Store((ulong*)(rows + 128));
        far.GetLower().Store((ulong*)(rows + 256));
        far.GetUpper().Store((ulong*)(rows + 384));
    }
}
