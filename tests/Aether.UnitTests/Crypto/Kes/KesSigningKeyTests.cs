using Aether.Crypto.Kes;
using Xunit;

namespace Aether.UnitTests.Crypto.Kes;

public sealed class KesSigningKeyTests
{
    public KesSigningKeyTests() => KesVectors.SkipWithoutLibrary();

    [Fact]
    public void Serialize_EveryPeriod_RoundTripsAndSignsTheSame()
    {
        using KesSigningKey key = KesSigningKey.FromSeed(new byte[32], 3);
        byte[] first = new byte[CompactSumKes.SignatureBytes(3)];
        byte[] second = new byte[CompactSumKes.SignatureBytes(3)];
        do
        {
            byte[] stored = new byte[key.SerializedBytes];
            key.Serialize(stored);
            Assert.True(KesSigningKey.TryDeserialize(stored, out KesSigningKey? copy));
            using (copy)
            {
                Assert.Equal(key.Period, copy.Period);
                Assert.True(copy.VerificationKey.SequenceEqual(key.VerificationKey));
                key.Sign("m"u8, first);
                copy.Sign("m"u8, second);
                Assert.Equal(first, second);
            }
        }
        while (key.Evolve());
        Assert.Equal(key.PeriodCount - 1, key.Period);
    }

    [Fact]
    public void TryDeserialize_AnyChangedByte_IsRejectedOrAnotherKey()
    {
        using KesSigningKey key = KesSigningKey.FromSeed(new byte[32], 2);
        Assert.True(key.Evolve());
        byte[] stored = new byte[key.SerializedBytes];
        key.Serialize(stored);
        for (int position = 0; position < stored.Length; position++)
        {
            byte[] changed = [.. stored];
            changed[position] ^= 1;
            if (!KesSigningKey.TryDeserialize(changed, out KesSigningKey? read))
                continue;

            // Only the public left key of an entered right half is bound by nothing secret: another key comes out.
            using (read)
                Assert.False(read.VerificationKey.SequenceEqual(key.VerificationKey));
        }

        Assert.False(KesSigningKey.TryDeserialize([], out _));
        Assert.False(KesSigningKey.TryDeserialize(stored.AsSpan(1), out _));
        Assert.False(KesSigningKey.TryDeserialize([.. stored, 0], out _));
    }

    [Fact]
    public void TryDeserialize_RandomBytes_NeverThrows()
    {
        Random random = new(3);
        for (int depth = 0; depth <= KesSigningKey.MaxDepth; depth++)
        {
            byte[] bytes = new byte[6 + KesKeyTree.KeyBytes(depth)];
            random.NextBytes(bytes);
            bytes.AsSpan(0, 6).Clear();
            bytes[0] = 1;
            bytes[1] = (byte)depth;
            // A key of depth 0 is any seed; deeper ones are bound by their hashes.
            Assert.Equal(depth == 0, KesSigningKey.TryDeserialize(bytes, out KesSigningKey? key));
            key?.Dispose();
        }
    }

    [Fact]
    public void FromSeed_WrongArguments_Throw()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => KesSigningKey.FromSeed(new byte[31], 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => KesSigningKey.FromSeed(new byte[32], 10));
        Assert.Throws<ArgumentOutOfRangeException>(() => KesSigningKey.FromSeed(new byte[32], -1));
    }

    [Fact]
    public void Dispose_ThenSign_Throws()
    {
        KesSigningKey key = KesSigningKey.FromSeed(new byte[32], 1);
        key.Dispose();
        Assert.Throws<ObjectDisposedException>(
            () => key.Sign("m"u8, new byte[CompactSumKes.SignatureBytes(1)]));
    }
}
