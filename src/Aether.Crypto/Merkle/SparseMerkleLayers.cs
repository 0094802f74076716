using Aether.Core.Types;
using Aether.Crypto.Hashing;

namespace Aether.Crypto.Merkle;

/// <summary>
/// The state tree of a sorted list of keys, hashed level by level in vector lanes: the same root and proofs as the tree
/// that <see cref="SparseMerkle"/> verifies.
/// </summary>
/// <remarks>
/// <para>Shape: keys strictly ascending, one value hash for each. A subtree with one leaf is that leaf.</para>
/// <para>Ownership: every buffer is the caller's; <c>hashes</c> needs one hash a key and <c>work</c>
/// <see cref="WorkInts"/> integers, both overwritten. Threads: pure functions.</para>
/// <para>Cost: no allocation; time in proportion to the nodes of the tree.</para>
/// <para>Errors: <see cref="ArgumentException"/> for keys out of order and buffers of the wrong length.</para>
/// </remarks>
public static class SparseMerkleLayers
{
    /// <summary>Bytes of the mask of siblings that <see cref="Prove"/> fills: a bit for each depth.</summary>
    public const int MaskBytes = Hash256.Bytes;

    private const int ArraysOfWork = 5;

    /// <summary>Integers of working memory for a number of keys.</summary>
    public static int WorkInts(int keys) => checked(ArraysOfWork * keys);

    /// <summary>The root; that of an empty tree for no keys.</summary>
    public static Hash256 Root(
        ReadOnlySpan<Hash256> keys, ReadOnlySpan<Hash256> valueHashes, Span<Hash256> hashes, Span<int> work) =>
        Root(LaneVariants.Best, keys, valueHashes, hashes, work);

    /// <summary>The root, and what proves one key under it.</summary>
    /// <param name="keys">Strictly ascending.</param>
    /// <param name="valueHashes">One for each key.</param>
    /// <param name="index">Which key.</param>
    /// <param name="hashes">One for each key, overwritten.</param>
    /// <param name="work"><see cref="WorkInts"/> integers, overwritten.</param>
    /// <param name="path">Receives the depth of the leaf and its siblings.</param>
    public static Hash256 Prove(
        ReadOnlySpan<Hash256> keys,
        ReadOnlySpan<Hash256> valueHashes,
        int index,
        Span<Hash256> hashes,
        Span<int> work,
        ref SparseMerklePath path)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, keys.Length);
        path.Start(index);
        return Build(LaneVariants.Best, keys, valueHashes, hashes, work, ref path);
    }

    /// <summary>As the public method, by one variant.</summary>
    internal static Hash256 Root(
        LaneVariant variant,
        ReadOnlySpan<Hash256> keys,
        ReadOnlySpan<Hash256> valueHashes,
        Span<Hash256> hashes,
        Span<int> work)
    {
        SparseMerklePath none = default;
        none.Start(-1);
        return Build(variant, keys, valueHashes, hashes, work, ref none);
    }

    private static Hash256 Build(
        LaneVariant variant,
        ReadOnlySpan<Hash256> keys,
        ReadOnlySpan<Hash256> valueHashes,
        Span<Hash256> hashes,
        Span<int> work,
        ref SparseMerklePath path)
    {
        if (valueHashes.Length != keys.Length || hashes.Length != keys.Length)
            throw new ArgumentException("not one value hash and one hash for each key", nameof(valueHashes));
        if (work.Length < WorkInts(keys.Length))
            throw new ArgumentException("too little working memory", nameof(work));
        if (keys.IsEmpty)
            return StateHasher.Empty;

        SparseMerkleLevels levels = new(variant, keys, hashes, work);
        levels.HashLeaves(valueHashes);
        for (int depth = levels.PlaceLeaves(); depth > 0; depth--)
            levels.Rise(depth, ref path);
        return hashes[0];
    }
}
