using System.Text;
using System.Text.Json;
using Aether.Crypto.Hashing;
using Aether.TestKit;
using Xunit;

namespace Aether.UnitTests.Crypto.Hashing;

public sealed class Blake3ChunksTests
{
    private static IEnumerable<LaneVariant> Variants =>
        Enum.GetValues<LaneVariant>().Where(LaneVariants.IsSupported);

    [Fact]
    public void Hash_PublishedVectors_MatchInEveryVariant()
    {
        JsonElement root = Vectors.ReadJson("blake3/test_vectors.json");
        byte[] key = Encoding.ASCII.GetBytes(root.GetProperty("key").GetString()!);
        uint[] words = new uint[Blake3.KeyWords];
        Blake3.ReadKeyWords(key, words);
        int cases = 0;
        foreach (JsonElement item in root.GetProperty("cases").EnumerateArray())
        {
            byte[] input = Blake3Tests.Pattern(item.GetProperty("input_len").GetInt32());
            byte[] plain = HexText.Get(item, "hash");
            byte[] keyed = HexText.Get(item, "keyed_hash");
            foreach (LaneVariant variant in Variants)
            {
                byte[] output = new byte[plain.Length];
                Blake3.Hash(variant, Blake3Compression.Iv, input, 0, output);
                Assert.Equal(plain, output);
                Blake3.Hash(variant, words, input, Blake3Compression.KeyedHash, output);
                Assert.Equal(keyed, output);
                cases++;
            }
        }

        Assert.Equal(35 * Variants.Count(), cases);
    }

    [Fact]
    public void Hash_LengthsAroundGroups_EqualTheIncrementalScalarHash()
    {
        foreach (int chunks in new[] { 1, 2, 3, 7, 8, 9, 15, 16, 17, 24, 31, 32, 33, 100, 127, 128, 129, 256, 300 })
        {
            foreach (int extra in new[] { -1, 0, 1 })
            {
                byte[] input = Blake3Tests.Pattern((chunks * 1024) + extra);
                Blake3Hasher hasher = Blake3Hasher.Create();
                hasher.Update(input);
                byte[] expected = new byte[32];
                hasher.Finish(expected);
                foreach (LaneVariant variant in Variants)
                {
                    byte[] actual = new byte[32];
                    Blake3.Hash(variant, Blake3Compression.Iv, input, 0, actual);
                    Assert.Equal(expected, actual);
                }
            }
        }
    }
}
