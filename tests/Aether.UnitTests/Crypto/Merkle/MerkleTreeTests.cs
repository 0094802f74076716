using Aether.Core.Types;
using Aether.Crypto.Hashing;
using Aether.Crypto.Merkle;
using Xunit;

namespace Aether.UnitTests.Crypto.Merkle;

public sealed class MerkleTreeTests
{
    private static byte[][] Items(int count) => [.. Enumerable.Range(0, count).Select(i => new byte[] { (byte)i, 7 })];

    // RFC 6962 section 2.1, word for word: split at the largest power of two below the count.
    private static Hash256 Reference(ReadOnlySpan<byte[]> items)
    {
        byte[] digest = new byte[32];
        if (items.Length == 1)
        {
            Blake3.Hash([0, .. items[0]], digest);
            return new Hash256(digest);
        }

        int split = 1;
        while (2 * split < items.Length)
            split *= 2;
        Hash256 left = Reference(items[..split]);
        Hash256 right = Reference(items[split..]);
        Blake3.Hash([1, .. left.Span, .. right.Span], digest);
        return new Hash256(digest);
    }

    [Fact]
    public void Root_EveryCount_EqualsTheRecursiveDefinition()
    {
        Assert.Equal(Hash256.Zero, MerkleTree.RootOfItems([]));
        for (int count = 1; count <= 70; count++)
            Assert.Equal(Reference(Items(count)), MerkleTree.RootOfItems(Items(count)));
    }

    [Fact]
    public void Prove_EveryIndexOfEveryCount_VerifiesAndOnlyThere()
    {
        for (int count = 1; count <= 20; count++)
        {
            byte[][] items = Items(count);
            Hash256[] hashes = MerkleTree.HashItems(items);
            Hash256 root = MerkleTree.Root(hashes);
            for (int index = 0; index < count; index++)
            {
                MerkleProof proof = MerkleTree.Prove(hashes, index);
                for (int other = 0; other < count; other++)
                {
                    Assert.Equal(other == index, MerkleTree.Verify(root, items[other], proof));
                    MerkleProof moved = proof with { Index = (uint)other };
                    Assert.Equal(other == index, MerkleTree.Verify(root, items[index], moved));
                }
            }
        }
    }

    [Fact]
    public void Verify_ChangedProof_ReturnsFalse()
    {
        byte[][] items = Items(11);
        Hash256[] hashes = MerkleTree.HashItems(items);
        Hash256 root = MerkleTree.Root(hashes);
        MerkleProof proof = MerkleTree.Prove(hashes, 5);
        Assert.Equal(4, proof.Siblings.Length);
        Assert.False(MerkleTree.Verify(root, items[5], proof with { Siblings = proof.Siblings[..3] }));
        Assert.False(MerkleTree.Verify(root, items[5], proof with { Siblings = [.. proof.Siblings, Hash256.Zero] }));
        Assert.False(MerkleTree.Verify(root, items[5], proof with { Siblings = [] }));
        Assert.False(MerkleTree.Verify(root, items[5], proof with { Index = 11 }));
        Assert.False(MerkleTree.Verify(root, items[5], proof with { Index = uint.MaxValue, Count = uint.MaxValue }));
        Assert.False(MerkleTree.Verify(root, items[5], proof with { Count = 0 }));
        Assert.False(MerkleTree.Verify(Hash256.Zero, items[5], proof));
        for (int sibling = 0; sibling < proof.Siblings.Length; sibling++)
        {
            Hash256[] changed = [.. proof.Siblings];
            changed[sibling] = root;
            Assert.False(MerkleTree.Verify(root, items[5], proof with { Siblings = changed }));
        }
    }

    [Fact]
    public void Verify_InnerNodeAsItem_ReturnsFalse()
    {
        Hash256[] hashes = MerkleTree.HashItems(Items(4));
        Hash256 root = MerkleTree.Root(hashes);
        byte[] forged = [.. hashes[0].Span, .. hashes[1].Span];
        Hash256 right = MerkleTree.NodeHash(hashes[2], hashes[3]);
        Assert.False(MerkleTree.Verify(root, forged, new MerkleProof(0, 2, [right])));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(510)]
    [InlineData(511)]
    [InlineData(512)]
    [InlineData(5000)]
    public void LeafHash_AnyLength_IsThePrefixedHash(int length)
    {
        byte[] item = new byte[length];
        byte[] expected = new byte[32];
        Blake3.Hash([0, .. item], expected);
        Assert.Equal(new Hash256(expected), MerkleTree.LeafHash(item));
    }
}
