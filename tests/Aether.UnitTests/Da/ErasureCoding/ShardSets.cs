using Aether.Da.ErasureCoding;

namespace Aether.UnitTests.Da.ErasureCoding;

/// <summary>Codeword sets and variants for the tests of the erasure codes.</summary>
internal static class ShardSets
{
    internal static readonly ErasureCode[] Codes = [ErasureCode.DoubleParity, ErasureCode.HalfRate];

    internal static ErasureVariant[] SupportedVariants { get; } =
        Array.FindAll(Enum.GetValues<ErasureVariant>(), ErasureVariants.IsSupported);

    /// <summary>Lengths around every vector width, and all small ones.</summary>
    internal static IEnumerable<int> Lengths =>
        Enumerable.Range(1, 200).Concat([255, 256, 257, 511, 960, 1003, 1023, 1024, 1025, 1228, 2048]);

    internal static byte[] RandomBytes(int count, int seed)
    {
        byte[] bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    /// <summary>All shards of a set with random data, by the scalar variant.</summary>
    internal static byte[] Codeword(ErasureCode code, int shardBytes, int seed)
    {
        byte[] shards = RandomBytes(code.TotalShards * shardBytes, seed);
        int dataBytes = code.DataShards * shardBytes;
        Span<byte> parity = shards.AsSpan(dataBytes);
        code.Encode(shards.AsSpan(0, dataBytes), parity, shardBytes, shardBytes, ErasureVariant.Scalar);
        return shards;
    }

    /// <summary>A copy in which the absent shards hold other bytes.</summary>
    internal static byte[] Erase(ErasureCode code, byte[] shards, ulong presentMask, int shardBytes)
    {
        byte[] erased = [.. shards];
        for (int shard = 0; shard < code.TotalShards; shard++)
        {
            if ((presentMask >> shard & 1) == 0)
                RandomBytes(shardBytes, shard).CopyTo(erased.AsSpan(shard * shardBytes));
        }

        return erased;
    }

    /// <summary>The mask of all shards of a code.</summary>
    internal static ulong AllShards(ErasureCode code) => ulong.MaxValue >> (64 - code.TotalShards);
}
