using System.Security.Cryptography;
using System.Text;
using Aether.Crypto.Hashing;
using Aether.TestKit;
using Xunit;

namespace Aether.UnitTests.Crypto.Hashing;

public sealed class Sha256LanesTests
{
    private const int Digest = Sha256Lanes.DigestBytes;

    private static IEnumerable<LaneVariant> Variants =>
        Enum.GetValues<LaneVariant>().Where(LaneVariants.IsSupported);

    [Fact]
    public void HashMany_PublishedVectors_Match()
    {
        // FIPS 180-4 example messages of NIST.
        byte[] messages = Encoding.ASCII.GetBytes("abc" + "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq");
        byte[] digests = new byte[3 * Digest];
        Sha256Lanes.HashMany(messages, [0, 3, messages.Length], digests);
        Assert.Equal(
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
            + "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
            + "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
            HexText.Encode(digests));
    }

    [Fact]
    public void HashMany_EveryLengthTo1100_EqualsThePlatformInEveryVariant() =>
        AssertAllVariants(new LaneMessages(Enumerable.Range(0, 1101).ToArray()));

    [Fact]
    public void HashMany_MixedLengthsAndCounts_EqualsThePlatformInEveryVariant()
    {
        int mixes = 0;
        foreach (int[] lengths in LaneMessages.Mixes())
            AssertAllVariants(new LaneMessages(++mixes, lengths));
    }

    [Fact]
    public void HashNodes_EveryCount_EqualsThePlatformInEveryVariantAndInPlace()
    {
        for (int count = 0; count <= 40; count++)
        {
            byte[] nodes = new byte[count * 64];
            new Random(count).NextBytes(nodes);
            byte[] expected = new byte[count * Digest];
            for (int index = 0; index < count; index++)
                SHA256.HashData(nodes.AsSpan(index * 64, 64), expected.AsSpan(index * Digest, Digest));
            foreach (LaneVariant variant in Variants)
            {
                byte[] level = [.. nodes];
                Sha256Lanes.HashNodes(variant, level, level.AsSpan(0, expected.Length));
                Assert.Equal(expected, level[..expected.Length]);
            }
        }
    }

    [Fact]
    public void WrongShapes_Throw()
    {
        Assert.Throws<ArgumentException>(() => Sha256Lanes.HashMany(new byte[9], [5, 4], new byte[64]));
        Assert.Throws<ArgumentException>(() => Sha256Lanes.HashMany(new byte[9], [5, 10], new byte[64]));
        Assert.Throws<ArgumentException>(() => Sha256Lanes.HashMany(new byte[9], [5], new byte[64]));
        Assert.Throws<ArgumentException>(() => Sha256Lanes.HashNodes(new byte[65], new byte[32]));
        Assert.Throws<ArgumentException>(() => Sha256Lanes.HashNodes(new byte[64], new byte[64]));
    }

    [Fact]
    public void BothMethods_DoNotAllocate()
    {
        LaneMessages messages = new(0, 264, 1, 5000, 264, 264, 264, 264, 264, 264);
        byte[] digests = new byte[messages.Count * Digest];
        byte[] nodes = new byte[37 * 64];
        byte[] parents = new byte[37 * Digest];
        foreach (LaneVariant variant in Variants)
        {
            Allocations.AssertNone(() =>
            {
                Sha256Lanes.HashMany(variant, messages.Bytes, messages.Ends, digests);
                Sha256Lanes.HashNodes(variant, nodes, parents);
            });
        }
    }

    private static void AssertAllVariants(LaneMessages messages)
    {
        byte[] expected = new byte[messages.Count * Digest];
        for (int index = 0; index < messages.Count; index++)
            SHA256.HashData(messages[index], expected.AsSpan(index * Digest, Digest));
        byte[] digests = new byte[expected.Length];
        foreach (LaneVariant variant in Variants)
        {
            Sha256Lanes.HashMany(variant, messages.Bytes, messages.Ends, digests);
            Assert.Equal(expected, digests);
        }
    }
}
