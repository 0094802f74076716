using System.Numerics;
using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Aether.Da.ErasureCoding;
using Aether.TestKit;
using Xunit;

namespace Aether.UnitTests.Da.ErasureCoding;

public sealed class ErasureCodeTests
{
    [Fact]
    public void Encode_DoubleParity_EqualsTheDefinition()
    {
        const int ShardBytes = 77;
        byte[] data = ShardSets.RandomBytes(10 * ShardBytes, 1);
        byte[] expected = new byte[2 * ShardBytes];
        for (int shard = 0; shard < 10; shard++)
        {
            ReadOnlySpan<byte> row = data.AsSpan(shard * ShardBytes, ShardBytes);
            Gf256Matrix.AddScaled(row, 1, expected.AsSpan(0, ShardBytes));
            Gf256Matrix.AddScaled(row, Gf256.Power(2, shard), expected.AsSpan(ShardBytes));
        }

        byte[] parity = new byte[2 * ShardBytes];
        ErasureCode.DoubleParity.Encode(data, parity, ShardBytes);
        Assert.Equal(expected, parity);
    }

    [Fact]
    public void Encode_AllVariantsAndLengths_GiveTheSameBytes()
    {
        foreach (ErasureCode code in ShardSets.Codes)
        {
            foreach (int shardBytes in ShardSets.Lengths)
            {
                byte[] expected = ShardSets.Codeword(code, shardBytes, shardBytes);
                int dataBytes = code.DataShards * shardBytes;
                foreach (ErasureVariant variant in ShardSets.SupportedVariants)
                {
                    byte[] parity = new byte[code.ParityShards * shardBytes];
                    code.Encode(expected.AsSpan(0, dataBytes), parity, shardBytes, shardBytes, variant);
                    Assert.True(parity.AsSpan().SequenceEqual(expected.AsSpan(dataBytes)), $"{variant} {shardBytes}");
                }
            }
        }
    }

    [Fact]
    public void Encode_MisalignedAndStrided_WritesTheShardsOnly()
    {
        foreach (ErasureCode code in ShardSets.Codes)
        {
            foreach (ErasureVariant variant in ShardSets.SupportedVariants)
            {
                for (int shift = 1; shift < 64; shift += 7)
                    CheckStrided(code, variant, shardBytes: 90 + shift, strideBytes: 133 + shift, shift);
            }
        }
    }

    [Fact]
    public void TryRecover_EverySubsetOfTwelve_RestoresOrRefuses()
    {
        const int ShardBytes = 67;
        ErasureCode code = ErasureCode.DoubleParity;
        byte[] expected = ShardSets.Codeword(code, ShardBytes, 3);
        for (ulong mask = 0; mask < 1 << 12; mask++)
        {
            byte[] erased = ShardSets.Erase(code, expected, mask, ShardBytes);
            byte[] before = [.. erased];
            bool isEnough = BitOperations.PopCount(mask) >= 10;
            Assert.Equal(isEnough, code.TryRecover(erased, mask, ShardBytes));
            Assert.Equal(isEnough ? expected : before, erased);
        }
    }

    [Fact]
    public void TryRecover_EveryLossOfTwoInEveryVariant_Restores()
    {
        ErasureCode code = ErasureCode.DoubleParity;
        foreach (int shardBytes in new[] { 1, 31, 32, 63, 64, 65, 100, 129, 1003 })
        {
            byte[] expected = ShardSets.Codeword(code, shardBytes, 5);
            for (int first = 0; first < 12; first++)
            {
                for (int second = first; second < 12; second++)
                {
                    ulong mask = ShardSets.AllShards(code) & ~(1ul << first) & ~(1ul << second);
                    CheckRecovers(code, expected, mask, shardBytes);
                }
            }
        }
    }

    [Fact]
    public void Encode_HalfRate_EqualsTheVandermondeCode()
    {
        VandermondeCode definition = new(32, 32);
        foreach (int shardBytes in new[] { 1, 16, 64, 987, 1200 })
        {
            byte[] data = ShardSets.RandomBytes(32 * shardBytes, shardBytes);
            byte[] expected = new byte[data.Length];
            definition.Encode(data, expected, shardBytes);
            foreach (ErasureVariant variant in ShardSets.SupportedVariants)
            {
                byte[] parity = new byte[data.Length];
                ErasureCode.HalfRate.Encode(data, parity, shardBytes, shardBytes, variant);
                Assert.True(parity.AsSpan().SequenceEqual(expected), $"{variant} {shardBytes}");
            }
        }
    }

