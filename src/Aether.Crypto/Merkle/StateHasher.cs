using System.Runtime.InteropServices;
using Aether.Core.Types;
using Aether.Crypto.Hashing;

namespace Aether.Crypto.Merkle;

/// <summary>
/// The hash rules of the state tree: one BLAKE3 compression of exactly 64 bytes a node, with one key a kind.
/// </summary>
/// <remarks>
/// <b>Consensus</b>. Leaf: keyed BLAKE3 of key || value hash under BLAKE3("aeth/smt/leaf/v1"). Node: keyed BLAKE3 of
/// left || right under BLAKE3("aeth/smt/node/v1"). The two keys keep leaves and nodes apart without a prefix byte,
/// which would cost a second compression.
/// </remarks>
public readonly struct StateHasher : ISparseMerkleHasher
{
    /// <summary>Longest value that <see cref="HashValues"/> takes.</summary>
    public const int MaxRowBytes = 1_024;

    private static readonly uint[] s_leafKey = KeyWords("aeth/smt/leaf/v1"u8);
    private static readonly uint[] s_nodeKey = KeyWords("aeth/smt/node/v1"u8);

    /// <inheritdoc/>
    public static Hash256 Empty => Hash256.Zero;

    /// <inheritdoc/>
    public static Hash256 HashValue(ReadOnlySpan<byte> value)
    {
        Span<byte> digest = stackalloc byte[Hash256.Bytes];
        Blake3.Hash(value, digest);
        return new Hash256(digest);
    }

    /// <inheritdoc/>
    public static Hash256 HashLeaf(Hash256 key, Hash256 valueHash) => Compress(s_leafKey, key, valueHash);

    /// <inheritdoc/>
    public static Hash256 HashNode(Hash256 left, Hash256 right) => Compress(s_nodeKey, left, right);

    /// <summary><see cref="HashValue"/> of many values of one length, several at a time.</summary>
    /// <param name="rows">One after the other, each zero from its length to the end of its last block.</param>
    /// <param name="stride">Bytes from value to value: whole blocks of 64.</param>
    /// <param name="length">Bytes of every value, at most <see cref="MaxRowBytes"/>.</param>
    /// <param name="hashes">One for each value.</param>
    public static void HashValues(ReadOnlySpan<byte> rows, int stride, int length, Span<Hash256> hashes) =>
        Blake3Nodes.HashRows(rows, stride, length, MemoryMarshal.AsBytes(hashes));

    /// <summary><see cref="HashLeaf"/> of many leaves, several at a time.</summary>
    /// <param name="leaves">Key and value hash of each leaf, one after the other.</param>
    /// <param name="hashes">One for each leaf; may start where <paramref name="leaves"/> does.</param>
    public static void HashLeaves(ReadOnlySpan<Hash256> leaves, Span<Hash256> hashes) =>
        CompressMany(LaneVariants.Best, s_leafKey, leaves, hashes);

    /// <summary><see cref="HashNode"/> of many nodes, several at a time.</summary>
    /// <param name="children">Left and right child of each node, one after the other.</param>
    /// <param name="hashes">One for each node; may start where <paramref name="children"/> does.</param>
    public static void HashNodes(ReadOnlySpan<Hash256> children, Span<Hash256> hashes) =>
        CompressMany(LaneVariants.Best, s_nodeKey, children, hashes);

    /// <summary><see cref="HashLeaves"/> by one variant.</summary>
    internal static void HashLeaves(LaneVariant variant, ReadOnlySpan<Hash256> leaves, Span<Hash256> hashes) =>
        CompressMany(variant, s_leafKey, leaves, hashes);

    /// <summary><see cref="HashNodes"/> by one variant.</summary>
    internal static void HashNodes(LaneVariant variant, ReadOnlySpan<Hash256> children, Span<Hash256> hashes) =>
        CompressMany(variant, s_nodeKey, children, hashes);

    private static void CompressMany(
        LaneVariant variant, uint[] key, ReadOnlySpan<Hash256> pairs, Span<Hash256> hashes) =>
        Blake3Nodes.KeyedHashMany(variant, key, MemoryMarshal.AsBytes(pairs), MemoryMarshal.AsBytes(hashes));

    private static Hash256 Compress(uint[] key, Hash256 left, Hash256 right)
    {
        Span<byte> block = stackalloc byte[2 * Hash256.Bytes];
        left.Span.CopyTo(block);
        right.Span.CopyTo(block[Hash256.Bytes..]);
        Span<byte> digest = stackalloc byte[Hash256.Bytes];
        Blake3.KeyedHash64(key, block, digest);
        return new Hash256(digest);
    }

    private static uint[] KeyWords(ReadOnlySpan<byte> name)
    {
        Span<byte> key = stackalloc byte[Hash256.Bytes];
        Blake3.Hash(name, key);
        uint[] words = new uint[8];
        Blake3.ReadKeyWords(key, words);
        return words;
    }
}
