using System.Runtime.InteropServices;
using Aether.Core.Types;
using Aether.Crypto.Hashing;

namespace Aether.Crypto.Merkle;

/// <summary>All levels of a list's tree in one buffer, hashed level by level in vector lanes: the same root and proofs
/// as <see cref="MerkleTree"/>.</summary>
/// <remarks>
/// <para>Shape: the leaf hashes, then each level above them, the root last; a level of n nodes is followed by one of
/// n / 2 rounded up.</para>
/// <para>Ownership: every buffer is the caller's. Cost: no allocation. Threads: pure functions.</para>
/// <para>Errors: <see cref="ArgumentException"/> for buffers of the wrong length.</para>
/// </remarks>
public static class MerkleLayers
{
    private const byte LeafPrefix = 0;
    private const int BatchItems = 64;

    /// <summary>Hashes in all levels above and including <paramref name="leaves"/> leaf hashes; 0 for none.</summary>
    public static int NodeCount(int leaves)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(leaves);
        int total = leaves;
        for (int count = leaves; count > 1; total = checked(total + count))
            count = Up(count);
        return total;
    }

    /// <summary>Builds every level.</summary>
    /// <param name="layers">
    /// <see cref="NodeCount"/> hashes, of which the first <paramref name="leaves"/> are the leaf hashes.
    /// </param>
    /// <param name="leaves">How many leaves the list has.</param>
    /// <returns>The root: the last hash; zero for an empty list.</returns>
    public static Hash256 Build(Span<Hash256> layers, int leaves) => Build(LaneVariants.Best, layers, leaves);

    /// <summary>The root alone. The buffer is overwritten.</summary>
    /// <param name="leafHashes">Leaf hashes in list order; destroyed.</param>
    public static Hash256 RootInPlace(Span<Hash256> leafHashes) => RootInPlace(LaneVariants.Best, leafHashes);

    /// <summary>Hashes items of one length.</summary>
    /// <param name="items">All items, end to end.</param>
    /// <param name="itemBytes">Bytes of an item, at least one.</param>
    /// <param name="leafHashes">One for each item.</param>
    public static void HashLeaves(ReadOnlySpan<byte> items, int itemBytes, Span<Hash256> leafHashes) =>
        HashLeaves(LaneVariants.Best, items, itemBytes, leafHashes);

    /// <summary>Hashes items of any lengths.</summary>
    /// <param name="items">All items, end to end.</param>
    /// <param name="ends">Where each of them ends, ascending.</param>
    /// <param name="leafHashes">One for each item.</param>
    public static void HashLeaves(ReadOnlySpan<byte> items, ReadOnlySpan<int> ends, Span<Hash256> leafHashes) =>
        Blake3Rows.HashMany(LaneVariants.Best, LeafPrefix, items, ends, MemoryMarshal.AsBytes(leafHashes));

    /// <summary>Copies the siblings of a leaf, from leaf to root: those of <see cref="MerkleTree.Prove"/>.</summary>
    /// <param name="layers">As <see cref="Build(Span{Hash256}, int)"/> left them.</param>
    /// <param name="leaves">How many leaves the list has.</param>
    /// <param name="index">Which leaf.</param>
    /// <param name="siblings">Room for 31 hashes is always enough.</param>
    /// <returns>Siblings written.</returns>
    public static int Prove(ReadOnlySpan<Hash256> layers, int leaves, int index, Span<Hash256> siblings)
    {
        Require(layers, leaves);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, leaves);
        int used = 0;
        for (int count = leaves, position = index; count > 1; position /= 2)
        {
            int sibling = position ^ 1;
            if (sibling < count)
                siblings[used++] = layers[sibling];
            layers = layers[count..];
            count = Up(count);
        }

        return used;
    }

    /// <summary>As the public method, by one variant.</summary>
    internal static Hash256 Build(LaneVariant variant, Span<Hash256> layers, int leaves)
    {
        Require(layers, leaves);
        if (leaves == 0)
            return Hash256.Zero;
        Span<Hash256> level = layers;
        int count = leaves;
        while (count > 1)
        {
            int pairs = count / 2;
            Span<Hash256> next = level[count..];
            MerkleTree.Parents(variant, level[..(2 * pairs)], next[..pairs]);
            if ((count & 1) != 0)
                next[pairs] = level[count - 1];
            level = next;
            count = Up(count);
        }

        return level[0];
    }

    /// <summary>As the public method, by one variant.</summary>
    internal static Hash256 RootInPlace(LaneVariant variant, Span<Hash256> leafHashes)
    {
        if (leafHashes.IsEmpty)
            return Hash256.Zero;
        int count = leafHashes.Length;
        while (count > 1)
            count = MerkleTree.Reduce(variant, leafHashes[..count]);
        return leafHashes[0];
    }

    /// <summary>As the public method, by one variant.</summary>
    internal static void HashLeaves(
        LaneVariant variant, ReadOnlySpan<byte> items, int itemBytes, Span<Hash256> leafHashes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(itemBytes, 1);
        if (items.Length != (long)leafHashes.Length * itemBytes)
            throw new ArgumentException("not one item for each hash", nameof(items));
        if (itemBytes >= Blake3Nodes.NodeBytes)
        {
            for (int index = 0; index < leafHashes.Length; index++)
                leafHashes[index] = MerkleTree.LeafHash(items.Slice(index * itemBytes, itemBytes));
            return;
        }

        // An item that fits one block with its prefix is one compression, so padded items go through the lanes.
        Span<byte> blocks = stackalloc byte[BatchItems * Blake3Nodes.NodeBytes];
        for (int done = 0; done < leafHashes.Length; done += BatchItems)
        {
            int take = Math.Min(BatchItems, leafHashes.Length - done);
            for (int index = 0; index < take; index++)
            {
                Span<byte> block = blocks.Slice(index * Blake3Nodes.NodeBytes, Blake3Nodes.NodeBytes);
                block[0] = LeafPrefix;
                items.Slice((done + index) * itemBytes, itemBytes).CopyTo(block[1..]);
            }

            Blake3Nodes.HashShort(
                variant, blocks[..(take * Blake3Nodes.NodeBytes)], 1 + itemBytes,
                MemoryMarshal.AsBytes(leafHashes.Slice(done, take)));
        }
    }

    private static int Up(int count) => (count / 2) + (count & 1);

    private static void Require(ReadOnlySpan<Hash256> layers, int leaves)
    {
        if (layers.Length != NodeCount(leaves))
            throw new ArgumentException("not one hash for each node", nameof(layers));
    }
}
