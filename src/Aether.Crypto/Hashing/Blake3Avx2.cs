using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Aether.Crypto.Hashing;

/// <summary>BLAKE3 of eight inputs in 256-bit vectors: element l of every vector belongs to lane l.</summary>
/// <remarks>Equal to <see cref="Blake3Scalar"/>.</remarks>
// SAFETY: every pointer is a chaining value, block or row set of the lane count, as IBlake3Kernel says.
internal readonly unsafe struct Blake3Avx2 : IBlake3Kernel
{
    private const int BlockWords = 16;

    /// <inheritdoc/>
    public static int Lanes => 8;

    /// <inheritdoc/>
    // SAFETY: chaining has 8 vectors.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Start(void* chaining, ReadOnlySpan<uint> key)
    {
        Vector256<uint>* words = (Vector256<uint>*)chaining;
        for (int word = 0; word < Blake3Compression.ChainingWords; word++)
            words[word] = Vector256.Create(key[word]);
    }

    /// <inheritdoc/>
    // SAFETY: lanes past count read the first row, which exists.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Load(void* block, byte* rows, nint stride, int count)
    {
        Vector256<uint>* words = (Vector256<uint>*)block;
        byte** row = stackalloc byte*[8];
        for (int lane = 0; lane < Lanes; lane++)
            row[lane] = rows + (lane < count ? lane * stride : 0);
        Transposition8.Load(row, words);
        for (int lane = 0; lane < Lanes; lane++)
            row[lane] += Blake3Compression.BlockBytes / 2;
        Transposition8.Load(row, words + 8);
    }

    /// <inheritdoc/>
    // SAFETY: block and rest have 16 vectors each.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Prepend(void* block, void* rest, byte first)
    {
        Vector256<uint>* words = (Vector256<uint>*)block;
        Vector256<uint>* spill = (Vector256<uint>*)rest;
        Vector256<uint> carried = Vector256.Create((uint)first);
        for (int word = 0; word < BlockWords; word++)
        {
            Vector256<uint> value = words[word];
            words[word] = (value << 8) | carried;
            carried = value >>> 24;
            spill[word] = Vector256<uint>.Zero;
        }

        spill[0] = carried;
    }

    /// <inheritdoc/>
    // SAFETY: chaining has 8 vectors and block 16.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Compress(void* chaining, void* block, ulong counter, uint step, uint blockBytes, uint flags)
    {
        Vector256<uint>* state = (Vector256<uint>*)chaining;
        Vector256<uint>* words = (Vector256<uint>*)block;
        Vector256<uint> v0 = state[0], v1 = state[1], v2 = state[2], v3 = state[3];
        Vector256<uint> v4 = state[4], v5 = state[5], v6 = state[6], v7 = state[7];
        ReadOnlySpan<uint> iv = Blake3Compression.Iv;
        Vector256<uint> v8 = Vector256.Create(iv[0]), v9 = Vector256.Create(iv[1]);
        Vector256<uint> v10 = Vector256.Create(iv[2]), v11 = Vector256.Create(iv[3]);
        Vector256<uint> counterBase = Vector256.Create((uint)counter);
        Vector256<uint> v12 = counterBase + (Vector256<uint>.Indices * step);

        // A lane whose low half wrapped has a high half one greater: the comparison yields -1 there.
        Vector256<uint> v13 = Vector256.Create((uint)(counter >> 32)) - Vector256.LessThan(v12, counterBase);
        Vector256<uint> v14 = Vector256.Create(blockBytes), v15 = Vector256.Create(flags);

        // The order is read from a table, not written out: the compiler would else keep the whole block in registers
        // and spill the state. SAFETY: the table is data of the image, which the collector does not move.
        byte* order = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(Blake3Compression.MessageOrder));
        for (int round = 0; round < Blake3Compression.Rounds; round++)
        {
            Round(
                ref v0, ref v1, ref v2, ref v3, ref v4, ref v5, ref v6, ref v7,
                ref v8, ref v9, ref v10, ref v11, ref v12, ref v13, ref v14, ref v15,
                words, order);
            order += BlockWords;
        }

        state[0] = v0 ^ v8;
        state[1] = v1 ^ v9;
        state[2] = v2 ^ v10;
        state[3] = v3 ^ v11;
        state[4] = v4 ^ v12;
        state[5] = v5 ^ v13;
        state[6] = v6 ^ v14;
        state[7] = v7 ^ v15;
    }

    /// <inheritdoc/>
    // SAFETY: output has 8 rows of 32 bytes.
    public static void Store(void* chaining, byte* output) =>
        Transposition8.Store((Vector256<uint>*)chaining, output);

    // One round over the words of the block in the order of that round.
    // SAFETY: order has 16 places of Blake3Compression.MessageOrder.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round(
        ref Vector256<uint> v0,
        ref Vector256<uint> v1,
        ref Vector256<uint> v2,
        ref Vector256<uint> v3,
        ref Vector256<uint> v4,
        ref Vector256<uint> v5,
        ref Vector256<uint> v6,
        ref Vector256<uint> v7,
        ref Vector256<uint> v8,
        ref Vector256<uint> v9,
        ref Vector256<uint> v10,
        ref Vector256<uint> v11,
        ref Vector256<uint> v12,
        ref Vector256<uint> v13,
        ref Vector256<uint> v14,
        ref Vector256<uint> v15,
        Vector256<uint>* words,
        byte* order)
    {
        Mix(ref v0, ref v4, ref v8, ref v12, Word(words, order[0]), Word(words, order[1]));
        Mix(ref v1, ref v5, ref v9, ref v13, Word(words, order[2]), Word(words, order[3]));
        Mix(ref v2, ref v6, ref v10, ref v14, Word(words, order[4]), Word(words, order[5]));
        Mix(ref v3, ref v7, ref v11, ref v15, Word(words, order[6]), Word(words, order[7]));
        Mix(ref v0, ref v5, ref v10, ref v15, Word(words, order[8]), Word(words, order[9]));
        Mix(ref v1, ref v6, ref v11, ref v12, Word(words, order[10]), Word(words, order[11]));
        Mix(ref v2, ref v7, ref v8, ref v13, Word(words, order[12]), Word(words, order[13]));
        Mix(ref v3, ref v4, ref v9, ref v14, Word(words, order[14]), Word(words, order[15]));
    }

    // SAFETY: place is eight times an index below 16, counted in uint: an eighth of a vector.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Word(Vector256<uint>* words, byte place) =>
        *(Vector256<uint>*)((uint*)words + place);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Mix(
        ref Vector256<uint> a,
        ref Vector256<uint> b,
        ref Vector256<uint> c,
        ref Vector256<uint> d,
        Vector256<uint> x,
        Vector256<uint> y)
    {
        a = a + x + b;
        d = RotateRight(d ^ a, 16);
        c += d;
        b = RotateRight(b ^ c, 12);
        a = a + y + b;
        d = RotateRight(d ^ a, 8);
        c += d;
        b = RotateRight(b ^ c, 7);
    }

    // Rotations by whole bytes are one shuffle; the others two shifts.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> RotateRight(Vector256<uint> value, int count) => count switch
    {
        16 => Avx2.Shuffle(
            value.AsByte(),
            Vector256.Create(Vector128.Create((byte)2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13))).AsUInt32(),
        8 => Avx2.Shuffle(
            value.AsByte(),
            Vector256.Create(Vector128.Create((byte)1, 2, 3, 0, 5, 6, 7, 4, 9, 10, 11, 8, 13, 14, 15, 12))).AsUInt32(),
        _ => (value >>> count) | (value << (32 - count)),
    };
}
