using System.Runtime.InteropServices;
using Aether.Core.Types;
using Aether.Crypto.Hashing;

namespace Aether.Crypto.Merkle;

/// <summary>A binary Merkle tree over a list: membership of item i of n, with position and count bound by the
/// shape.</summary>
/// <remarks>
/// <para>Leaf = BLAKE3(0x00 || item), node = BLAKE3(0x01 || left || right); at each level a last node without partner
/// is
/// promoted as it is. The prefixes keep a node from passing as an item. The tree of no items has the zero root.</para>
/// <para>Source: the shape is that of RFC 6962 section 2.1. Consensus: block and receipt roots depend on it.</para>
/// </remarks>
public static class MerkleTree
{
    private const byte LeafPrefix = 0;
    private const byte NodePrefix = 1;
    private const int StackItemBytes = 511;

    /// <summary>Hashes one item.</summary>
    public static Hash256 LeafHash(ReadOnlySpan<byte> item)
    {
        Span<byte> digest = stackalloc byte[Hash256.Bytes];
        if (item.Length <= StackItemBytes)
        {
            Span<byte> input = stackalloc byte[1 + StackItemBytes];
            input[0] = LeafPrefix;
            item.CopyTo(input[1..]);
            Blake3.Hash(input[..(1 + item.Length)], digest);
        }
        else
        {
            Blake3Hasher hasher = Blake3Hasher.Create();
            hasher.Update([LeafPrefix]);
            hasher.Update(item);
            hasher.Finish(digest);
        }

        return new Hash256(digest);
    }

    /// <summary>Hashes two children.</summary>
    public static Hash256 NodeHash(in Hash256 left, in Hash256 right)
    {
        Span<byte> input = stackalloc byte[1 + (2 * Hash256.Bytes)];
        Span<byte> digest = stackalloc byte[Hash256.Bytes];
        input[0] = NodePrefix;
        left.Span.CopyTo(input[1..]);
        right.Span.CopyTo(input[(1 + Hash256.Bytes)..]);
        Blake3.Hash(input, digest);
        return new Hash256(digest);
    }

    /// <summary>The root over leaf hashes in list order; zero for an empty list.</summary>
    public static Hash256 Root(ReadOnlySpan<Hash256> leafHashes)
    {
        if (leafHashes.IsEmpty)
            return Hash256.Zero;
        Hash256[] level = leafHashes.ToArray();
        int count = level.Length;
        while (count > 1)
            count = Reduce(LaneVariants.Best, level.AsSpan(0, count));
        return level[0];
    }

    /// <summary>The root over items in list order.</summary>
    public static Hash256 RootOfItems(IReadOnlyList<byte[]> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        return Root(HashItems(items));
    }

    /// <summary>Proves that the leaf at <paramref name="index"/> is in the list.</summary>
    public static MerkleProof Prove(ReadOnlySpan<Hash256> leafHashes, int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, leafHashes.Length);
        List<Hash256> siblings = [];
        Hash256[] level = leafHashes.ToArray();
        int count = level.Length;
        for (int position = index; count > 1; position /= 2)
        {
            int sibling = position ^ 1;
            if (sibling < count)
                siblings.Add(level[sibling]);
            count = Reduce(LaneVariants.Best, level.AsSpan(0, count));
        }

        return new MerkleProof((uint)index, (uint)leafHashes.Length, [.. siblings]);
    }

    /// <summary>Verifies that <paramref name="item"/> is item <c>Index</c> of <c>Count</c> under the root.</summary>
    /// <returns>False for any mismatch, including siblings too few or too many for the stated count. Never
    /// throws.</returns>
    public static bool Verify(in Hash256 root, ReadOnlySpan<byte> item, MerkleProof proof) =>
        VerifyLeafHash(root, LeafHash(item), proof);

    /// <summary>As <see cref="Verify"/>, for a caller that already has the leaf hash.</summary>
    public static bool VerifyLeafHash(in Hash256 root, in Hash256 leafHash, MerkleProof proof)
    {
        ArgumentNullException.ThrowIfNull(proof);
        if (proof.Index >= proof.Count)
            return false;
        Hash256 current = leafHash;
        int used = 0;
        ulong position = proof.Index;
        for (ulong count = proof.Count; count > 1; count = (count + 1) / 2)
        {
            bool isPromoted = position == count - 1 && (count & 1) != 0;
            if (!isPromoted)
            {
                if (used == proof.Siblings.Length)
                    return false;
                Hash256 sibling = proof.Siblings[used++];
                current = (position & 1) == 0 ? NodeHash(current, sibling) : NodeHash(sibling, current);
            }

            position /= 2;
        }

        return used == proof.Siblings.Length && current == root;
    }

    /// <summary>Hashes all items, in order.</summary>
    public static Hash256[] HashItems(IReadOnlyList<byte[]> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        Hash256[] hashes = new Hash256[items.Count];
        for (int index = 0; index < hashes.Length; index++)
            hashes[index] = LeafHash(items[index]);
        return hashes;
    }

    /// <summary>Replaces a level of nodes by their parents in place.</summary>
    /// <returns>How many those are: half, rounded up.</returns>
    internal static int Reduce(LaneVariant variant, Span<Hash256> level)
    {
        int pairs = level.Length / 2;
        Parents(variant, level[..(2 * pairs)], level[..pairs]);
        if ((level.Length & 1) != 0)
            level[pairs] = level[^1];
        return pairs + (level.Length & 1);
    }

    /// <summary><see cref="NodeHash"/> of every two neighbours; both spans may start at the same place.</summary>
    internal static void Parents(LaneVariant variant, ReadOnlySpan<Hash256> children, Span<Hash256> parents) =>
        Blake3Nodes.HashManyPrefixed(
            variant, NodePrefix, MemoryMarshal.AsBytes(children), MemoryMarshal.AsBytes(parents));
}
