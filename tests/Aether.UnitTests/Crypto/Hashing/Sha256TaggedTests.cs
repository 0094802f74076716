using System.Security.Cryptography;
using Aether.Core.Types;
using Aether.Crypto.Hashing;
using Xunit;

namespace Aether.UnitTests.Crypto.Hashing;

public sealed class Sha256TaggedTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(32)]
    [InlineData(509)]
    [InlineData(510)]
    [InlineData(511)]
    [InlineData(5000)]
    public void Hash_EqualsSha256OfTheConcatenation(int length)
    {
        byte[] part = Blake3Tests.Pattern(length);
        byte[] expected = SHA256.HashData([.. "t/v1"u8, .. part]);
        Assert.Equal(new Hash256(expected), Sha256Tagged.Hash("t/v1"u8, part));
    }

    [Fact]
    public void Hash_PartsAreConcatenatedInOrder()
    {
        Hash256 whole = Sha256Tagged.Hash("tag"u8, "abcdef"u8);
        Assert.Equal(whole, Sha256Tagged.Hash("tag"u8, "abc"u8, "def"u8));
        Assert.Equal(whole, Sha256Tagged.Hash("tag"u8, "ab"u8, "cd"u8, "ef"u8));
        Assert.Equal(whole, Sha256Tagged.Hash("tag"u8, "abc"u8, [], "def"u8));
        Assert.NotEqual(whole, Sha256Tagged.Hash("tah"u8, "abcdef"u8));
    }
}