    [Fact]
    public void TryRecover_RandomSubsetsOfHalfRate_Restores()
    {
        ErasureCode code = ErasureCode.HalfRate;
        Random random = new(11);
        foreach (int shardBytes in new[] { 1, 33, 64, 100, 600, 1003 })
        {
            byte[] expected = ShardSets.Codeword(code, shardBytes, 5);
            for (int round = 0; round < 40; round++)
                CheckRecovers(code, expected, RandomMask(random, random.Next(33)), shardBytes);
            CheckRecovers(code, expected, uint.MaxValue, shardBytes);
            CheckRecovers(code, expected, (ulong)uint.MaxValue << 32, shardBytes);
            CheckRecovers(code, expected, ulong.MaxValue, shardBytes);
        }
    }

    [Fact]
    public void TryRecover_HalfRateBelowThirtyTwo_ReturnsFalseAndWritesNothing()
    {
        byte[] shards = ShardSets.Codeword(ErasureCode.HalfRate, 40, 5);
        foreach (ulong mask in new[] { 0ul, 1ul, uint.MaxValue >> 1, 0x5555_5555_5555_5554ul })
        {
            byte[] copy = [.. shards];
            Assert.False(ErasureCode.HalfRate.TryRecover(copy, mask, 40));
            Assert.Equal(shards, copy);
        }
    }

    [Fact]
    public void EncodeWithLeaves_AnyLength_GivesParityAndTheTreesLeaves()
    {
        foreach (ErasureCode code in ShardSets.Codes)
        {
            foreach (int shardBytes in new[] { 1, 63, 511, 1024, 1100 })
            {
                byte[] expected = ShardSets.Codeword(code, shardBytes, 9);
                byte[] shards = [.. expected];
                shards.AsSpan(code.DataShards * shardBytes).Clear();
                Hash256[] leaves = new Hash256[code.TotalShards];
                code.EncodeWithLeaves(shards, shardBytes, leaves);
                Assert.Equal(expected, shards);
                for (int shard = 0; shard < leaves.Length; shard++)
                {
                    ReadOnlySpan<byte> bytes = expected.AsSpan(shard * shardBytes, shardBytes);
                    Assert.Equal(MerkleTree.LeafHash(bytes), leaves[shard]);
                }
            }
        }
    }

    [Fact]
    public void VerifyParity_OneBitChanged_ReturnsFalse()
    {
        Random random = new(21);
        foreach (ErasureCode code in ShardSets.Codes)
        {
            foreach (int shardBytes in new[] { 1, 40, 511, 512, 513, 1100 })
            {
                byte[] shards = ShardSets.Codeword(code, shardBytes, 9);
                foreach (ErasureVariant variant in ShardSets.SupportedVariants)
                {
                    Assert.True(code.VerifyParity(shards, shardBytes, shardBytes, variant));
                    int index = random.Next(shards.Length);
                    shards[index] ^= 0x10;
                    Assert.False(code.VerifyParity(shards, shardBytes, shardBytes, variant));
                    shards[index] ^= 0x10;
                }
            }
        }
    }

    [Fact]
    public void TryRecover_BitsThatNameNoShard_ReturnsFalseAndWritesNothing()
    {
        ErasureCode code = ErasureCode.DoubleParity;
        byte[] shards = ShardSets.Codeword(code, 5, 1);
        foreach (ulong mask in new[] { 1ul << 12, ulong.MaxValue, 0xffful | 1ul << 63, 0x1ffcul })
        {
            byte[] copy = [.. shards];
            Assert.False(code.TryRecover(copy, mask, 5));
            Assert.Equal(shards, copy);
        }
    }

