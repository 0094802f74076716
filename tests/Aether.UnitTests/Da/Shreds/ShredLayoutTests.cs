using Aether.Core;
using Aether.Da.ErasureCoding;
using Aether.Da.Shreds;
using Aether.UnitTests.Da.ErasureCoding;
using Xunit;

namespace Aether.UnitTests.Da.Shreds;

public sealed class ShredLayoutTests
{
    [Theory]
    [InlineData(0, 4, 249, 887, 8_870, 451)]
    [InlineData(1, 6, 313, 823, 26_336, 152)]
    public void Of_Profile_HasTheseSizes(
        byte profile, int levels, int dataOffset, int shardBytes, int capacity, int maxSets)
    {
        Assert.True(ShredLayout.TryGet(profile, out ShredLayout layout));
        Assert.Equal(
            (levels, dataOffset, shardBytes, capacity, maxSets),
            (layout.ProofLevels, layout.DataOffset, layout.MaxShardBytes, layout.SetCapacity, layout.MaxSets));
    }

    [Fact]
    public void Of_EveryProfile_PutsShardsOnLinesAndFitsTheSlot()
    {
        foreach (ErasureCode code in ShardSets.Codes)
        {
            ShredLayout layout = ShredLayout.Of(code);
            Assert.Equal(0, layout.SlotDataOffset % 64);
            Assert.True(ShredLayout.LeadBytes + Limits.Shred.MaxBytes <= ShredLayout.SlotBytes);
            int rowStart = layout.SlotDataOffset - ShredLayout.LeafPrefixBytes;
            Assert.True(rowStart <= ShredLayout.SlackBytes);
            Assert.True(rowStart + (code.TotalShards * ShredLayout.SlotBytes) <= layout.BufferBytes);

            // What pads a leaf to whole blocks must not reach the next shred.
            int padded = (ShredLayout.LeafPrefixBytes + layout.MaxShardBytes + 63) / 64 * 64;
            Assert.True(rowStart + padded <= ShredLayout.SlotBytes + ShredLayout.LeadBytes);
        }
    }

    [Fact]
    public void TryGet_UnknownProfile_IsRefused() => Assert.False(ShredLayout.TryGet(2, out _));

    [Fact]
    public void Validate_LastByteOfTheLargestBlock_IsTheLimit()
    {
        foreach (ErasureCode code in ShardSets.Codes)
        {
            ShredLayout layout = ShredLayout.Of(code);
            int last = layout.MaxSets - 1;
            uint rest = (uint)(Limits.Block.MaxPayloadBytes - (last * layout.SetCapacity));
            Assert.Equal(ShredError.None, layout.Validate(last, true, rest));
            Assert.Equal(ShredError.SetBytes, layout.Validate(last, true, rest + 1));
            Assert.Equal(ShredError.SetIndex, layout.Validate(last + 1, true, 1));
            Assert.Equal(ShredError.SetBytes, layout.Validate(0, false, (uint)layout.SetCapacity - 1));
            Assert.Equal(ShredError.SetBytes, layout.Validate(0, true, uint.MaxValue));
            Assert.Equal(ShredError.None, layout.Validate(0, true, 0));
            Assert.Equal(ShredError.SetBytes, layout.Validate(1, true, 0));
        }
    }
}
