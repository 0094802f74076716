using System.Text.Json;
using Aether.Crypto.Bls12381;
using Aether.Native.Bls;
using Aether.TestKit;
using Xunit;

namespace Aether.UnitTests.Crypto.Bls12381;

public sealed class BlsKeyTests
{
    public BlsKeyTests() => BlsVectors.SkipWithoutLibrary();

    [Fact]
    public void TryDecode_EthereumVectors_MatchExceptInfinity()
    {
        List<JsonElement> tests = BlsVectors.Ethereum("deserialization_G1");
        Assert.Equal(13, tests.Count);
        foreach (JsonElement test in tests)
        {
            byte[] encoded = HexText.Get(test.GetProperty("input"), "pubkey");
            bool expected = test.GetProperty("output").GetBoolean();
            Assert.Equal(expected, Blst.DecodeP1(encoded, out _) == BlstError.Success);
            bool isInfinity = encoded.AsSpan().SequenceEqual((byte[])[0xC0, .. new byte[47]]);
            Assert.Equal(expected && !isInfinity, BlsKey.TryDecode(encoded, out BlsKey? key));
            if (key is not null)
                Assert.Equal(encoded, key.ToPublicKey().Span.ToArray());
        }
    }

    [Fact]
    public void TryDecode_FirstThousandMultiples_RoundTripAndFollowAddition()
    {
        byte[] compressed = File.ReadAllBytes(
            Vectors.Require("bls12-381/serialization/g1_compressed_valid_test_vectors.dat"));
        byte[] uncompressed = File.ReadAllBytes(
            Vectors.Require("bls12-381/serialization/g1_uncompressed_valid_test_vectors.dat"));
        Assert.Equal(1000 * 48, compressed.Length);
        BlsKey? previous = null;
        BlsKey? generator = null;
        for (int index = 0; index < 1000; index++)
        {
            ReadOnlySpan<byte> bytes = compressed.AsSpan(index * 48, 48);
            if (index == 0)
            {
                // Zero times the generator is infinity: well encoded, no key.
                Assert.False(BlsKey.TryDecode(bytes, out _));
                continue;
            }

            Assert.True(BlsKey.TryDecode(bytes, out BlsKey? key));
            byte[] full = new byte[96];
            Blst.EncodeUncompressed(key.Point, full);
            Assert.Equal(uncompressed.AsSpan(index * 96, 96).ToArray(), full);
            generator ??= key;
            if (previous is not null)
            {
                Assert.True(BlsKey.TrySum([previous, generator], out BlsKey? sum));
                Assert.Equal(bytes.ToArray(), sum.ToPublicKey().Span.ToArray());
            }

            previous = key;
        }
    }

    [Fact]
    public void TrySum_CancellingKeysOrNone_ReturnsFalse()
    {
        byte[] publicKey = new byte[48];
        BlsKey key = BlsVectors.Key(BlsVectors.Secret(1));
        key.Write(publicKey);
        publicKey[0] ^= 0x20;
        Assert.True(BlsKey.TryDecode(publicKey, out BlsKey? negated));
        Assert.False(BlsKey.TrySum([key, negated], out _));
        Assert.False(BlsKey.TrySum([], out _));
        Assert.False(Bls.FastAggregateVerify([key, negated], "m"u8, BlsVectors.Sign(BlsVectors.Secret(1), "m"u8)));
    }

    [Fact]
    public void TryDecode_RandomBytes_NeverThrows()
    {
        Random random = new(11);
        int accepted = 0;
        for (int length = 0; length <= 100; length++)
        {
            byte[] bytes = new byte[length];
            random.NextBytes(bytes);
            accepted += BlsKey.TryDecode(bytes, out _) ? 1 : 0;
        }

        Assert.Equal(0, accepted);
    }
}
