using System.Security.Cryptography;
using Aether.Crypto.Hashing;
using Aether.Native.Hashing;
using Xunit;

namespace Aether.UnitTests.Crypto.Hashing;

public sealed class Sha256MessageTests
{
    // FIPS 180-4's examples.
    [Theory]
    [InlineData("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [InlineData(
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")]
    public void Hash_GivesPublishedDigests(string message, string digest)
    {
        byte[] actual = new byte[Sha256Message.DigestBytes];
        Sha256Message.Hash(System.Text.Encoding.ASCII.GetBytes(message), actual);
        Assert.Equal(digest, Convert.ToHexStringLower(actual));
    }

    [Fact]
    public void Hash_EveryVariantEqualsTheScalarOneAndThePlatform()
    {
        byte[] pattern = Blake3Tests.Pattern(5_000);
        byte[] actual = new byte[Sha256Message.DigestBytes];
        byte[] scalar = new byte[Sha256Message.DigestBytes];
        foreach (int length in Enumerable.Range(0, 260).Concat([4_095, 4_096, 4_097, 4_160, 5_000]))
        {
            ReadOnlySpan<byte> message = pattern.AsSpan(pattern.Length - length);
            Sha256Lanes.HashMany(LaneVariant.Scalar, message, [length], scalar);
            Assert.Equal(SHA256.HashData(message), scalar);
            Sha256Message.Hash(message, actual);
            Assert.Equal(scalar, actual);
            if (Sha256Blocks.IsSupported)
            {
                Sha256Message.HashByInstructions(message, actual);
                Assert.Equal(scalar, actual);
            }
        }
    }

    [Fact]
    public void HashTwo_EveryPairOfLengths_EqualsThePlatform()
    {
        // Every length of one message, beside lengths of the other that meet each remainder of a block.
        byte[] pattern = Blake3Tests.Pattern(700);
        ReadOnlySpan<byte> tags = "aeth/tx/v1aeth/wtx/v1"u8;
        byte[][] expected = new byte[2][];
        for (int first = 0; first <= 600; first++)
        {
            ReadOnlySpan<byte> one = pattern.AsSpan(pattern.Length - first);
            expected[0] = SHA256.HashData([.. tags[..10], .. one]);
            for (int second = first % 9; second <= 600; second += 9)
            {
                ReadOnlySpan<byte> other = pattern.AsSpan(second % 16, second);
                expected[1] = SHA256.HashData([.. tags[10..], .. other]);
                AssertTwo(tags[..10], one, tags[10..], other, expected);
            }
        }
    }

    [Fact]
    public void HashTwo_TagsOfAnyLengthAndLongMessages_EqualThePlatform()
    {
        byte[] pattern = Blake3Tests.Pattern(70_000);
        foreach (int first in (int[])[0, 1, 53, 54, 64, 4_095, 4_096, 4_097, 65_536])
        {
            foreach (int second in (int[])[0, 55, 4_096, 4_097, 65_536])
            {
                for (int tag = 0; tag < 64; tag += 7)
                {
                    ReadOnlySpan<byte> firstTag = pattern.AsSpan(1, tag);
                    ReadOnlySpan<byte> secondTag = pattern.AsSpan(0, 63 - tag);
                    ReadOnlySpan<byte> one = pattern.AsSpan(100, first);
                    ReadOnlySpan<byte> other = pattern.AsSpan(99, second);
                    byte[][] expected =
                        [SHA256.HashData([.. firstTag, .. one]), SHA256.HashData([.. secondTag, .. other])];
                    AssertTwo(firstTag, one, secondTag, other, expected);
                }
            }
        }
    }

    [Fact]
    public void HashTwo_RefusesTagsOfABlockAndDigestsOfAnotherLength()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Sha256Blocks.HashTwo(new byte[64], [], [], [], new byte[64]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Sha256Blocks.HashTwo([], [], new byte[64], [], new byte[64]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Sha256Blocks.HashTwo([], [], [], [], new byte[63]));
    }

    [Fact]
    public void Compress_RefusesWhatIsNoStateAndNoBlocks()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Sha256Blocks.Compress(new uint[7], new byte[64]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Sha256Blocks.Compress(new uint[8], new byte[63]));
    }

    private static void AssertTwo(
        ReadOnlySpan<byte> firstTag,
        ReadOnlySpan<byte> first,
        ReadOnlySpan<byte> secondTag,
        ReadOnlySpan<byte> second,
        byte[][] expected)
    {
        Span<byte> digests = stackalloc byte[2 * Sha256Message.DigestBytes];
        Sha256Message.HashTwo(firstTag, first, secondTag, second, digests);
        Assert.True(digests[..32].SequenceEqual(expected[0]) && digests[32..].SequenceEqual(expected[1]));
        Sha256Message.HashOneByOne(firstTag, first, secondTag, second, digests);
        Assert.True(digests[..32].SequenceEqual(expected[0]) && digests[32..].SequenceEqual(expected[1]));
    }
}
