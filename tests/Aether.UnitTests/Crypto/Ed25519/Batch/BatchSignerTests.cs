using Aether.Crypto.Ed25519.Batch;
using Aether.TestKit;
using Xunit;
using Signatures = Aether.Crypto.Ed25519.Ed25519;

namespace Aether.UnitTests.Crypto.Ed25519.Batch;

public sealed class BatchSignerTests
{
    private const int Keys = 5;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    [InlineData(201)]
    public void Sign_AnyCount_EveryVariantEqualsSingleSigning(int count)
    {
        byte[] seeds = Seeds();
        (int[] keys, byte[] messages, int[] ends) = Messages(count);
        foreach (SignatureVariant variant in BatchBuffers.Variants)
        {
            using BatchSigner signer = new(variant, seeds);
            byte[] signatures = new byte[count * 64];
            signer.Sign(keys, messages, ends, signatures);
            for (int i = 0; i < count; i++)
            {
                byte[] expected = new byte[64];
                ReadOnlySpan<byte> message = messages.AsSpan((i == 0 ? 0 : ends[i - 1])..ends[i]);
                Signatures.Sign(seeds.AsSpan(keys[i] * 32, 32), message, expected);
                Assert.Equal(expected, signatures[(i * 64)..((i + 1) * 64)]);
                Assert.True(Signatures.Verify(signer.PublicKey(keys[i]), message, expected));
            }
        }
    }

    [Fact]
    public void Sign_WarmedUp_AllocatesNothing()
    {
        using BatchSigner signer = new(Seeds());
        (int[] keys, byte[] messages, int[] ends) = Messages(100);
        byte[] signatures = new byte[100 * 64];
        Allocations.AssertNone(() => signer.Sign(keys, messages, ends, signatures));
    }

    [Fact]
    public void Sign_BadArguments_Throws()
    {
        Assert.Throws<ArgumentException>(() => new BatchSigner([]));
        Assert.Throws<ArgumentException>(() => new BatchSigner(new byte[33]));
        using BatchSigner signer = new(Seeds());
        Assert.Throws<ArgumentOutOfRangeException>(() => signer.Sign([Keys], new byte[4], [4], new byte[64]));
        Assert.Throws<ArgumentOutOfRangeException>(() => signer.Sign([-1], new byte[4], [4], new byte[64]));
        Assert.Throws<ArgumentOutOfRangeException>(() => signer.Sign([0], new byte[4], [5], new byte[64]));
        Assert.Throws<ArgumentOutOfRangeException>(() => signer.Sign([0, 1], new byte[4], [3, 2], new byte[128]));
        Assert.Throws<ArgumentOutOfRangeException>(() => signer.Sign([0], new byte[4], [4], new byte[63]));
    }

    private static byte[] Seeds()
    {
        byte[] seeds = new byte[Keys * 32];
        new Random(3).NextBytes(seeds);
        return seeds;
    }

    private static (int[] Keys, byte[] Messages, int[] Ends) Messages(int count)
    {
        var random = new Random(count);
        int[] keys = [.. Enumerable.Range(0, count).Select(_ => random.Next(Keys))];
        int[] ends = new int[count];
        int end = 0;
        for (int i = 0; i < count; i++)
            ends[i] = end += random.Next(i % 9 == 0 ? 1 : 300);
        byte[] messages = new byte[end];
        random.NextBytes(messages);
        return (keys, messages, ends);
    }
}
