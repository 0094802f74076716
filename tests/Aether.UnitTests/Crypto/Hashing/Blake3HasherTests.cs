using Aether.Crypto.Hashing;
using Xunit;

namespace Aether.UnitTests.Crypto.Hashing;

public sealed class Blake3HasherTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    [InlineData(1000)]
    [InlineData(1024)]
    [InlineData(1025)]
    [InlineData(4096)]
    public void Update_AnySplit_EqualsOneShot(int piece)
    {
        foreach (int length in new[] { 0, 1, 64, 1023, 1024, 1025, 2048, 2049, 3072, 7 * 1024, (16 * 1024) + 3 })
        {
            byte[] input = Blake3Tests.Pattern(length);
            Blake3Hasher hasher = Blake3Hasher.Create();
            for (int at = 0; at < length; at += piece)
                hasher.Update(input.AsSpan(at, Math.Min(piece, length - at)));
            byte[] output = new byte[32];
            hasher.Finish(output);
            Assert.Equal(Blake3Tests.Digest(input), output);
        }
    }

    [Fact]
    public void Finish_ThenUpdate_Continues()
    {
        byte[] input = Blake3Tests.Pattern(5000);
        Blake3Hasher hasher = Blake3Hasher.Create();
        byte[] output = new byte[32];
        hasher.Update(input.AsSpan(0, 2048));
        hasher.Finish(output);
        Assert.Equal(Blake3Tests.Digest(input.AsSpan(0, 2048)), output);
        hasher.Update(input.AsSpan(2048));
        hasher.Finish(output);
        Assert.Equal(Blake3Tests.Digest(input), output);
    }

    [Fact]
    public void KeyedAndDerive_EqualOneShot()
    {
        byte[] input = Blake3Tests.Pattern(3333);
        byte[] key = Blake3Tests.Pattern(32);
        byte[] expected = new byte[100];
        byte[] actual = new byte[100];

        Blake3.KeyedHash(key, input, expected);
        Blake3Hasher keyed = Blake3Hasher.CreateKeyed(key);
        keyed.Update(input);
        keyed.Finish(actual);
        Assert.Equal(expected, actual);

        Blake3.DeriveKey("aether test context"u8, input, expected);
        Blake3Hasher derive = Blake3Hasher.CreateDeriveKey("aether test context"u8);
        derive.Update(input);
        derive.Finish(actual);
        Assert.Equal(expected, actual);
    }

    [Fact]
    public void Reset_ForgetsInput_KeepsKey()
    {
        byte[] key = Blake3Tests.Pattern(32);
        Blake3Hasher hasher = Blake3Hasher.CreateKeyed(key);
        hasher.Update(Blake3Tests.Pattern(9000));
        hasher.Reset();
        hasher.Update("abc"u8);
        byte[] actual = new byte[32];
        hasher.Finish(actual);
        byte[] expected = new byte[32];
        Blake3.KeyedHash(key, "abc"u8, expected);
        Assert.Equal(expected, actual);
    }
}
