using Aether.Crypto.Ed25519.Batch;
using Xunit;

namespace Aether.UnitTests.Crypto.Ed25519.Batch;

public sealed class SignatureItemsTests
{
    [Fact]
    public void Parts_EveryIndex_AreTheSlicesOfTheFlatBuffers()
    {
        byte[] keys = [.. Enumerable.Range(0, 64).Select(i => (byte)i)];
        byte[] signatures = [.. Enumerable.Range(0, 128).Select(i => (byte)i)];
        SignatureItems items = new(keys, signatures, "abcde"u8, [2, 5]);
        Assert.Equal(keys[32..], items.PublicKey(1).ToArray());
        Assert.Equal(signatures[..64], items.Signature(0).ToArray());
        Assert.True(items.TryGetMessage(0, out ReadOnlySpan<byte> first));
        Assert.True(first.SequenceEqual("ab"u8));
        Assert.True(items.TryGetMessage(1, out ReadOnlySpan<byte> second));
        Assert.True(second.SequenceEqual("cde"u8));
    }

    [Theory]
    [InlineData(3, 2)]
    [InlineData(-1, 2)]
    [InlineData(2, 6)]
    [InlineData(6, 6)]
    public void TryGetMessage_RangeOutsideTheBuffer_ReturnsFalse(int start, int end)
    {
        SignatureItems items = new(default, default, "abcde"u8, [start, end]);
        Assert.False(items.TryGetMessage(1, out _));
    }
}
