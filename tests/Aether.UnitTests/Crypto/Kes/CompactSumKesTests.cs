using Aether.Crypto.Kes;
using Xunit;

namespace Aether.UnitTests.Crypto.Kes;

public sealed class CompactSumKesTests
{
    public CompactSumKesTests() => KesVectors.SkipWithoutLibrary();

    [Theory]
    [InlineData(0, "compactkey6Sig")]
    [InlineData(5, "compactkey6Sig5")]
    public void Verify_PublishedSignatures_AreReproducedAndAccepted(int period, string file)
    {
        using KesSigningKey key = KesSigningKey.FromSeed(KesVectors.Seed, 6);
        while (key.Period < period)
            Assert.True(key.Evolve());
        byte[] signature = new byte[CompactSumKes.SignatureBytes(6)];
        key.Sign(KesVectors.Message, signature);
        Assert.Equal(KesVectors.File(file), signature);
        Assert.True(CompactSumKes.Verify(KesVectors.VerificationKey, 6, (ulong)period, KesVectors.Message, signature));
        Assert.False(
            CompactSumKes.Verify(KesVectors.VerificationKey, 6, (ulong)period + 1, KesVectors.Message, signature));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void Verify_HoldsForItsOwnPeriodOnly(int depth)
    {
        using KesSigningKey key = KesSigningKey.FromSeed(new byte[32], depth);
        byte[] vk = key.VerificationKey.ToArray();
        byte[] signature = new byte[CompactSumKes.SignatureBytes(depth)];
        do
        {
            key.Sign("m"u8, signature);
            for (int period = 0; period <= key.PeriodCount; period++)
                Assert.Equal(period == key.Period, CompactSumKes.Verify(vk, depth, (ulong)period, "m"u8, signature));
            Assert.False(CompactSumKes.Verify(vk, depth, ulong.MaxValue, "m"u8, signature));
        }
        while (key.Evolve());
    }

    [Fact]
    public void Verify_DeepestTree_Works()
    {
        using KesSigningKey key = KesSigningKey.FromSeed(new byte[32], KesSigningKey.MaxDepth);
        byte[] signature = new byte[CompactSumKes.SignatureBytes(KesSigningKey.MaxDepth)];
        while (key.Period < 300)
            Assert.True(key.Evolve());
        key.Sign("m"u8, signature);
        Assert.True(CompactSumKes.Verify(key.VerificationKey, KesSigningKey.MaxDepth, 300, "m"u8, signature));
        Assert.False(CompactSumKes.Verify(key.VerificationKey, KesSigningKey.MaxDepth, 299, "m"u8, signature));
    }

    [Fact]
    public void Verify_AnyChangedByteOrLength_ReturnsFalse()
    {
        using KesSigningKey key = KesSigningKey.FromSeed(new byte[32], 2);
        byte[] vk = key.VerificationKey.ToArray();
        byte[] signature = new byte[CompactSumKes.SignatureBytes(2)];
        key.Sign("m"u8, signature);
        for (int position = 0; position < signature.Length; position++)
        {
            byte[] changed = [.. signature];
            changed[position] ^= 1;
            Assert.False(CompactSumKes.Verify(vk, 2, 0, "m"u8, changed));
        }

        Assert.False(CompactSumKes.Verify(vk, 2, 0, "n"u8, signature));
        Assert.False(CompactSumKes.Verify(vk, 2, 0, "m"u8, signature.AsSpan(1)));
        Assert.False(CompactSumKes.Verify(vk, 2, 0, "m"u8, [.. signature, 0]));
        Assert.False(CompactSumKes.Verify(vk, 2, 0, "m"u8, []));
        Assert.False(CompactSumKes.Verify(vk.AsSpan(1), 2, 0, "m"u8, signature));
        Assert.False(CompactSumKes.Verify(vk, 1, 0, "m"u8, signature));
    }
}
