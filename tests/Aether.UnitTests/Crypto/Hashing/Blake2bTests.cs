using System.Text.Json;
using Aether.Crypto.Hashing;
using Aether.TestKit;
using Xunit;

namespace Aether.UnitTests.Crypto.Hashing;

public sealed class Blake2bTests
{
    [Fact]
    public void Hash_RfcExample_Matches()
    {
        byte[] output = new byte[64];
        Blake2b.Hash("abc"u8, output);
        Assert.Equal(
            "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1"
            + "7d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923",
            HexText.Encode(output));
    }

    [Fact]
    public void Hash_KeyedKnownAnswers_Match()
    {
        byte[] input = [];
        byte[] key = [];
        int cases = 0;
        foreach (string line in File.ReadLines(Vectors.Require("blake2/blake2b-kat.txt")))
        {
            string[] parts = line.Split(':', StringSplitOptions.TrimEntries);
            if (parts[0] == "in")
                input = HexText.Decode(parts[1]);
            else if (parts[0] == "key")
                key = HexText.Decode(parts[1]);
            else if (parts[0] == "hash")
            {
                byte[] output = new byte[64];
                Blake2b.Hash(input, output, key);
                Assert.Equal(parts[1], HexText.Encode(output));
                cases++;
            }
        }

        Assert.Equal(256, cases);
    }

    [Fact]
    public void Hash_UnkeyedVectors_Match()
    {
        int cases = 0;
        foreach (JsonElement item in Vectors.ReadJson("blake2/blake2b_256_512_unkeyed.json").GetProperty("tests")
            .EnumerateArray())
        {
            byte[] input = Blake3Tests.Pattern(item.GetProperty("len").GetInt32());
            byte[] output32 = new byte[32];
            byte[] output64 = new byte[64];
            Blake2b.Hash(input, output32);
            Blake2b.Hash(input, output64);
            Assert.Equal(item.GetProperty("blake2b_256").GetString(), HexText.Encode(output32));
            Assert.Equal(item.GetProperty("blake2b_512").GetString(), HexText.Encode(output64));
            cases++;
        }

        Assert.Equal(21, cases);
    }

    [Fact]
    public void Hash_WrongLengths_Throw()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Blake2b.Hash([], []));
        Assert.Throws<ArgumentOutOfRangeException>(() => Blake2b.Hash([], new byte[65]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Blake2b.Hash([], new byte[32], new byte[65]));
    }
}
