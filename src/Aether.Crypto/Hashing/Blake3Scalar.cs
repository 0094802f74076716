using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Aether.Crypto.Hashing;

/// <summary>BLAKE3 of one input in plain integers: the definition that every other variant must equal.</summary>
/// <remarks>A block here is its 64 bytes and a chaining value its 8 words.</remarks>
// SAFETY: every pointer is a chaining value or block of one lane, as IBlake3Kernel says.
internal readonly unsafe struct Blake3Scalar : IBlake3Kernel
{
    private const int Bytes = Blake3Compression.BlockBytes;

    /// <inheritdoc/>
    public static int Lanes => 1;

    /// <inheritdoc/>
    // SAFETY: chaining has 8 words.
    public static void Start(void* chaining, ReadOnlySpan<uint> key) =>
        key[..Blake3Compression.ChainingWords].CopyTo(new Span<uint>(chaining, Blake3Compression.ChainingWords));

    /// <inheritdoc/>
    // SAFETY: one row of 64 bytes; block has as many.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Load(void* block, byte* rows, nint stride, int count) =>
        new ReadOnlySpan<byte>(rows, Bytes).CopyTo(new Span<byte>(block, Bytes));

    /// <inheritdoc/>
    // SAFETY: block and rest have 64 bytes each.
    public static void Prepend(void* block, void* rest, byte first)
    {
        Span<byte> bytes = new(block, Bytes);
        Span<byte> spill = new(rest, Bytes);
        spill.Clear();
        spill[0] = bytes[Bytes - 1];
        bytes[..(Bytes - 1)].CopyTo(bytes[1..]);
        bytes[0] = first;
    }

    /// <inheritdoc/>
    // SAFETY: chaining has 8 words and block 64 bytes.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Compress(void* chaining, void* block, ulong counter, uint step, uint blockBytes, uint flags)
    {
        Span<uint> own = new(chaining, Blake3Compression.ChainingWords);
        Span<uint> state = stackalloc uint[Blake3Compression.StateWords];
        Blake3Compression.Compress(own, new ReadOnlySpan<byte>(block, Bytes), counter, blockBytes, flags, state);
        state[..Blake3Compression.ChainingWords].CopyTo(own);
    }

    /// <inheritdoc/>
    // SAFETY: chaining has 8 words and output 32 bytes.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Store(void* chaining, byte* output)
    {
        for (int word = 0; word < Blake3Compression.ChainingWords; word++)
            BinaryPrimitives.WriteUInt32LittleEndian(new Span<byte>(output + (4 * word), 4), ((uint*)chaining)[word]);
    }
}
