using System.Security.Cryptography;
using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Xunit;

namespace Aether.UnitTests.Crypto.Merkle;

/// <summary>Against a tree that is computed naively from the definition, with proofs read off it.</summary>
public sealed class SparseMerkleTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(17)]
    [InlineData(200)]
    public void Verify_EveryKeyPresentAndAbsent_MatchesTheTree(int count)
    {
        SortedDictionary<Hash256, byte[]> items = Items(count);
        Hash256 root = RootOf([.. items], 0);
        for (int number = 0; number < count + 40; number++)
        {
            Hash256 key = KeyOf(number);
            SparseMerkleProof proof = Prove([.. items], key);
            if (items.TryGetValue(key, out byte[]? value))
            {
                Assert.True(SparseMerkle.VerifyInclusion(root, key, value, proof));
                Assert.False(SparseMerkle.VerifyExclusion(root, key, proof));
                Assert.False(SparseMerkle.VerifyInclusion(root, key, [.. value, 0], proof));
            }
            else
            {
                Assert.True(SparseMerkle.VerifyExclusion(root, key, proof));
                Assert.False(SparseMerkle.VerifyInclusion(root, key, [1], proof));
            }
        }
    }

    [Fact]
    public void Verify_ProofOfAnotherKey_IsRefused()
    {
        SortedDictionary<Hash256, byte[]> items = Items(50);
        Hash256 root = RootOf([.. items], 0);
        Hash256 key = KeyOf(4);
        SparseMerkleProof proof = Prove([.. items], key);
        Assert.False(SparseMerkle.VerifyInclusion(root, KeyOf(5), items[key], proof));
        // The same leaf proves the absence only of keys that share its path.
        Hash256 far = new([.. key.Span.ToArray().Select(part => (byte)~part)]);
        Assert.False(SparseMerkle.VerifyExclusion(root, far, proof));
    }

    [Fact]
    public void Verify_AnyBitOfTheProofChanged_IsRefused()
    {
        SortedDictionary<Hash256, byte[]> items = Items(30);
        Hash256 root = RootOf([.. items], 0);
        Hash256 key = KeyOf(9);
        SparseMerkleProof proof = Prove([.. items], key);
        Assert.NotEmpty(proof.Siblings);
        for (int index = 0; index < proof.Siblings.Length; index++)
        {
            Hash256[] siblings = [.. proof.Siblings];
            siblings[index] = KeyOf(1000 + index);
            Assert.False(SparseMerkle.VerifyInclusion(root, key, items[key], proof with { Siblings = siblings }));
        }
        ushort deeper = (ushort)(proof.Depth + 1);
        Assert.False(SparseMerkle.VerifyInclusion(root, key, items[key], proof with { Depth = deeper }));
        Assert.False(SparseMerkle.VerifyInclusion(root, key, items[key], proof with { TerminalKey = null }));
        Assert.False(SparseMerkle.VerifyInclusion(root, key, items[key], proof with { TerminalKey = KeyOf(8) }));
        Assert.False(SparseMerkle.VerifyInclusion(root, key, items[key], proof with { SiblingMask = [0xFF] }));
        Assert.False(SparseMerkle.VerifyInclusion(KeyOf(1), key, items[key], proof));
    }

    [Fact]
    public void Verify_NonMinimalForms_AreRefused()
    {
        Hash256 key = KeyOf(1);
        Hash256 leaf = StateHasher.HashLeaf(key, StateHasher.HashValue([7]));
        bool right = SparseMerkle.BitAt(key, 0);
        Hash256 padded = right
            ? StateHasher.HashNode(StateHasher.Empty, leaf)
            : StateHasher.HashNode(leaf, StateHasher.Empty);
        Hash256 valueHash = StateHasher.HashValue([7]);
        SparseMerkleProof absent = new(1, [0], [], key, valueHash);
        SparseMerkleProof zero = new(1, [1], [StateHasher.Empty], key, valueHash);
        Assert.False(SparseMerkle.VerifyInclusion(padded, key, [7], absent));
        Assert.False(SparseMerkle.VerifyInclusion(padded, key, [7], zero));
    }

    [Fact]
    public void VerifyExclusion_EmptyTree_IsProvedByNothing()
    {
        SparseMerkleProof nothing = new(0, [], [], null, default);
        Assert.True(SparseMerkle.VerifyExclusion(StateHasher.Empty, KeyOf(1), nothing));
        Assert.False(SparseMerkle.VerifyExclusion(KeyOf(2), KeyOf(1), nothing));
        Assert.False(SparseMerkle.VerifyInclusion(StateHasher.Empty, KeyOf(1), [], nothing));
    }

    private static Hash256 KeyOf(int number) => new(SHA256.HashData(BitConverter.GetBytes(number)));

    private static SortedDictionary<Hash256, byte[]> Items(int count)
    {
        SortedDictionary<Hash256, byte[]> items = [];
        for (int number = 0; number < count; number++)
        {
            items.Add(KeyOf(number), [.. BitConverter.GetBytes(number * 31)]);
        }
        return items;
    }

    private static Hash256 RootOf(KeyValuePair<Hash256, byte[]>[] items, int depth)
    {
        if (items.Length <= 1)
        {
            return items.Length == 0
                ? Hash256.Zero
                : StateHasher.HashLeaf(items[0].Key, StateHasher.HashValue(items[0].Value));
        }
        return StateHasher.HashNode(
            RootOf([.. items.Where(item => !SparseMerkle.BitAt(item.Key, depth))], depth + 1),
            RootOf([.. items.Where(item => SparseMerkle.BitAt(item.Key, depth))], depth + 1));
    }

    private static SparseMerkleProof Prove(KeyValuePair<Hash256, byte[]>[] items, Hash256 key)
    {
        List<Hash256> siblings = [];
        List<bool> present = [];
        int depth = 0;
        while (items.Length > 1)
        {
            bool right = SparseMerkle.BitAt(key, depth);
            Hash256 sibling = RootOf([.. items.Where(item => SparseMerkle.BitAt(item.Key, depth) != right)], depth + 1);
            items = [.. items.Where(item => SparseMerkle.BitAt(item.Key, depth) == right)];
            present.Add(!sibling.IsZero);
            if (!sibling.IsZero)
            {
                siblings.Insert(0, sibling);
            }
            depth++;
        }
        byte[] mask = new byte[(depth + 7) / 8];
        for (int index = 0; index < depth; index++)
        {
            mask[index / 8] |= (byte)(present[index] ? 1 << (index % 8) : 0);
        }
        return items.Length == 0
            ? new SparseMerkleProof((ushort)depth, mask, [.. siblings], null, default)
            : new SparseMerkleProof(
                (ushort)depth, mask, [.. siblings], items[0].Key, StateHasher.HashValue(items[0].Value));
    }
}
