using System.Numerics;

namespace Aether.Crypto.Hashing;

/// <summary>BLAKE3 over contiguous bytes: the hash of every Merkle tree and of bulk content.</summary>
/// <remarks>
/// <para>Shape: <c>output</c> may have any length; the first 32 bytes are the usual digest, longer outputs extend
/// it.</para>
/// <para>Threads: pure functions. Cost: no allocation; stack depth is logarithmic in the input.</para>
/// <para>Source: BLAKE3 specification (O'Connor, Aumasson, Neves, Wilcox-O'Hearn). Consensus: state and block roots
/// depend on it.</para>
/// </remarks>
public static class Blake3
{
    /// <summary>Bytes of a digest of the usual length.</summary>
    public const int DigestBytes = 32;

    /// <summary>Bytes of a key.</summary>
    public const int KeyBytes = 32;

    /// <summary>Words of a key as <see cref="KeyedHash64"/> takes it.</summary>
    public const int KeyWords = 8;

    /// <summary>Hashes <paramref name="input"/>.</summary>
    public static void Hash(ReadOnlySpan<byte> input, Span<byte> output) =>
        HashCore(Blake3Compression.Iv, input, 0, output);

    /// <summary>Hashes under a 32-byte key.</summary>
    public static void KeyedHash(ReadOnlySpan<byte> key, ReadOnlySpan<byte> input, Span<byte> output)
    {
        Span<uint> words = stackalloc uint[KeyWords];
        Blake3Compression.ReadKey(key, words);
        HashCore(words, input, Blake3Compression.KeyedHash, output);
    }

    /// <summary>Derives key material; <paramref name="context"/> is a hard-coded, application-unique UTF-8
    /// string.</summary>
    public static void DeriveKey(ReadOnlySpan<byte> context, ReadOnlySpan<byte> material, Span<byte> output)
    {
        Span<uint> words = stackalloc uint[KeyWords];
        ContextKey(context, words);
        HashCore(words, material, Blake3Compression.DeriveKeyMaterial, output);
    }

    /// <summary>
    /// <see cref="KeyedHash"/> of exactly 64 bytes into 32, as one compression: the node hash of the state tree.
    /// </summary>
    /// <param name="keyWords">8 words, the key read as little-endian.</param>
    /// <param name="block64">64 bytes.</param>
    /// <param name="output32">32 bytes; may overlap the input.</param>
    public static void KeyedHash64(ReadOnlySpan<uint> keyWords, ReadOnlySpan<byte> block64, Span<byte> output32)
    {
        const uint Flags = Blake3Compression.KeyedHash | Blake3Compression.SingleBlock;

        ArgumentOutOfRangeException.ThrowIfNotEqual(block64.Length, Blake3Compression.BlockBytes);
        ArgumentOutOfRangeException.ThrowIfNotEqual(output32.Length, DigestBytes);
        Span<uint> state = stackalloc uint[Blake3Compression.StateWords];
        Blake3Compression.Compress(keyWords, block64, 0, Blake3Compression.BlockBytes, Flags, state);
        Blake3Compression.WriteWords(state, output32);
    }

    /// <summary>Reads a 32-byte key as the 8 little-endian words of <see cref="KeyedHash64"/>.</summary>
    public static void ReadKeyWords(ReadOnlySpan<byte> key, Span<uint> words) => Blake3Compression.ReadKey(key, words);

    internal static void ContextKey(ReadOnlySpan<byte> context, Span<uint> words)
    {
        Span<byte> contextKey = stackalloc byte[KeyBytes];
        HashCore(Blake3Compression.Iv, context, Blake3Compression.DeriveKeyContext, contextKey);
        Blake3Compression.ReadKey(contextKey, words);
    }

    /// <summary>Any mode by one variant.</summary>
    /// <param name="variant">A variant that this processor supports.</param>
    /// <param name="key">8 words.</param>
    /// <param name="input">Any bytes.</param>
    /// <param name="flags">Flags of the mode.</param>
    /// <param name="output">Any length.</param>
    internal static void Hash(
        LaneVariant variant, ReadOnlySpan<uint> key, ReadOnlySpan<byte> input, uint flags, Span<byte> output) =>
        Node(variant, key, input, 0, flags).RootBytes(output);

    private static void HashCore(ReadOnlySpan<uint> key, ReadOnlySpan<byte> input, uint flags, Span<byte> output) =>
        Hash(LaneVariants.Best, key, input, flags, output);

    private static Blake3Node Node(
        LaneVariant variant, ReadOnlySpan<uint> key, ReadOnlySpan<byte> input, ulong chunkIndex, uint flags)
    {
        if (input.Length <= Blake3Compression.ChunkBytes)
            return Blake3Node.Chunk(key, input, chunkIndex, flags);
        if (input.Length <= Blake3Chunks.MaxBytes)
            return Blake3Chunks.Node(variant, key, input, chunkIndex, flags);

        // The left subtree is the largest complete one that leaves at least one byte for the right.
        int chunksBeforeLast = (input.Length - 1) / Blake3Compression.ChunkBytes;
        int leftChunks = 1 << BitOperations.Log2((uint)chunksBeforeLast);
        int leftBytes = leftChunks * Blake3Compression.ChunkBytes;

        Span<uint> children = stackalloc uint[2 * Blake3Compression.ChainingWords];
        Node(variant, key, input[..leftBytes], chunkIndex, flags).ChainingValue(children[..KeyWords]);
        Node(variant, key, input[leftBytes..], chunkIndex + (uint)leftChunks, flags)
            .ChainingValue(children[KeyWords..]);
        return Blake3Node.Parent(key, children[..KeyWords], children[KeyWords..], flags);
    }
}
