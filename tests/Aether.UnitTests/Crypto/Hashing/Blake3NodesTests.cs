using Aether.Crypto.Hashing;
using Aether.TestKit;
using Xunit;

namespace Aether.UnitTests.Crypto.Hashing;

public sealed class Blake3NodesTests
{
    [Fact]
    public void HashRows_EveryLengthOfAChunk_EqualsTheHashOfEachRow()
    {
        Random random = new(9);
        for (int length = 0; length <= 1024; length += length < 130 ? 1 : 37)
        {
            int stride = Math.Max(64, (length + 63) / 64 * 64) + (length % 2 == 0 && length < 900 ? 64 : 0);
            int count = random.Next(1, 36);
            byte[] rows = new byte[count * stride];
            byte[] expected = new byte[count * 32];
            for (int row = 0; row < count; row++)
            {
                random.NextBytes(rows.AsSpan(row * stride, length));
                Blake3.Hash(rows.AsSpan(row * stride, length), expected.AsSpan(row * 32, 32));
            }

            byte[] actual = new byte[count * 32];
            foreach (LaneVariant variant in Enum.GetValues<LaneVariant>().Where(LaneVariants.IsSupported))
            {
                Blake3Nodes.HashRows(variant, rows, stride, length, actual);
                Assert.Equal(expected, actual);
            }
        }
    }

    [Fact]
    public void HashRows_ShapesThatDoNotFit_AreErrors()
    {
        byte[] rows = new byte[128];
        Assert.ThrowsAny<ArgumentException>(() => Blake3Nodes.HashRows(rows, 60, 10, new byte[64]));
        Assert.ThrowsAny<ArgumentException>(() => Blake3Nodes.HashRows(rows, 0, 0, new byte[64]));
        Assert.ThrowsAny<ArgumentException>(() => Blake3Nodes.HashRows(rows, 64, 65, new byte[64]));
        Assert.ThrowsAny<ArgumentException>(() => Blake3Nodes.HashRows(rows, 64, -1, new byte[64]));
        Assert.ThrowsAny<ArgumentException>(() => Blake3Nodes.HashRows(rows, 64, 10, new byte[63]));
        Assert.ThrowsAny<ArgumentException>(() => Blake3Nodes.HashRows(new byte[2048], 2048, 1025, new byte[32]));
    }

    [Fact]
    public void BothModes_EqualTheGeneralHashesInEveryVariant()
    {
        byte[] key = Blake3Tests.Pattern(32);
        uint[] words = new uint[Blake3.KeyWords];
        Blake3.ReadKeyWords(key, words);
        for (int count = 0; count <= 40; count++)
        {
            byte[] nodes = new byte[count * 64];
            new Random(count).NextBytes(nodes);
            byte[] keyed = new byte[count * 32];
            byte[] prefixed = new byte[count * 32];
            for (int index = 0; index < count; index++)
            {
                Blake3.KeyedHash(key, nodes.AsSpan(index * 64, 64), keyed.AsSpan(index * 32, 32));
                Blake3.Hash([1, .. nodes.AsSpan(index * 64, 64)], prefixed.AsSpan(index * 32, 32));
            }

            byte[] actual = new byte[count * 32];
            foreach (LaneVariant variant in Enum.GetValues<LaneVariant>().Where(LaneVariants.IsSupported))
            {
                Blake3Nodes.KeyedHashMany(variant, words, nodes, actual);
                Assert.Equal(keyed, actual);
                Blake3Nodes.HashManyPrefixed(variant, 1, nodes, actual);
                Assert.Equal(prefixed, actual);
            }

            Blake3Nodes.KeyedHashMany(words, nodes, actual);
            Assert.Equal(keyed, actual);
            Blake3Nodes.HashManyPrefixed(1, nodes, nodes.AsSpan(0, count * 32));
            Assert.Equal(prefixed, nodes[..(count * 32)]);
        }
    }

    [Fact]
    public void WrongShapes_Throw()
    {
        uint[] key = new uint[8];
        Assert.Throws<ArgumentException>(() => Blake3Nodes.KeyedHashMany(key, new byte[65], new byte[32]));
        Assert.Throws<ArgumentException>(() => Blake3Nodes.KeyedHashMany(key, new byte[128], new byte[32]));
        Assert.Throws<ArgumentException>(() => Blake3Nodes.HashManyPrefixed(0, new byte[64], new byte[64]));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => Blake3Nodes.KeyedHashMany(new uint[7], new byte[64], new byte[32]));
    }

    [Fact]
    public void BothModes_DoNotAllocate()
    {
        uint[] key = new uint[8];
        byte[] nodes = new byte[37 * 64];
        byte[] outputs = new byte[37 * 32];
        foreach (LaneVariant variant in Enum.GetValues<LaneVariant>().Where(LaneVariants.IsSupported))
        {
            Allocations.AssertNone(() =>
            {
                Blake3Nodes.KeyedHashMany(variant, key, nodes, outputs);
                Blake3Nodes.HashManyPrefixed(variant, 1, nodes, outputs);
            });
        }
    }
}
