using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Aether.Da.Shreds;
using Aether.UnitTests.Da.ErasureCoding;
using Xunit;

namespace Aether.UnitTests.Da.Shreds;

public sealed class FecSetTreeTests
{
    private const int Stride = 896;

    [Theory]
    [InlineData(12, 1)]
    [InlineData(12, 887)]
    [InlineData(64, 61)]
    [InlineData(64, 62)]
    [InlineData(64, 823)]
    public void HashLeaves_EqualsTheDefinition(int shards, int shardBytes)
    {
        byte[] rows = ShardSets.RandomBytes(shards * Stride, shardBytes);
        byte[] original = [.. rows];
        Hash256[] leaves = new Hash256[shards];
        FecSetTree.HashLeaves(rows, Stride, shardBytes, leaves);
        for (int shard = 0; shard < shards; shard++)
        {
            byte[] data = original[((shard * Stride) + 2)..((shard * Stride) + 2 + shardBytes)];
            Assert.Equal(MerkleTree.LeafHash([(byte)shard, .. data]), leaves[shard]);
            byte[] row = [9, 9, .. data];
            Assert.Equal(leaves[shard], FecSetTree.HashLeaf(row, shard));
        }
    }

    [Theory]
    [InlineData(12)]
    [InlineData(64)]
    public void TryRoot_EveryShard_LeadsToTheRootOfTheListTree(int shards)
    {
        Hash256[] layers = Layers(shards, out Hash256 root);
        Assert.Equal(MerkleTree.Root(layers.AsSpan(0, shards)), root);
        int levels = shards == 12 ? 4 : 6;
        byte[] proof = new byte[levels * Hash256.Bytes];
        for (int shard = 0; shard < shards; shard++)
        {
            FecSetTree.WriteProof(layers, shards, shard, proof);
            Assert.True(FecSetTree.TryRoot(layers[shard], shards, shard, proof, out Hash256 actual));
            Assert.Equal(root, actual);
            for (int other = 0; other < shards; other++)
            {
                bool leads = FecSetTree.TryRoot(layers[shard], shards, other, proof, out actual) && actual == root;
                Assert.Equal(other == shard, leads);
            }
        }
    }

    [Fact]
    public void TryRoot_HashWhereNoneBelongs_IsRefused()
    {
        Hash256[] layers = Layers(12, out _);
        byte[] proof = new byte[4 * Hash256.Bytes];
        FecSetTree.WriteProof(layers, 12, 11, proof);
        Assert.True(proof.AsSpan(64, 32).IndexOfAnyExcept((byte)0) < 0);
        proof[70] = 1;
        Assert.False(FecSetTree.TryRoot(layers[11], 12, 11, proof, out _));
    }

    private static Hash256[] Layers(int shards, out Hash256 root)
    {
        Hash256[] layers = new Hash256[MerkleLayers.NodeCount(shards)];
        for (int shard = 0; shard < shards; shard++)
            layers[shard] = MerkleTree.LeafHash([(byte)shard, 1]);
        root = MerkleLayers.Build(layers, shards);
        return layers;
    }
}
