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
