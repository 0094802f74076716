namespace Aether.Crypto.Hashing;

/// <summary>Subtrees of long BLAKE3 input: chunks side by side, then their parents level by level.</summary>
internal static class Blake3Chunks
{
    /// <summary>
    /// The longest subtree built at once: enough chunks that most levels fill all lanes, few enough for the stack.
    /// </summary>
    internal const int MaxBytes = MaxChunks * Blake3Compression.ChunkBytes;

    private const int MaxChunks = 128;
    private const int ValueBytes = Blake3.DigestBytes;

    /// <summary>The top node of a subtree of two to 128 chunks.</summary>
    /// <param name="variant">A variant that this processor supports.</param>
    /// <param name="key">8 words.</param>
    /// <param name="input">More than 1024 and at most <see cref="MaxBytes"/> bytes.</param>
    /// <param name="chunkIndex">Index of the first chunk in the whole input.</param>
    /// <param name="flags">Flags of the mode.</param>
    internal static Blake3Node Node(
        LaneVariant variant, ReadOnlySpan<uint> key, ReadOnlySpan<byte> input, ulong chunkIndex, uint flags)
    {
        int whole = input.Length / Blake3Compression.ChunkBytes;
        int wholeBytes = whole * Blake3Compression.ChunkBytes;
        int count = whole;
        Span<byte> values = stackalloc byte[MaxChunks * ValueBytes];
        HashMany(variant, key, input[..wholeBytes], chunkIndex, flags, values[..(whole * ValueBytes)]);
        Span<uint> words = stackalloc uint[2 * Blake3Compression.ChainingWords];
        if (wholeBytes != input.Length)
        {
            Span<uint> last = words[..Blake3Compression.ChainingWords];
            Blake3Node.Chunk(key, input[wholeBytes..], chunkIndex + (uint)whole, flags).ChainingValue(last);
            Blake3Compression.WriteWords(last, values.Slice(whole * ValueBytes, ValueBytes));
            count++;
        }

        // A last node without partner moves up a level: the same shape as "the left subtree is the largest complete".
        while (count > 2)
        {
            int pairs = count / 2;
            Span<byte> level = values[..(count * ValueBytes)];
            Blake3Nodes.HashMany(
                variant, key, flags | Blake3Compression.Parent,
                level[..(2 * pairs * ValueBytes)], Blake3Nodes.NodeBytes, level[..(pairs * ValueBytes)]);
            if ((count & 1) != 0)
                level[^ValueBytes..].CopyTo(level[(pairs * ValueBytes)..]);
            count -= pairs;
        }

        Blake3Compression.ReadWords(values[..(2 * ValueBytes)], words);
        return Blake3Node.Parent(
            key, words[..Blake3Compression.ChainingWords], words[Blake3Compression.ChainingWords..], flags);
    }

    /// <summary>Writes the chaining values of whole consecutive chunks, 32 bytes each.</summary>
    internal static void HashMany(
        LaneVariant variant,
        ReadOnlySpan<uint> key,
        ReadOnlySpan<byte> chunks,
        ulong firstChunkIndex,
        uint flags,
        Span<byte> values)
    {
        // One chunk alone is quicker in integers than in one lane of a vector.
        switch (chunks.Length <= Blake3Compression.ChunkBytes ? LaneVariant.Scalar : variant)
        {
            case LaneVariant.Avx512:
                Blake3Lanes<Blake3Avx512>.HashChunks(key, chunks, firstChunkIndex, flags, values);
                break;
            case LaneVariant.Avx2:
                Blake3Lanes<Blake3Avx2>.HashChunks(key, chunks, firstChunkIndex, flags, values);
                break;
            default:
                Blake3Lanes<Blake3Scalar>.HashChunks(key, chunks, firstChunkIndex, flags, values);
                break;
        }
    }
}
