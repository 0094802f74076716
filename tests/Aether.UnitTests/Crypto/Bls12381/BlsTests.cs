using System.Text.Json;
using Aether.Crypto.Bls12381;
using Aether.TestKit;
using Xunit;

namespace Aether.UnitTests.Crypto.Bls12381;

public sealed class BlsTests
{
    private static readonly byte[] s_infinitySignature = [0xC0, .. new byte[95]];

    public BlsTests() => BlsVectors.SkipWithoutLibrary();

    [Fact]
    public void Sign_EthereumVectors_Match()
    {
        List<JsonElement> tests = BlsVectors.Ethereum("sign");
        Assert.Equal(10, tests.Count);
        foreach (JsonElement test in tests)
        {
            byte[] secret = HexText.Get(test.GetProperty("input"), "privkey");
            byte[] message = HexText.Get(test.GetProperty("input"), "message");
            JsonElement expected = test.GetProperty("output");
            if (expected.ValueKind == JsonValueKind.Null)
                Assert.Throws<ArgumentException>(() => Bls.Sign(secret, message, new byte[96]));
            else
                Assert.Equal(HexText.Decode(expected.GetString()!), BlsVectors.Sign(secret, message));
        }
    }

    [Fact]
    public void Verify_EthereumVectors_Match()
    {
        List<JsonElement> tests = BlsVectors.Ethereum("verify");
        Assert.Equal(29, tests.Count);
        foreach (JsonElement test in tests)
        {
            JsonElement input = test.GetProperty("input");
            bool actual = BlsKey.TryDecode(HexText.Get(input, "pubkey"), out BlsKey? key)
                && Bls.Verify(key, HexText.Get(input, "message"), HexText.Get(input, "signature"));
            Assert.True(test.GetProperty("output").GetBoolean() == actual, test.GetProperty("name").GetString());
        }
    }

    [Fact]
    public void TryAggregate_EthereumVectors_Match()
    {
        List<JsonElement> tests = BlsVectors.Ethereum("aggregate");
        Assert.Equal(6, tests.Count);
        foreach (JsonElement test in tests)
        {
            byte[] flat = BlsVectors.Flatten(BlsVectors.HexArray(test.GetProperty("input")), out _);
            byte[] aggregate = new byte[Bls.SignatureBytes];
            bool ok = Bls.TryAggregate(flat, aggregate);
            JsonElement expected = test.GetProperty("output");
            Assert.Equal(expected.ValueKind != JsonValueKind.Null, ok);
            if (ok)
                Assert.Equal(HexText.Decode(expected.GetString()!), aggregate);
        }
    }

    [Fact]
    public void AggregateVerify_EthereumVectors_Match()
    {
        List<JsonElement> tests = BlsVectors.Ethereum("aggregate_verify");
        Assert.Equal(5, tests.Count);
        foreach (JsonElement test in tests)
        {
            JsonElement input = test.GetProperty("input");
            BlsKey[]? keys = BlsVectors.Keys(BlsVectors.HexArray(input.GetProperty("pubkeys")));
            byte[] messages = BlsVectors.Flatten(BlsVectors.HexArray(input.GetProperty("messages")), out int[] ends);
            bool actual = keys is not null
                && Bls.AggregateVerify(keys, messages, ends, HexText.Get(input, "signature"));
            Assert.True(test.GetProperty("output").GetBoolean() == actual, test.GetProperty("name").GetString());
        }
    }

    [Fact]
    public void FastAggregateVerify_EthereumVectors_Match()
    {
        List<JsonElement> tests = BlsVectors.Ethereum("fast_aggregate_verify");
        Assert.Equal(12, tests.Count);
        foreach (JsonElement test in tests)
        {
            JsonElement input = test.GetProperty("input");
            BlsKey[]? keys = BlsVectors.Keys(BlsVectors.HexArray(input.GetProperty("pubkeys")));
            bool actual = keys is not null
                && Bls.FastAggregateVerify(keys, HexText.Get(input, "message"), HexText.Get(input, "signature"));
            Assert.True(test.GetProperty("output").GetBoolean() == actual, test.GetProperty("name").GetString());
        }
    }

