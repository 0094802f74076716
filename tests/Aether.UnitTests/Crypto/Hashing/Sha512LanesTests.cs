using System.Security.Cryptography;
using System.Text;
using Aether.Crypto.Hashing;
using Aether.TestKit;
using Xunit;

namespace Aether.UnitTests.Crypto.Hashing;

public sealed class Sha512LanesTests
{
    private const int Digest = Sha512Lanes.DigestBytes;

    [Fact]
    public void HashMany_PublishedVectors_Match()
    {
        // FIPS 180-4 example messages of NIST.
        byte[] messages = Encoding.ASCII.GetBytes(
            "abc"
            + "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrst"
            + "nopqrstu");
        byte[] digests = new byte[3 * Digest];
        Sha512Lanes.HashMany(messages, [0, 3, messages.Length], digests);

        Assert.StartsWith("cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce", Hex(digests, 0));
        Assert.StartsWith("ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a", Hex(digests, 1));
        Assert.StartsWith("8e959b75dae313da8cf4f72814fc143f8f7779c6eb9f7fa17299aeadb6889018", Hex(digests, 2));
    }

    [Fact]
    public void Hash_EveryLengthTo1100_EqualsThePlatformInEveryVariant()
    {
        LaneMessages messages = new(Enumerable.Range(0, 1101).ToArray());
        AssertAllVariants(messages);
    }

    [Fact]
    public void Hash_MixedLengthsAndCounts_EqualsThePlatformInEveryVariant()
    {
        int mixes = 0;
        foreach (int[] lengths in LaneMessages.Mixes())
        {
            AssertAllVariants(new LaneMessages(++mixes, lengths));
        }

        Assert.Equal(64, mixes);
    }

    [Fact]
    public void HashPrefixed_EqualsTheHashOfTheConcatenation()
    {
        LaneMessages messages = new(0, 1, 47, 48, 63, 64, 65, 264, 5000);
        byte[] digests = new byte[messages.Count * Digest];
        Sha512Lanes.HashPrefixed(messages.Prefixes, messages.Bytes, messages.Ends, digests);
        Assert.Equal(Expected(messages, prefixed: true), digests);
    }

    [Fact]
    public void Hash_WrongShapes_Throw()
    {
        byte[] two = new byte[2 * Digest];
        Assert.Throws<ArgumentException>(() => Sha512Lanes.HashMany(new byte[9], [5, 4], two));
        Assert.Throws<ArgumentException>(() => Sha512Lanes.HashMany(new byte[9], [-1, 4], two));
        Assert.Throws<ArgumentException>(() => Sha512Lanes.HashMany(new byte[9], [5, 10], two));
        Assert.Throws<ArgumentException>(() => Sha512Lanes.HashMany(new byte[9], [5], two));
        Assert.Throws<ArgumentOutOfRangeException>(() => Sha512Lanes.HashPrefixed(new byte[64], [], [0, 0], two));
        Assert.Throws<ArgumentOutOfRangeException>(() => Sha512Lanes.HashPrefixed([], [], [0, 0], two));
    }

    [Fact]
    public void Hash_DoesNotAllocate()
    {
        LaneMessages messages = new(0, 264, 1, 5000, 264, 264, 264, 264, 264, 264);
        byte[] digests = new byte[messages.Count * Digest];
        foreach (LaneVariant variant in Enum.GetValues<LaneVariant>())
        {
            if (LaneVariants.IsSupported(variant))
            {
                Allocations.AssertNone(
                    () => Sha512Lanes.Hash(variant, messages.Prefixes, messages.Bytes, messages.Ends, digests));
            }
        }
    }

    private static void AssertAllVariants(LaneMessages messages)
    {
        byte[] plain = Expected(messages, prefixed: false);
        byte[] prefixed = Expected(messages, prefixed: true);
        byte[] digests = new byte[plain.Length];
        foreach (LaneVariant variant in Enum.GetValues<LaneVariant>())
        {
            if (!LaneVariants.IsSupported(variant))
                continue;
            Sha512Lanes.Hash(variant, default, messages.Bytes, messages.Ends, digests);
            Assert.Equal(plain, digests);
            Sha512Lanes.Hash(variant, messages.Prefixes, messages.Bytes, messages.Ends, digests);
            Assert.Equal(prefixed, digests);
        }
    }

    private static byte[] Expected(LaneMessages messages, bool prefixed)
    {
        byte[] digests = new byte[messages.Count * Digest];
        for (int index = 0; index < messages.Count; index++)
        {
            byte[] input = prefixed
                ? [.. messages.Prefixes.AsSpan(index * 64, 64), .. messages[index]]
                : messages[index].ToArray();
            SHA512.HashData(input, digests.AsSpan(index * Digest, Digest));
        }

        return digests;
    }

    private static string Hex(byte[] digests, int index) => HexText.Encode(digests.AsSpan(index * Digest, Digest));
}
