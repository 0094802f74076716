using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Aether.Execution.State;
using Xunit;

namespace Aether.UnitTests.Execution.State;

public sealed class NodeCodecTests
{
    private static readonly LeafNode s_leaf = new(
        StateHasher.HashLeaf(TestLedger.Hash(1), TestLedger.Hash(2)), 5, TestLedger.Hash(1), TestLedger.Hash(2));

    private static readonly InnerNode s_inner = new(
        StateHasher.HashNode(s_leaf.Hash, Hash256.Zero), 6, s_leaf, null);

    [Fact]
    public void Decode_WhatWasEncoded_IsTheSameNode()
    {
        LeafNode leaf = Assert.IsType<LeafNode>(Decode(NodeCodec.Encode(s_leaf), s_leaf.Hash));
        Assert.Equal((s_leaf.Key, s_leaf.ValueHash), (leaf.Key, leaf.ValueHash));
        InnerNode inner = Assert.IsType<InnerNode>(Decode(NodeCodec.Encode(s_inner), s_inner.Hash));
        StoredNode left = Assert.IsType<StoredNode>(inner.Left);
        Assert.Equal((s_leaf.Hash, 5UL), (left.Hash, left.Version));
        Assert.Null(inner.Right);
    }

    [Fact]
    public void Decode_AnotherHash_IsNull()
    {
        Assert.Null(Decode(NodeCodec.Encode(s_leaf), s_inner.Hash));
        Assert.Null(Decode(NodeCodec.Encode(s_inner), s_leaf.Hash));
    }

    [Fact]
    public void Decode_AnyDamage_IsNullOrTheSameHash()
    {
        foreach (TreeNode node in new TreeNode[] { s_leaf, s_inner })
        {
            byte[] bytes = NodeCodec.Encode(node);
            for (int length = 0; length < bytes.Length; length++)
            {
                Assert.Null(Decode(bytes[..length], node.Hash));
            }
            Assert.Null(Decode([.. bytes, 0], node.Hash));
            for (int bit = 0; bit < 8 * bytes.Length; bit++)
            {
                byte[] damaged = [.. bytes];
                damaged[bit / 8] ^= (byte)(1 << (bit % 8));
                TreeNode? decoded = Decode(damaged, node.Hash);
                Assert.True(decoded is null || decoded.Hash == node.Hash);
                Assert.True(decoded is null || node is InnerNode);
            }
        }
    }

    private static TreeNode? Decode(byte[] bytes, Hash256 expected) =>
        NodeCodec.Decode<StateHasher>(bytes, expected, 9);
}
