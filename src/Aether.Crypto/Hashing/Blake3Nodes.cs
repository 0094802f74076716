namespace Aether.Crypto.Hashing;

/// <summary>Many independent 64-byte nodes of BLAKE3, several at a time in vector lanes.</summary>
/// <remarks>
/// <para>Shape: node i is bytes <c>[64 i, 64 i + 64)</c> of the nodes, digest i bytes <c>[32 i, 32 i + 32)</c> of the
/// outputs. Outputs may start where the nodes do, so a tree level can be replaced by the next one in place.</para>
/// <para>Errors: <see cref="ArgumentException"/> for spans of unequal counts; bytes never cause one.</para>
/// <para>Threads: pure functions. Cost: no allocation.</para>
/// </remarks>
public static class Blake3Nodes
{
    /// <summary>Bytes of a node.</summary>
    public const int NodeBytes = Blake3Compression.BlockBytes;

    /// <summary>
    /// <see cref="Blake3.KeyedHash64"/> of every node: the nodes of the state tree.
    /// </summary>
    /// <param name="keyWords">8 words, the key read as little-endian.</param>
    /// <param name="nodes">64 bytes a node.</param>
    /// <param name="outputs">32 bytes a node.</param>
    public static void KeyedHashMany(ReadOnlySpan<uint> keyWords, ReadOnlySpan<byte> nodes, Span<byte> outputs) =>
        KeyedHashMany(LaneVariants.Best, keyWords, nodes, outputs);

    /// <summary><see cref="Blake3.Hash"/> of one byte and each node: the nodes of a list's tree.</summary>
    /// <param name="prefix">The byte before every node.</param>
    /// <param name="nodes">64 bytes a node.</param>
    /// <param name="outputs">32 bytes a node.</param>
    public static void HashManyPrefixed(byte prefix, ReadOnlySpan<byte> nodes, Span<byte> outputs) =>
        HashManyPrefixed(LaneVariants.Best, prefix, nodes, outputs);

    /// <summary><see cref="Blake3.Hash"/> of many inputs of one length, at most a chunk.</summary>
    /// <param name="rows">
    /// The inputs one after the other, <paramref name="stride"/> bytes apart, zero from their length to the end of
    /// their last block.
    /// </param>
    /// <param name="stride">Whole blocks of 64 bytes, at least one.</param>
    /// <param name="length">Bytes of every input: at most 1024 and at most the stride.</param>
    /// <param name="outputs">32 bytes a row; no overlap with the rows.</param>
    public static void HashRows(ReadOnlySpan<byte> rows, int stride, int length, Span<byte> outputs) =>
        HashRows(LaneVariants.Best, rows, stride, length, outputs);

    /// <summary>The same by one variant.</summary>
    internal static void HashRows(
        LaneVariant variant, ReadOnlySpan<byte> rows, int stride, int length, Span<byte> outputs)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(stride, NodeBytes);
        ArgumentOutOfRangeException.ThrowIfNotEqual(stride % NodeBytes, 0);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Math.Min(stride, Blake3Compression.ChunkBytes));
        if (rows.Length % stride != 0 || outputs.Length != rows.Length / stride * Blake3.DigestBytes)
            throw new ArgumentException("not one output for each row", nameof(outputs));
        ReadOnlySpan<uint> key = Blake3Compression.Iv;
        switch (ForCount(variant, rows.Length / stride))
        {
            case LaneVariant.Avx512:
                Blake3Lanes<Blake3Avx512>.HashRows(key, 0, rows, stride, length, outputs);
                break;
            case LaneVariant.Avx2:
                Blake3Lanes<Blake3Avx2>.HashRows(key, 0, rows, stride, length, outputs);
                break;
            default:
                Blake3Lanes<Blake3Scalar>.HashRows(key, 0, rows, stride, length, outputs);
                break;
        }
    }

    /// <summary>The same by one variant.</summary>
    internal static void KeyedHashMany(
        LaneVariant variant, ReadOnlySpan<uint> keyWords, ReadOnlySpan<byte> nodes, Span<byte> outputs) =>
        HashMany(
            variant, keyWords, Blake3Compression.SingleBlock | Blake3Compression.KeyedHash, nodes, NodeBytes, outputs);

    /// <summary>Unkeyed BLAKE3 of the first bytes of every node.</summary>
    /// <param name="variant">A variant that this processor supports.</param>
    /// <param name="nodes">64 bytes a node, zero from <paramref name="nodeBytes"/> on.</param>
    /// <param name="nodeBytes">Bytes hashed of each, 0..64.</param>
    /// <param name="outputs">32 bytes a node.</param>
    internal static void HashShort(
        LaneVariant variant, ReadOnlySpan<byte> nodes, int nodeBytes, Span<byte> outputs) =>
        HashMany(variant, Blake3Compression.Iv, Blake3Compression.SingleBlock, nodes, nodeBytes, outputs);

    /// <summary>One compression of every node under a key with the given flags.</summary>
    /// <param name="variant">A variant that this processor supports.</param>
    /// <param name="key">8 words.</param>
    /// <param name="flags">All flags of that compression.</param>
    /// <param name="nodes">64 bytes a node.</param>
    /// <param name="nodeBytes">Bytes of each node that count, 0..64; the others are zero.</param>
    /// <param name="outputs">32 bytes a node.</param>
    internal static void HashMany(
        LaneVariant variant,
        ReadOnlySpan<uint> key,
        uint flags,
        ReadOnlySpan<byte> nodes,
        int nodeBytes,
        Span<byte> outputs)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(key.Length, Blake3Compression.ChainingWords);
        Require(nodes, outputs);
        switch (ForCount(variant, nodes.Length / NodeBytes))
        {
            case LaneVariant.Avx512:
                Blake3Lanes<Blake3Avx512>.HashNodes(key, flags, nodes, nodeBytes, outputs);
                break;
            case LaneVariant.Avx2:
                Blake3Lanes<Blake3Avx2>.HashNodes(key, flags, nodes, nodeBytes, outputs);
                break;
            default:
                Blake3Lanes<Blake3Scalar>.HashNodes(key, flags, nodes, nodeBytes, outputs);
                break;
        }
    }

    /// <summary>As the public method, by one variant.</summary>
    internal static void HashManyPrefixed(
        LaneVariant variant, byte prefix, ReadOnlySpan<byte> nodes, Span<byte> outputs)
    {
        Require(nodes, outputs);
        switch (ForCount(variant, nodes.Length / NodeBytes))
        {
            case LaneVariant.Avx512:
                Blake3Lanes<Blake3Avx512>.HashPrefixedNodes(prefix, nodes, outputs);
                break;
            case LaneVariant.Avx2:
                Blake3Lanes<Blake3Avx2>.HashPrefixedNodes(prefix, nodes, outputs);
                break;
            default:
                Blake3Lanes<Blake3Scalar>.HashPrefixedNodes(prefix, nodes, outputs);
                break;
        }
    }

    // A vector costs the same however few lanes are used: one node alone is quicker in integers.
    private static LaneVariant ForCount(LaneVariant variant, int count) =>
        count <= 1 ? LaneVariant.Scalar : variant;

    private static void Require(ReadOnlySpan<byte> nodes, Span<byte> outputs)
    {
        if (nodes.Length % NodeBytes != 0)
            throw new ArgumentException("not whole nodes", nameof(nodes));
        if (outputs.Length != nodes.Length / 2)
            throw new ArgumentException("not one output for each node", nameof(outputs));
    }
}
