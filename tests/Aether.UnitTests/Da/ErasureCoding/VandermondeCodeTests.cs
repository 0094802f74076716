using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Aether.Da.ErasureCoding;
using Aether.TestKit;
using Xunit;

namespace Aether.UnitTests.Da.ErasureCoding;

public sealed class VandermondeCodeTests
{
    private const string VectorFile = "reed-solomon/rs_gf256_vandermonde.json";

    public static TheoryData<int, int> SmallShapes() => new()
    {
        { 1, 1 }, { 1, 4 }, { 2, 1 }, { 2, 2 }, { 3, 3 }, { 4, 2 }, { 5, 3 }, { 10, 2 },
    };

    [Fact]
    public void Encode_Vectors_GivesKnownParity()
    {
        JsonElement root = Vectors.ReadJson(VectorFile);
        foreach (JsonElement vector in root.GetProperty("cases").EnumerateArray())
        {
            int shardBytes = vector.GetProperty("shard_bytes").GetInt32();
            VandermondeCode code = new(
                vector.GetProperty("data_shards").GetInt32(), vector.GetProperty("parity_shards").GetInt32());
            byte[] data = Data(vector, code.DataShards, shardBytes);
            byte[] parity = new byte[code.ParityShards * shardBytes];
            code.Encode(data, parity, shardBytes);
            int shard = 0;
            foreach (JsonElement digest in vector.GetProperty("parity_sha256").EnumerateArray())
            {
                byte[] actual = SHA256.HashData(parity.AsSpan(shard++ * shardBytes, shardBytes));
                Assert.Equal(digest.GetString(), Convert.ToHexStringLower(actual));
            }
        }
    }

    [Fact]
    public void Encode_OneEncodeOfThePeers_GivesTheirParity()
    {
        JsonElement one = Vectors.ReadJson(VectorFile).GetProperty("one_encode");
        byte[] data = Concatenate(one.GetProperty("data"));
        byte[] parity = new byte[10];
        new VandermondeCode(5, 5).Encode(data, parity, 2);
        Assert.Equal(Concatenate(one.GetProperty("parity")), parity);
    }

    [Fact]
    public void Row_TenAndTwo_EqualsTheKnownMatrix()
    {
        VandermondeCode code = new(10, 2);
        int shard = 10;
        foreach (JsonElement row in Vectors.ReadJson(VectorFile).GetProperty("matrix_10_2").EnumerateArray())
            Assert.Equal(row.EnumerateArray().Select(value => value.GetByte()), code.Row(shard++).ToArray());
    }

    [Theory]
    [MemberData(nameof(SmallShapes))]
    public void TryRecover_EverySubset_RestoresOrRefuses(int dataShards, int parityShards)
    {
        const int ShardBytes = 3;
        VandermondeCode code = new(dataShards, parityShards);
        int total = dataShards + parityShards;
        byte[] shards = ShardSets.RandomBytes(total * ShardBytes, 7);
        code.Encode(shards.AsSpan(0, dataShards * ShardBytes), shards.AsSpan(dataShards * ShardBytes), ShardBytes);
        for (uint mask = 0; mask < 1u << total; mask++)
        {
            byte[] erased = [.. shards];
            bool[] present = new bool[total];
            for (int shard = 0; shard < total; shard++)
            {
                present[shard] = (mask >> shard & 1) != 0;
                if (!present[shard])
                    erased.AsSpan(shard * ShardBytes, ShardBytes).Fill(0xa5);
            }

            byte[] before = [.. erased];
            bool isEnough = BitOperations.PopCount(mask) >= dataShards;
            Assert.Equal(isEnough, code.TryRecover(erased, present, ShardBytes));
            Assert.Equal(isEnough ? shards : before, erased);
        }
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, -1)]
    [InlineData(200, 57)]
    public void Constructor_ShapeOutsideTheField_Throws(int dataShards, int parityShards) =>
        Assert.ThrowsAny<ArgumentException>(() => new VandermondeCode(dataShards, parityShards));

    private static byte[] Concatenate(JsonElement rows) =>
        [.. rows.EnumerateArray().SelectMany(row => Convert.FromHexString(row.GetString()!))];

    // The vectors' rule: SHA-256 of "label/shard/counter", cut to the shard.
    private static byte[] Data(JsonElement vector, int shards, int shardBytes)
    {
        string label = vector.GetProperty("data_label").GetString()!;
        byte[] data = new byte[shards * shardBytes];
        for (int index = 0; index < data.Length; index++)
        {
            int inShard = index % shardBytes;
            if (inShard % 32 == 0)
            {
                byte[] block = SHA256.HashData(Encoding.ASCII.GetBytes($"{label}/{index / shardBytes}/{inShard / 32}"));
                block.AsSpan(0, Math.Min(32, shardBytes - inShard)).CopyTo(data.AsSpan(index));
            }
        }

        return data;
    }
}
