using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Aether.Crypto.Hashing;

/// <summary>BLAKE3 of sixteen inputs in 512-bit vectors: element l of every vector belongs to lane l.</summary>
/// <remarks>
/// The 16 words of the state stay in registers and the block is read from memory, so that nothing is spilled. Equal to
/// <see cref="Blake3Scalar"/>.
/// </remarks>
// SAFETY: every pointer is a chaining value, block or row set of the lane count, as IBlake3Kernel says.
internal readonly unsafe struct Blake3Avx512 : IBlake3Kernel
{
    private const int BlockWords = 16;

    /// <inheritdoc/>
    public static int Lanes => 16;

    /// <inheritdoc/>
    // SAFETY: chaining has 8 vectors.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Start(void* chaining, ReadOnlySpan<uint> key)
    {
        Vector512<uint>* words = (Vector512<uint>*)chaining;
        for (int word = 0; word < Blake3Compression.ChainingWords; word++)
            words[word] = Vector512.Create(key[word]);
    }

    /// <inheritdoc/>
    // SAFETY: lanes past count read the first row, which exists.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Load(void* block, byte* rows, nint stride, int count)
    {
        byte** low = stackalloc byte*[16];
        byte** high = stackalloc byte*[16];
        for (int lane = 0; lane < Lanes; lane++)
        {
            low[lane] = rows + (lane < count ? lane * stride : 0);
            high[lane] = low[lane] + (Blake3Compression.BlockBytes / 2);
        }

        Transposition16.Load(low, high, (Vector512<uint>*)block);
    }

    /// <inheritdoc/>
    // SAFETY: block and rest have 16 vectors each.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Prepend(void* block, void* rest, byte first)
    {
        Vector512<uint>* words = (Vector512<uint>*)block;
        Vector512<uint>* spill = (Vector512<uint>*)rest;
        Vector512<uint> carried = Vector512.Create((uint)first);
        for (int word = 0; word < BlockWords; word++)
        {
            Vector512<uint> value = words[word];
            words[word] = (value << 8) | carried;
            carried = value >>> 24;
            spill[word] = Vector512<uint>.Zero;
        }

        spill[0] = carried;
    }

    /// <inheritdoc/>
    // SAFETY: chaining has 8 vectors and block 16.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Compress(void* chaining, void* block, ulong counter, uint step, uint blockBytes, uint flags)
    {
        Vector512<uint>* state = (Vector512<uint>*)chaining;
        Vector512<uint>* words = (Vector512<uint>*)block;
        Vector512<uint> v0 = state[0], v1 = state[1], v2 = state[2], v3 = state[3];
        Vector512<uint> v4 = state[4], v5 = state[5], v6 = state[6], v7 = state[7];
        ReadOnlySpan<uint> iv = Blake3Compression.Iv;
        Vector512<uint> v8 = Vector512.Create(iv[0]), v9 = Vector512.Create(iv[1]);
        Vector512<uint> v10 = Vector512.Create(iv[2]), v11 = Vector512.Create(iv[3]);
        Vector512<uint> counterBase = Vector512.Create((uint)counter);
        Vector512<uint> v12 = counterBase + (Vector512<uint>.Indices * step);

        // A lane whose low half wrapped has a high half one greater: the comparison yields -1 there.
        Vector512<uint> v13 = Vector512.Create((uint)(counter >> 32)) - Vector512.LessThan(v12, counterBase);
        Vector512<uint> v14 = Vector512.Create(blockBytes), v15 = Vector512.Create(flags);

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
    // SAFETY: output has 16 rows of 32 bytes.
    public static void Store(void* chaining, byte* output) =>
        Transposition16.StoreHalves((Vector512<uint>*)chaining, output);

    // One round over the words of the block in the order of that round.
    // SAFETY: order has 16 places of Blake3Compression.MessageOrder.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round(
        ref Vector512<uint> v0,
        ref Vector512<uint> v1,
        ref Vector512<uint> v2,
        ref Vector512<uint> v3,
        ref Vector512<uint> v4,
        ref Vector512<uint> v5,
        ref Vector512<uint> v6,
        ref Vector512<uint> v7,
        ref Vector512<uint> v8,
        ref Vector512<uint> v9,
        ref Vector512<uint> v10,
        ref Vector512<uint> v11,
        ref Vector512<uint> v12,
        ref Vector512<uint> v13,
        ref Vector512<uint> v14,
        ref Vector512<uint> v15,
        Vector512<uint>* words,
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

    // SAFETY: place is eight times an index below 16, counted in ulong: an eighth of a vector.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> Word(Vector512<uint>* words, byte place) =>
        *(Vector512<uint>*)((ulong*)words + place);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Mix(
        ref Vector512<uint> a,
        ref Vector512<uint> b,
        ref Vector512<uint> c,
        ref Vector512<uint> d,
        Vector512<uint> x,
        Vector512<uint> y)
    {
        a = a + x + b;
        d = Avx512F.RotateRight(d ^ a, 16);
        c += d;
        b = Avx512F.RotateRight(b ^ c, 12);
        a = a + y + b;
        d = Avx512F.RotateRight(d ^ a, 8);
        c += d;
        b = Avx512F.RotateRight(b ^ c, 7);
    }
}
