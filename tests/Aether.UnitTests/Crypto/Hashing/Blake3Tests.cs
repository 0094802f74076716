using System.Text;
using System.Text.Json;
using Aether.Crypto.Hashing;
using Aether.TestKit;
using Xunit;

namespace Aether.UnitTests.Crypto.Hashing;

public sealed class Blake3Tests
{
    internal static byte[] Pattern(int length)
    {
        byte[] input = new byte[length];
        for (int index = 0; index < length; index++)
            input[index] = (byte)(index % 251);
        return input;
    }

    internal static byte[] Digest(ReadOnlySpan<byte> input)
    {
        byte[] output = new byte[Blake3.DigestBytes];
        Blake3.Hash(input, output);
        return output;
    }

    [Fact]
    public void AllModes_PublishedVectors_Match()
    {
        JsonElement root = Vectors.ReadJson("blake3/test_vectors.json");
        byte[] key = Encoding.ASCII.GetBytes(root.GetProperty("key").GetString()!);
        byte[] context = Encoding.ASCII.GetBytes(root.GetProperty("context_string").GetString()!);
        int cases = 0;
        foreach (JsonElement item in root.GetProperty("cases").EnumerateArray())
        {
            byte[] input = Pattern(item.GetProperty("input_len").GetInt32());
            byte[] hash = HexText.Get(item, "hash");
            byte[] keyed = HexText.Get(item, "keyed_hash");
            byte[] derived = HexText.Get(item, "derive_key");
            byte[] output = new byte[hash.Length];

            Blake3.Hash(input, output);
            Assert.Equal(hash, output);
            Blake3.KeyedHash(key, input, output);
            Assert.Equal(keyed, output);
            Blake3.DeriveKey(context, input, output);
            Assert.Equal(derived, output);
            Assert.Equal(hash[..32], Digest(input));
            cases++;
        }

        Assert.Equal(35, cases);
    }

    [Fact]
    public void Hash_EmptyInput_IsTheKnownDigest() =>
        Assert.Equal("af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262", HexText.Encode(Digest([])));

    [Fact]
    public void KeyedHash64_EqualsTheGeneralKeyedHash()
    {
        byte[] key = Pattern(32);
        byte[] block = Pattern(64);
        uint[] words = new uint[Blake3.KeyWords];
        Blake3.ReadKeyWords(key, words);
        byte[] expected = new byte[32];
        Blake3.KeyedHash(key, block, expected);

        byte[] actual = new byte[32];
        Blake3.KeyedHash64(words, block, actual);
        Assert.Equal(expected, actual);

        // The output may be written over the input.
        Blake3.KeyedHash64(words, block, block.AsSpan(0, 32));
        Assert.Equal(expected, block[..32]);
    }

    [Fact]
    public void Hash_LongerOutput_ExtendsShorter()
    {
        byte[] input = Pattern(3000);
        byte[] longer = new byte[1000];
        Blake3.Hash(input, longer);
        foreach (int length in new[] { 0, 1, 31, 32, 63, 64, 65, 128, 999 })
        {
            byte[] shorter = new byte[length];
            Blake3.Hash(input, shorter);
            Assert.Equal(longer[..length], shorter);
        }
    }

    [Fact]
    public void KeyedHash_WrongKeyLength_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Blake3.KeyedHash(new byte[31], [], new byte[32]));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => Blake3.KeyedHash64(new uint[8], new byte[63], new byte[32]));
    }

    [Fact]
    public void Hash_DoesNotAllocate()
    {
        byte[] input = Pattern(5000);
        byte[] output = new byte[32];
        Allocations.AssertNone(() => Blake3.Hash(input, output));
    }
}