    [Fact]
    public void TryGet_UnknownProfile_ReturnsFalse()
    {
        foreach (ErasureCode code in ShardSets.Codes)
        {
            Assert.True(ErasureCode.TryGet((byte)code.Profile, out ErasureCode found));
            Assert.Equal(code, found);
        }

        Assert.False(ErasureCode.TryGet(2, out _));
        Assert.False(ErasureCode.TryGet(255, out _));
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(1, -1)]
    [InlineData(1, 2)]
    [InlineData(2, int.MaxValue)]
    [InlineData(0, 1)]
    [InlineData(int.MaxValue / 64, 1)]
    public void Encode_LengthsThatDoNotFit_Throws(int actualShardBytes, int shardBytes)
    {
        foreach (ErasureCode code in ShardSets.Codes)
        {
            int dataBytes = actualShardBytes > 2 ? 0 : code.DataShards * actualShardBytes;
            byte[] data = new byte[dataBytes];
            byte[] parity = new byte[code.ParityShards * 2];
            Assert.Throws<ArgumentException>(() => code.Encode(data, parity, shardBytes));
            Assert.Throws<ArgumentException>(() => code.TryRecover(data, 0, shardBytes));
        }
    }

    [Fact]
    public void Encode_ParityInsideTheData_Throws()
    {
        byte[] bytes = new byte[12 * 8];
        Assert.Throws<ArgumentException>(
            () => ErasureCode.DoubleParity.Encode(bytes.AsSpan(0, 80), bytes.AsSpan(72, 16), 8));
    }

    [Fact]
    public void EncodeAndRecover_AllVariants_AllocateNothing()
    {
        foreach (ErasureCode code in ShardSets.Codes)
        {
            byte[] shards = ShardSets.Codeword(code, 1000, 2);
            byte[] parity = new byte[code.ParityShards * 1000];
            foreach (ErasureVariant variant in ShardSets.SupportedVariants)
            {
                Allocations.AssertNone(() =>
                {
                    code.Encode(shards.AsSpan(0, code.DataShards * 1000), parity, 1000, 1000, variant);
                    Assert.True(code.TryRecover(shards, ShardSets.AllShards(code) - 3, 1000, 1000, variant));
                    Assert.True(code.VerifyParity(shards, 1000, 1000, variant));
                });
            }
        }
    }

    private static ulong RandomMask(Random random, int lost)
    {
        ulong mask = ulong.MaxValue;
        while (BitOperations.PopCount(~mask) < lost)
            mask &= ~(1ul << random.Next(64));
        return mask;
    }

    private static void CheckRecovers(ErasureCode code, byte[] expected, ulong mask, int shardBytes)
    {
        foreach (ErasureVariant variant in ShardSets.SupportedVariants)
        {
            byte[] erased = ShardSets.Erase(code, expected, mask, shardBytes);
            Assert.True(code.TryRecover(erased, mask, shardBytes, shardBytes, variant));
            Assert.True(erased.AsSpan().SequenceEqual(expected), $"{variant} {mask:x} {shardBytes}");
        }
    }

    private static void CheckStrided(
        ErasureCode code, ErasureVariant variant, int shardBytes, int strideBytes, int shift)
    {
        byte[] expected = ShardSets.Codeword(code, shardBytes, shift);
        byte[] memory = new byte[shift + (code.TotalShards * strideBytes) + 64];
        Array.Fill(memory, (byte)0x5a);
        byte[] image = [.. memory];
        Span<byte> region = memory.AsSpan(shift, ((code.TotalShards - 1) * strideBytes) + shardBytes);
        for (int shard = 0; shard < code.TotalShards; shard++)
        {
            ReadOnlySpan<byte> source = expected.AsSpan(shard * shardBytes, shardBytes);
            source.CopyTo(image.AsSpan(shift + (shard * strideBytes)));
            if (shard < code.DataShards)
                source.CopyTo(region[(shard * strideBytes)..]);
        }

        int split = code.DataShards * strideBytes;
        code.Encode(region[..split], region[split..], shardBytes, strideBytes, variant);
        Assert.Equal(image, memory);
        region[..shardBytes].Fill(1);
        region.Slice(split, shardBytes).Fill(2);
        ulong mask = ShardSets.AllShards(code) & ~1ul & ~(1ul << code.DataShards);
        Assert.True(code.TryRecover(region, mask, shardBytes, strideBytes, variant));
        Assert.Equal(image, memory);
    }
}
