using Aether.Core.Types;
using Aether.Crypto.Hashing;
using Aether.Crypto.Merkle;
using Aether.TestKit;
using Xunit;

namespace Aether.UnitTests.Crypto.Merkle;

public sealed class MerkleLayersTests
{
    private static IEnumerable<LaneVariant> Variants =>
        Enum.GetValues<LaneVariant>().Where(LaneVariants.IsSupported);

    private static Hash256[] Leaves(int count)
    {
        Random random = new(count);
        byte[] bytes = new byte[32];
        Hash256[] leaves = new Hash256[count];
        for (int index = 0; index < count; index++)
        {
            random.NextBytes(bytes);
            leaves[index] = new Hash256(bytes);
        }

        return leaves;
    }

    // One node at a time, as the definition says.
    private static Hash256 RootOneByOne(ReadOnlySpan<Hash256> leaves)
    {
        if (leaves.IsEmpty)
            return Hash256.Zero;
        List<Hash256> level = [.. leaves];
        while (level.Count > 1)
        {
            List<Hash256> next = [];
            for (int index = 0; index < level.Count; index += 2)
            {
                next.Add(index + 1 < level.Count
                    ? MerkleTree.NodeHash(level[index], level[index + 1])
                    : level[index]);
            }

            level = next;
        }

        return level[0];
    }

    [Fact]
    public void Build_EveryCount_EqualsOneNodeAtATimeInEveryVariant()
    {
        foreach (int count in Enumerable.Range(0, 71).Concat([127, 128, 129, 1000, 4097]))
        {
            Hash256[] leaves = Leaves(count);
            Hash256 expected = RootOneByOne(leaves);
            Assert.Equal(expected, MerkleTree.Root(leaves));
            foreach (LaneVariant variant in Variants)
            {
                Hash256[] layers = new Hash256[MerkleLayers.NodeCount(count)];
                leaves.CopyTo(layers, 0);
                Assert.Equal(expected, MerkleLayers.Build(variant, layers, count));
                Assert.Equal(leaves, layers[..count]);
                Assert.Equal(expected, MerkleLayers.RootInPlace(variant, [.. leaves]));
            }
        }
    }

    [Fact]
    public void Prove_EveryIndexOfEveryCount_EqualsTheDefinition()
    {
        Hash256[] siblings = new Hash256[31];
        for (int count = 1; count <= 40; count++)
        {
            Hash256[] leaves = Leaves(count);
            Hash256[] layers = new Hash256[MerkleLayers.NodeCount(count)];
            leaves.CopyTo(layers, 0);
            Hash256 root = MerkleLayers.Build(layers, count);
            for (int index = 0; index < count; index++)
            {
                MerkleProof expected = MerkleTree.Prove(leaves, index);
                int used = MerkleLayers.Prove(layers, count, index, siblings);
                Assert.Equal(expected.Siblings, siblings[..used]);
                Assert.True(MerkleTree.VerifyLeafHash(root, leaves[index], expected));
            }
        }
    }

    [Fact]
    public void HashLeaves_EveryLength_EqualsTheLeafHashInEveryVariant()
    {
        foreach (int length in new[] { 1, 2, 31, 32, 33, 62, 63, 64, 65, 200 })
        {
            foreach (int count in new[] { 0, 1, 2, 15, 16, 17, 64, 65, 130 })
            {
                byte[] items = new byte[count * length];
                new Random(length).NextBytes(items);
                Hash256[] expected = new Hash256[count];
                for (int index = 0; index < count; index++)
                    expected[index] = MerkleTree.LeafHash(items.AsSpan(index * length, length));
                foreach (LaneVariant variant in Variants)
                {
                    Hash256[] actual = new Hash256[count];
                    MerkleLayers.HashLeaves(variant, items, length, actual);
                    Assert.Equal(expected, actual);
                }
            }
        }
    }

    [Fact]
    public void WrongShapes_Throw()
    {
        Assert.Throws<ArgumentException>(() => MerkleLayers.Build(new Hash256[5], 3));
        Assert.Throws<ArgumentException>(() => MerkleLayers.Prove(new Hash256[5], 3, 0, new Hash256[31]));
        Assert.Throws<ArgumentOutOfRangeException>(() => MerkleLayers.Prove(new Hash256[6], 3, 3, new Hash256[31]));
        Assert.Throws<ArgumentOutOfRangeException>(() => MerkleLayers.NodeCount(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => MerkleLayers.HashLeaves([], 0, []));
        Assert.Throws<ArgumentException>(() => MerkleLayers.HashLeaves(new byte[9], 2, new Hash256[4]));
    }

    [Fact]
    public void AllMethods_DoNotAllocate()
    {
        const int Count = 300;
        byte[] items = new byte[Count * 32];
        Hash256[] layers = new Hash256[MerkleLayers.NodeCount(Count)];
        Hash256[] siblings = new Hash256[31];
        Hash256[] scratch = new Hash256[Count];
        foreach (LaneVariant variant in Variants)
        {
            Allocations.AssertNone(() =>
            {
                MerkleLayers.HashLeaves(variant, items, 32, layers.AsSpan(0, Count));
                MerkleLayers.Build(variant, layers, Count);
                MerkleLayers.Prove(layers, Count, 17, siblings);
                MerkleLayers.RootInPlace(variant, scratch);
            });
        }
    }

    [Fact]
    public void HashLeaves_AnyLengths_EqualsEachAlone()
    {
        Random random = new(8);
        int[] ends = new int[150];
        int end = 0;
        for (int index = 0; index < ends.Length; index++)
            ends[index] = end += random.Next(3) == 0 ? random.Next(1_300) : 341;
        byte[] items = new byte[end];
        random.NextBytes(items);
        Hash256[] hashes = new Hash256[ends.Length];
        MerkleLayers.HashLeaves(items, ends, hashes);
        for (int index = 0; index < ends.Length; index++)
        {
            int start = index == 0 ? 0 : ends[index - 1];
            Assert.Equal(MerkleTree.LeafHash(items.AsSpan(start, ends[index] - start)), hashes[index]);
        }
    }
}
