using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Aether.Crypto.Hashing;

/// <summary>Turns 8 rows of 8 words into 8 vectors of equal words, and back.</summary>
// SAFETY: see the members; callers pass 8 rows and room for all columns.
internal static unsafe class Transposition8
{
    /// <summary>Column w becomes word w of every row, as the row's bytes lie.</summary>
    /// <param name="rows">8 pointers to 32 bytes.</param>
    /// <param name="columns">8 vectors, aligned.</param>
    // SAFETY: rows has 8 pointers to 32 readable bytes each; columns has 8 vectors.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Load(byte** rows, Vector256<uint>* columns)
    {
        for (int row = 0; row < 8; row++)
            columns[row] = Vector256.Load((uint*)rows[row]);
        Transpose(columns, columns);
    }

    /// <summary>Writes 8 rows of 8 words, row by row, from 8 columns.</summary>
    /// <param name="columns">8 vectors.</param>
    /// <param name="rows">256 bytes; no alignment.</param>
    // SAFETY: columns has 8 vectors and rows 256 bytes.
    internal static void Store(Vector256<uint>* columns, byte* rows) => Transpose(columns, (Vector256<uint>*)rows);

    // A transposition is its own inverse, so both directions share it. All reads come before the first write.
    // SAFETY: source and destination have 8 vectors; the same memory is allowed.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Transpose(Vector256<uint>* source, Vector256<uint>* destination)
    {
        Four(source,
            out Vector256<uint> a0, out Vector256<uint> a1, out Vector256<uint> a2, out Vector256<uint> a3);
        Four(source + 4,
            out Vector256<uint> b0, out Vector256<uint> b1, out Vector256<uint> b2, out Vector256<uint> b3);
        const byte Lower = 0x20;
        const byte Upper = 0x31;
        destination[0] = Avx2.Permute2x128(a0, b0, Lower);
        destination[1] = Avx2.Permute2x128(a1, b1, Lower);
        destination[2] = Avx2.Permute2x128(a2, b2, Lower);
        destination[3] = Avx2.Permute2x128(a3, b3, Lower);
        destination[4] = Avx2.Permute2x128(a0, b0, Upper);
        destination[5] = Avx2.Permute2x128(a1, b1, Upper);
        destination[6] = Avx2.Permute2x128(a2, b2, Upper);
        destination[7] = Avx2.Permute2x128(a3, b3, Upper);
    }

    // Transposes 4 x 4 words inside both halves: half h of output k is word 4h + k of the four inputs.
    // SAFETY: rows has 4 vectors.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Four(
        Vector256<uint>* rows,
        out Vector256<uint> first,
        out Vector256<uint> second,
        out Vector256<uint> third,
        out Vector256<uint> fourth)
    {
        Vector256<uint> p = rows[0], q = rows[1], r = rows[2], s = rows[3];
        Vector256<ulong> lowPq = Avx2.UnpackLow(p, q).AsUInt64(), highPq = Avx2.UnpackHigh(p, q).AsUInt64();
        Vector256<ulong> lowRs = Avx2.UnpackLow(r, s).AsUInt64(), highRs = Avx2.UnpackHigh(r, s).AsUInt64();
        first = Avx2.UnpackLow(lowPq, lowRs).AsUInt32();
        second = Avx2.UnpackHigh(lowPq, lowRs).AsUInt32();
        third = Avx2.UnpackLow(highPq, highRs).AsUInt32();
        fourth = Avx2.UnpackHigh(highPq, highRs).AsUInt32();
    }
}
