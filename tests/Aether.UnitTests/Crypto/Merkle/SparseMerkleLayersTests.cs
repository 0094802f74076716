using Aether.Core.Types;
using Aether.Crypto.Hashing;
using Aether.Crypto.Merkle;
using Aether.TestKit;
using Xunit;

namespace Aether.UnitTests.Crypto.Merkle;

public sealed class SparseMerkleLayersTests
{
    private static IEnumerable<LaneVariant> Variants =>
        Enum.GetValues<LaneVariant>().Where(LaneVariants.IsSupported);

    /// <summary>Keys spread evenly, and keys that share long prefixes.</summary>
    public static TheoryData<int, int> Shapes
    {
        get
        {
            TheoryData<int, int> shapes = [];
            foreach (int count in Enumerable.Range(0, 40).Concat([64, 65, 500, 1300]))
            {
                shapes.Add(count, 0);
                shapes.Add(count, 12);
                shapes.Add(count, 31);
            }

            return shapes;
        }
    }

    // At most count keys that share their first bytes; the bytes after them have few values, so paths are uneven.
    private static Hash256[] Keys(int count, int sharedBytes)
    {
        Random random = new(count + (1000 * sharedBytes));
        SortedSet<Hash256> keys = [];
        for (int index = 0; index < count; index++)
        {
            byte[] key = new byte[32];
            random.NextBytes(key.AsSpan(sharedBytes));
            if (sharedBytes > 0 && index % 3 == 0)
                key[random.Next(sharedBytes)] = (byte)(1 << random.Next(8));
            keys.Add(new Hash256(key));
        }

        return [.. keys];
    }

    private static Hash256[] Values(int count) =>
        [.. Enumerable.Range(0, count).Select(index => StateHasher.HashValue(BitConverter.GetBytes(index)))];

    // The definition: split by bit, a lone leaf is itself, an empty subtree the empty hash.
    private static Hash256 Definition(ReadOnlySpan<Hash256> keys, ReadOnlySpan<Hash256> values, int depth)
    {
        if (keys.IsEmpty)
            return StateHasher.Empty;
        if (keys.Length == 1)
            return StateHasher.HashLeaf(keys[0], values[0]);
        int split = 0;
        while (split < keys.Length && !SparseMerkle.BitAt(keys[split], depth))
            split++;
        Hash256 left = Definition(keys[..split], values[..split], depth + 1);
        Hash256 right = Definition(keys[split..], values[split..], depth + 1);
        return StateHasher.HashNode(left, right);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Root_EqualsTheDefinitionInEveryVariant(int count, int sharedBytes)
    {
        Hash256[] keys = Keys(count, sharedBytes);
        Hash256[] values = Values(keys.Length);
        Hash256 expected = Definition(keys, values, 0);
        int[] work = new int[SparseMerkleLayers.WorkInts(keys.Length)];
        foreach (LaneVariant variant in Variants)
        {
            Array.Fill(work, 77);
            Assert.Equal(
                expected, SparseMerkleLayers.Root(variant, keys, values, new Hash256[keys.Length], work));
        }
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 31)]
    [InlineData(30, 0)]
    [InlineData(30, 12)]
    [InlineData(30, 31)]
    public void Prove_EveryKey_VerifiesUnderTheRoot(int count, int sharedBytes)
    {
        Hash256[] keys = Keys(count, sharedBytes);
        Hash256[] values = Values(keys.Length);
        Hash256 root = Definition(keys, values, 0);
        Hash256[] hashes = new Hash256[keys.Length];
        int[] work = new int[SparseMerkleLayers.WorkInts(keys.Length)];
        Hash256[] siblings = new Hash256[256];
        byte[] mask = new byte[SparseMerkleLayers.MaskBytes];
        for (int index = 0; index < keys.Length; index++)
        {
            SparseMerklePath path = new(siblings, mask);
            Assert.Equal(root, SparseMerkleLayers.Prove(keys, values, index, hashes, work, ref path));
            SparseMerkleProof proof = new(
                (ushort)path.Depth, mask[..((path.Depth + 7) / 8)], siblings[..path.Count], keys[index], values[index]);
            Assert.True(SparseMerkle.VerifyInclusion(root, keys[index], BitConverter.GetBytes(index), proof));
            Assert.False(SparseMerkle.VerifyInclusion(root, keys[index], BitConverter.GetBytes(index + 1), proof));
        }
    }

    [Fact]
    public void WrongInput_Throws()
    {
        Hash256[] keys = Keys(3, 0);
        Hash256[] values = Values(3);
        int[] work = new int[SparseMerkleLayers.WorkInts(3)];
        Hash256[] swapped = [keys[1], keys[0], keys[2]];
        Hash256[] twice = [keys[0], keys[0], keys[2]];
        Hash256[] hashes = new Hash256[3];
        Assert.Throws<ArgumentException>(() => SparseMerkleLayers.Root(swapped, values, hashes, work));
        Assert.Throws<ArgumentException>(() => SparseMerkleLayers.Root(twice, values, hashes, work));
        Assert.Throws<ArgumentException>(() => SparseMerkleLayers.Root(keys, values.AsSpan(0, 2), hashes, work));
        Assert.Throws<ArgumentException>(() => SparseMerkleLayers.Root(keys, values, hashes.AsSpan(0, 2), work));
        Assert.Throws<ArgumentException>(() => SparseMerkleLayers.Root(keys, values, hashes, work.AsSpan(0, 14)));
    }

    [Fact]
    public void Root_DoesNotAllocate()
    {
        Hash256[] keys = Keys(300, 0);
        Hash256[] values = Values(keys.Length);
        Hash256[] hashes = new Hash256[keys.Length];
        int[] work = new int[SparseMerkleLayers.WorkInts(keys.Length)];
        foreach (LaneVariant variant in Variants)
            Allocations.AssertNone(() => SparseMerkleLayers.Root(variant, keys, values, hashes, work));
    }
}
