using System.Runtime.InteropServices;
using Aether.Core.Types;
using Aether.Crypto.Hashing;
using Aether.Crypto.Merkle;

namespace Aether.Da.Shreds;

/// <summary>The Merkle tree over the shards of a set.</summary>
/// <remarks>
/// <para>Leaf = BLAKE3(0x00 || shard index || shard); nodes and shape are those of <see cref="MerkleTree"/>. A proof
/// has one hash for each level; where a node has no partner, the hash is zero and the node goes up as it is.</para>
/// <para><b>Cost</b>: no allocation. <b>Threads</b>: pure functions.</para>
/// <para><b>Consensus</b>: set roots are signed and enter the payload's root.</para>
/// </remarks>
internal static class FecSetTree
{
    /// <summary>Fills in prefix and index before every shard and zeroes behind it, and hashes all leaves.</summary>
    /// <param name="rows">
    /// Rows <paramref name="stride"/> apart; each begins with <see cref="ShredLayout.LeafPrefixBytes"/> to fill in.
    /// </param>
    /// <param name="stride">A multiple of 64.</param>
    /// <param name="shardBytes">Bytes of a shard.</param>
    /// <param name="leaves">One hash for each row.</param>
    internal static void HashLeaves(Span<byte> rows, int stride, int shardBytes, Span<Hash256> leaves)
    {
        int length = ShredLayout.LeafPrefixBytes + shardBytes;
        int padded = (length + Blake3Nodes.NodeBytes - 1) & -Blake3Nodes.NodeBytes;
        for (int shard = 0; shard < leaves.Length; shard++)
        {
            Span<byte> row = rows.Slice(shard * stride, padded);
            row[0] = 0;
            row[1] = (byte)shard;
            row[length..].Clear();
        }

        Blake3Nodes.HashRows(rows, stride, length, MemoryMarshal.AsBytes(leaves));
    }

    /// <summary>Hashes one leaf from its row; the row is as <see cref="HashLeaves"/> leaves it.</summary>
    /// <param name="row">Room for prefix and index, then the shard.</param>
    /// <param name="shard">The index.</param>
    internal static Hash256 HashLeaf(Span<byte> row, int shard)
    {
        Span<byte> digest = stackalloc byte[Hash256.Bytes];
        row[0] = 0;
        row[1] = (byte)shard;
        Blake3.Hash(row, digest);
        return new Hash256(digest);
    }

    /// <summary>Writes the proof of a shard.</summary>
    /// <param name="layers">As <see cref="MerkleLayers.Build(Span{Hash256}, int)"/> left them.</param>
    /// <param name="leaves">Shards of the set.</param>
    /// <param name="shard">Which shard.</param>
    /// <param name="proof">32 bytes for each level.</param>
    internal static void WriteProof(ReadOnlySpan<Hash256> layers, int leaves, int shard, Span<byte> proof)
    {
        int start = 0;
        int position = shard;
        for (int count = leaves; count > 1; count = (count + 1) / 2)
        {
            int sibling = position ^ 1;
            Span<byte> entry = proof[..Hash256.Bytes];
            if (sibling < count)
                layers[start + sibling].Span.CopyTo(entry);
            else
                entry.Clear();
            start += count;
            position /= 2;
            proof = proof[Hash256.Bytes..];
        }
    }

    /// <summary>The root that a leaf and its proof lead to; false when a hash stands where none belongs.</summary>
    internal static bool TryRoot(in Hash256 leaf, int leaves, int shard, ReadOnlySpan<byte> proof, out Hash256 root)
    {
        root = leaf;
        int position = shard;
        for (int count = leaves; count > 1; count = (count + 1) / 2)
        {
            Hash256 sibling = new(proof[..Hash256.Bytes]);
            if ((position ^ 1) >= count)
            {
                if (!sibling.IsZero)
                    return false;
            }
            else
            {
                root = (position & 1) == 0
                    ? MerkleTree.NodeHash(root, sibling)
                    : MerkleTree.NodeHash(sibling, root);
            }

            position /= 2;
            proof = proof[Hash256.Bytes..];
        }

        return true;
    }
}
