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
    public void Compress_RefusesWhatIsNoStateAndNoBlocks()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Sha256Blocks.Compress(new uint[7], new byte[64]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Sha256Blocks.Compress(new uint[8], new byte[63]));
    }
}