    [Fact]
    public void TryDecodeSignature_EthereumVectors_MatchExceptInfinity()
    {
        List<JsonElement> tests = BlsVectors.Ethereum("deserialization_G2");
        Assert.Equal(15, tests.Count);
        foreach (JsonElement test in tests)
        {
            byte[] encoded = HexText.Get(test.GetProperty("input"), "signature");
            // A lone infinity is a valid encoding and a valid term of a sum, never a valid signature.
            bool expected = test.GetProperty("output").GetBoolean();
            byte[] sum = new byte[96];
            Assert.True(expected == Bls.TryAggregate(encoded, sum), test.GetProperty("name").GetString());
            Assert.Equal(expected ? encoded : new byte[96], sum);
            bool isInfinity = encoded.AsSpan().SequenceEqual(s_infinitySignature);
            Assert.Equal(expected && !isInfinity, Bls.TryDecodeSignature(encoded, out _));
        }
    }

    [Fact]
    public void Possession_ProofIsNotASignature_AndNotTransferable()
    {
        byte[] secret = BlsVectors.Secret(1);
        byte[] publicKey = new byte[Bls.PublicKeyBytes];
        Bls.PublicKeyFromSecret(secret, publicKey);
        byte[] message = [.. publicKey, .. "owner"u8];
        byte[] proof = new byte[Bls.SignatureBytes];
        Bls.ProvePossession(secret, message, proof);
        Assert.True(Bls.VerifyPossession(publicKey, message, proof));
        Assert.False(Bls.Verify(BlsVectors.Key(secret), message, proof));
        Assert.False(Bls.VerifyPossession(publicKey, BlsVectors.Sign(secret, message), proof));
        Assert.False(Bls.VerifyPossession(publicKey, message, BlsVectors.Sign(secret, message)));
        byte[] other = new byte[Bls.PublicKeyBytes];
        Bls.PublicKeyFromSecret(BlsVectors.Secret(2), other);
        Assert.False(Bls.VerifyPossession(other, message, proof));
    }

    [Fact]
    public void FastAggregateVerify_NeedsExactlyTheSigners()
    {
        byte[] message = "block"u8.ToArray();
        byte[][] secrets = [.. Enumerable.Range(1, 20).Select(BlsVectors.Secret)];
        BlsKey[] keys = [.. secrets.Select(BlsVectors.Key)];
        byte[] aggregate = new byte[96];
        byte[] flat = BlsVectors.Flatten([.. secrets.Select(s => BlsVectors.Sign(s, message))], out _);
        Assert.True(Bls.TryAggregate(flat, aggregate));
        Assert.True(Bls.FastAggregateVerify(keys, message, aggregate));
        Assert.False(Bls.FastAggregateVerify(keys.AsSpan(1), message, aggregate));
        Assert.False(Bls.FastAggregateVerify([.. keys, keys[0]], message, aggregate));
        Assert.False(Bls.FastAggregateVerify(keys, "other"u8, aggregate));
        Assert.False(Bls.FastAggregateVerify([], message, s_infinitySignature));

        // The same signer twice is a doubling inside the sum.
        Assert.True(Bls.TryAggregate(flat.AsSpan(0, 96).ToArray().Concat(flat.Take(96)).ToArray(), aggregate));
        Assert.True(Bls.FastAggregateVerify([keys[0], keys[0]], message, aggregate));
    }

    [Fact]
    public void ReceivedBytes_OfAnyLengthAndContent_NeverThrow()
    {
        Random random = new(7);
        BlsKey key = BlsVectors.Key(BlsVectors.Secret(3));
        byte[] good = BlsVectors.Sign(BlsVectors.Secret(3), "m"u8);
        for (int length = 0; length <= 200; length++)
        {
            byte[] bytes = new byte[length];
            random.NextBytes(bytes);
            Assert.False(Bls.Verify(key, "m"u8, bytes));
            Assert.False(Bls.VerifyPossession(bytes, "m"u8, good));
            Assert.False(Bls.TryAggregate(bytes, new byte[96]));
        }

        for (int bit = 0; bit < 8 * good.Length; bit += 5)
        {
            byte[] changed = [.. good];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(Bls.Verify(key, "m"u8, changed));
        }
    }

    [Fact]
    public void SecretKeys_OutOfRange_Throw()
    {
        byte[] order = HexText.Decode("73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001");
        foreach (byte[] secret in new[] { new byte[32], order, [.. Enumerable.Repeat((byte)255, 32)] })
        {
            Assert.Throws<ArgumentException>(() => Bls.PublicKeyFromSecret(secret, new byte[48]));
            Assert.Throws<ArgumentException>(() => Bls.Sign(secret, [], new byte[96]));
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => Bls.SecretFromSeed(new byte[31], new byte[32]));
    }
}
