using System.Text.Json;
using Aether.Crypto.Bls12381;
using Aether.TestKit;
using Aether.UnitTests.Native.Bls;
using Xunit;

namespace Aether.UnitTests.Crypto.Bls12381;

public sealed class BlsMessageTests
{
    private static readonly byte[] s_secret = BlsVectors.Secret(3);

    public BlsMessageTests() => BlsVectors.SkipWithoutLibrary();

    [Fact]
    public void Verify_EthereumVectors_Match()
    {
        List<JsonElement> tests = BlsVectors.Ethereum("verify");
        Assert.Equal(29, tests.Count);
        foreach (JsonElement test in tests)
        {
            JsonElement input = test.GetProperty("input");
            bool actual = BlsKey.TryDecode(HexText.Get(input, "pubkey"), out BlsKey? key)
                && new BlsMessage(HexText.Get(input, "message")).Verify(key, HexText.Get(input, "signature"));
            Assert.True(test.GetProperty("output").GetBoolean() == actual, test.GetProperty("name").GetString());
        }
    }

    [Fact]
    public void Verify_EthereumVectorsOfSumsOverOneMessage_Match()
    {
        List<JsonElement> tests = BlsVectors.Ethereum("fast_aggregate_verify");
        Assert.Equal(12, tests.Count);
        foreach (JsonElement test in tests)
        {
            JsonElement input = test.GetProperty("input");
            BlsKey[]? keys = BlsVectors.Keys(BlsVectors.HexArray(input.GetProperty("pubkeys")));
            bool actual = keys is not null && BlsKey.TrySum(keys, out BlsKey? sum)
                && new BlsMessage(HexText.Get(input, "message")).Verify(sum, HexText.Get(input, "signature"));
            Assert.True(test.GetProperty("output").GetBoolean() == actual, test.GetProperty("name").GetString());
        }
    }

    [Fact]
    public void Verify_DeserializationVectors_NeverDecideOtherThanBlst()
    {
        BlsMessage message = new("m"u8);
        BlsKey key = BlsVectors.Key(s_secret);
        foreach (JsonElement test in BlsVectors.Ethereum("deserialization_G2"))
        {
            byte[] encoded = HexText.Get(test.GetProperty("input"), "signature");
            AssertEqual(message, key, encoded);
        }
    }

    [Fact]
    public void Verify_ForgedAndDamagedSignatures_EqualsBlst()
    {
        Random random = new(11);
        BlsMessage message = new("m"u8);
        BlsKey key = BlsVectors.Key(s_secret);
        byte[] good = BlsVectors.Sign(s_secret, "m"u8);
        Assert.True(AssertEqual(message, key, good));
        Assert.False(AssertEqual(message, BlsVectors.Key(BlsVectors.Secret(4)), good));
        Assert.False(AssertEqual(message, key, BlsVectors.Sign(BlsVectors.Secret(4), "m"u8)));
        Assert.False(AssertEqual(message, key, BlsVectors.Sign(s_secret, "n"u8)));
        int accepted = 0;
        for (int count = 0; count < 150; count++)
        {
            byte[] damaged = [.. good];
            LanesSamples.Damage(damaged, random);
            accepted += AssertEqual(message, key, damaged) ? 1 : 0;
        }

        Assert.InRange(accepted, 1, 149);
        Assert.All(LanesSamples.SmallOrder(), encoded => Assert.False(AssertEqual(message, key, encoded)));
        Assert.False(AssertEqual(message, key, LanesSamples.OutsideTheGroup()));
    }

    [Fact]
    public void Verify_BytesOfAnyLength_NeverThrow()
    {
        Random random = new(7);
        BlsMessage message = new([]);
        BlsKey key = BlsVectors.Key(s_secret);
        for (int length = 0; length <= 200; length++)
        {
            byte[] bytes = new byte[length];
            random.NextBytes(bytes);
            Assert.False(message.Verify(key, bytes));
        }

        Assert.True(message.Verify(key, BlsVectors.Sign(s_secret, [])));
        Assert.False(message.Verify(key, [0xC0, .. new byte[95]]));
    }

    [Fact]
    public void Bytes_AreTheMessage_NotTheCallersArray()
    {
        byte[] bytes = [1, 2, 3];
        BlsMessage message = new(bytes);
        bytes[0] = 9;

        Assert.Equal([1, 2, 3], message.Bytes.ToArray());
    }

    private static bool AssertEqual(BlsMessage message, BlsKey key, byte[] signature)
    {
        bool expected = Bls.Verify(key, message.Bytes, signature);
        Assert.Equal(expected, message.Verify(key, signature));
        return expected;
    }
}
