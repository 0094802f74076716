using Aether.Core.Types;
using Aether.Crypto.Bls12381;
using Xunit;

namespace Aether.UnitTests.Crypto.Bls12381;

public sealed class BlsKeySumsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(9)]
    [InlineData(40)]
    public void TrySum_AnyBitmap_EqualsTheSumOfItsKeys(int count)
    {
        var random = new Random(count);
        BlsKey[] keys = [.. Enumerable.Range(1, count).Select(Key)];
        BlsKeySums sums = new(keys);
        for (int round = 0; round <= 40; round++)
        {
            bool[] signs = [.. Enumerable.Range(0, count).Select(_ => random.Next(40) < round)];
            byte[] bitmap = new byte[(count + 7) / 8];
            for (int i = 0; i < count; i++)
                bitmap[i / 8] |= (byte)((signs[i] ? 1 : 0) << (i % 8));
            bool expected = BlsKey.TrySum([.. keys.Where((_, i) => signs[i])], out BlsKey? expectedSum);
            Assert.Equal(expected, sums.TrySum(bitmap, out BlsKey? sum));
            Assert.Equal(expectedSum?.ToPublicKey(), sum?.ToPublicKey());
        }
    }

    [Fact]
    public void TrySum_KeysThatCancel_IsRefusedFromEitherSide()
    {
        BlsKey key = Key(1);
        BlsKey[] keys = [key, Negative(key), Key(2)];
        BlsKeySums sums = new(keys);
        Assert.False(sums.TrySum([0b011], out _));
        Assert.True(sums.TrySum([0b111], out BlsKey? all));
        Assert.Equal(Key(2).ToPublicKey(), all.ToPublicKey());
        BlsKeySums cancelling = new(keys.AsSpan(0, 2));
        Assert.False(cancelling.TrySum([0b11], out _));
        Assert.True(cancelling.TrySum([0b01], out BlsKey? first));
        Assert.Equal(key.ToPublicKey(), first.ToPublicKey());
    }

    [Fact]
    public void TrySum_NoSigners_IsRefused() => Assert.False(new BlsKeySums([Key(1)]).TrySum([0], out _));

    private static BlsKey Key(int number)
    {
        byte[] material = new byte[32];
        material[0] = (byte)number;
        byte[] secret = new byte[32];
        Bls.SecretFromSeed(material, secret);
        byte[] publicKey = new byte[Bls.PublicKeyBytes];
        Bls.PublicKeyFromSecret(secret, publicKey);
        Assert.True(BlsKey.TryDecode(publicKey, out BlsKey? key));
        return key;
    }

    // The sign of y is the third bit of the encoding.
    private static BlsKey Negative(BlsKey key)
    {
        byte[] publicKey = new byte[Bls.PublicKeyBytes];
        key.Write(publicKey);
        publicKey[0] ^= 0x20;
        Assert.True(BlsKey.TryDecode(publicKey, out BlsKey? negative));
        return negative;
    }
}
