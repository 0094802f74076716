using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Crypto.Merkle;

namespace Aether.Execution.State;

/// <summary>Stored form of tree nodes. Reading checks the hash: the store is not trusted.</summary>
internal static class NodeCodec
{
    private const byte LeafTag = 0;
    private const byte InnerTag = 1;

    /// <summary>Encodes a leaf or inner node.</summary>
    public static byte[] Encode(TreeNode node)
    {
        AceWriter writer = new(96);
        if (node is LeafNode leaf)
        {
            writer.U8(LeafTag);
            writer.Hash(leaf.Key);
            writer.Hash(leaf.ValueHash);
        }
        else
        {
            InnerNode inner = (InnerNode)node;
            writer.U8(InnerTag);
            EncodeChild(writer, inner.Left);
            EncodeChild(writer, inner.Right);
        }
        return writer.ToArray();
    }

    /// <summary>Decodes a node and checks it against the hash its parent holds; null when it does not fit.</summary>
    public static TreeNode? Decode<THasher>(ReadOnlySpan<byte> bytes, Hash256 expected, ulong version)
        where THasher : struct, ISparseMerkleHasher
    {
        AceReader reader = new(bytes);
        TreeNode node;
        byte tag = reader.U8();
        reader.Require(tag <= InnerTag);
        if (tag == LeafTag)
        {
            Hash256 key = reader.Hash();
            Hash256 valueHash = reader.Hash();
            node = new LeafNode(THasher.HashLeaf(key, valueHash), version, key, valueHash);
        }
        else
        {
            TreeNode? left = DecodeChild(ref reader);
            TreeNode? right = DecodeChild(ref reader);
            Hash256 hash = THasher.HashNode(left?.Hash ?? THasher.Empty, right?.Hash ?? THasher.Empty);
            node = new InnerNode(hash, version, left, right);
        }
        return !reader.Failed && reader.Remaining == 0 && node.Hash == expected ? node : null;
    }

    private static void EncodeChild(AceWriter writer, TreeNode? child)
    {
        writer.Bool(child is not null);
        if (child is not null)
        {
            writer.Hash(child.Hash);
            writer.U64(child.Version);
        }
    }

    private static StoredNode? DecodeChild(ref AceReader reader)
    {
        if (!reader.Bool())
        {
            return null;
        }
        Hash256 hash = reader.Hash();
        return new StoredNode(hash, reader.U64());
    }
}
