using System.Security.Cryptography;
using Aether.Crypto.Ed25519;
using Xunit;

namespace Aether.UnitTests.Crypto.Ed25519;

public sealed class Sha512ConcatenationTests
{
    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(32, 32, 0)]
    [InlineData(32, 32, 448)]
    [InlineData(32, 32, 449)]
    [InlineData(2, 5000, 1)]
    [InlineData(32, 32, 65472)]
    [InlineData(32, 32, 65473)]
    public void Hash_ThreeParts_EqualsHashOfTheJoinedBytes(int a, int b, int c)
    {
        byte[] joined = new byte[a + b + c];
        new Random(9).NextBytes(joined);
        byte[] actual = new byte[64];
        Sha512Concatenation.Hash(joined.AsSpan(0, a), joined.AsSpan(a, b), joined.AsSpan(a + b), actual);
        Assert.Equal(SHA512.HashData(joined), actual);
    }
}
