using Aether.Core.Types;
using Aether.Crypto.Hashing;
using Aether.Crypto.Merkle;
using Xunit;

namespace Aether.UnitTests.Crypto.Merkle;

public sealed class StateHasherTests
{
    [Fact]
    public void Hashes_AreThoseOfTheDefinition()
    {
        Hash256 key = KeyOf(1);
        byte[] value = [1, 2, 3];
        Hash256 valueHash = Plain(value);
        Assert.Equal(valueHash, StateHasher.HashValue(value));
        Assert.Equal(
            Keyed("aeth/smt/leaf/v1"u8, [.. key.Span, .. valueHash.Span]), StateHasher.HashLeaf(key, valueHash));
        Assert.Equal(
            Keyed("aeth/smt/node/v1"u8, [.. KeyOf(2).Span, .. KeyOf(3).Span]),
            StateHasher.HashNode(KeyOf(2), KeyOf(3)));
    }

    [Fact]
    public void Empty_IsZero_AndNoValueHashesToIt()
    {
        Assert.Equal(Hash256.Zero, StateHasher.Empty);
        Assert.NotEqual(Hash256.Zero, StateHasher.HashValue([]));
        Assert.NotEqual(StateHasher.HashLeaf(KeyOf(1), KeyOf(2)), StateHasher.HashNode(KeyOf(1), KeyOf(2)));
    }

    [Fact]
    public void Batches_EqualOneAtATimeInEveryVariant()
    {
        Hash256[] pairs = [.. Enumerable.Range(0, 74).Select(index => KeyOf((byte)index))];
        Hash256[] nodes = new Hash256[pairs.Length / 2];
        Hash256[] leaves = new Hash256[pairs.Length / 2];
        foreach (LaneVariant variant in Enum.GetValues<LaneVariant>().Where(LaneVariants.IsSupported))
        {
            StateHasher.HashNodes(variant, pairs, nodes);
            StateHasher.HashLeaves(variant, pairs, leaves);
            for (int index = 0; index < nodes.Length; index++)
            {
                Assert.Equal(StateHasher.HashNode(pairs[2 * index], pairs[(2 * index) + 1]), nodes[index]);
                Assert.Equal(StateHasher.HashLeaf(pairs[2 * index], pairs[(2 * index) + 1]), leaves[index]);
            }
        }
    }

    private static Hash256 KeyOf(byte number)
    {
        byte[] key = new byte[Hash256.Bytes];
        key[0] = number;
        return new Hash256(key);
    }

    private static Hash256 Plain(ReadOnlySpan<byte> input)
    {
        byte[] digest = new byte[Hash256.Bytes];
        Blake3.Hash(input, digest);
        return new Hash256(digest);
    }

    private static Hash256 Keyed(ReadOnlySpan<byte> keyName, byte[] input)
    {
        byte[] digest = new byte[Hash256.Bytes];
        Blake3.KeyedHash(Plain(keyName).Span, input, digest);
        return new Hash256(digest);
    }
}
