using Aether.Core.Codec;
using Aether.Core.Diagnostics;
using Aether.Core.Types;
using Aether.TestKit;
using Xunit;

namespace Aether.UnitTests.Core.Codec;

public sealed class AceReaderTests
{
    [Fact]
    public void IntegersAreLittleEndian()
    {
        AceWriter writer = new();
        writer.U8(0x01);
        writer.U16(0x0302);
        writer.U32(0x0706_0504);
        writer.U64(0x0F0E_0D0C_0B0A_0908);
        writer.U128(new UInt128(0x1F1E_1D1C_1B1A_1918, 0x1716_1514_1312_1110));
        Assert.Equal(Enumerable.Range(1, 31).Select(value => (byte)value), writer.ToArray());

        AceReader reader = new(writer.WrittenSpan);
        Assert.Equal(0x01, reader.U8());
        Assert.Equal(0x0302, reader.U16());
        Assert.Equal(0x0706_0504u, reader.U32());
        Assert.Equal(0x0F0E_0D0C_0B0A_0908ul, reader.U64());
        Assert.Equal(new UInt128(0x1F1E_1D1C_1B1A_1918, 0x1716_1514_1312_1110), reader.U128());
        Assert.Equal(0, reader.Remaining);
        Assert.False(reader.Failed);
    }

    [Theory]
    [InlineData(0, false, DecodeError.None)]
    [InlineData(1, true, DecodeError.None)]
    [InlineData(2, false, DecodeError.BadTag)]
    [InlineData(255, false, DecodeError.BadTag)]
    public void BooleansAreStrict(byte value, bool expected, DecodeError error)
    {
        AceReader reader = new([value]);
        Assert.Equal(expected, reader.Bool());
        Assert.Equal(error, reader.Error);
    }

    [Fact]
    public void TheFirstErrorStaysAndLaterReadsGiveDefaults()
    {
        AceReader reader = new([1, 2, 3, 4, 5, 6, 7, 8, 9]);
        reader.Fail(DecodeError.BadValue);
        reader.Fail(DecodeError.NotSorted);
        Assert.Equal(0, reader.U8());
        Assert.Equal(0, reader.U16());
        Assert.Equal(0u, reader.U32());
        Assert.Equal(0ul, reader.U64());
        Assert.Equal(UInt128.Zero, reader.U128());
        Assert.Equal(Hash256.Zero, reader.Hash());
        Assert.True(reader.Fixed(1).IsEmpty);
        Assert.Empty(reader.Bytes(9));
        Assert.Equal(0, reader.Count(9, 1));
        Assert.Equal(DecodeError.BadValue, reader.Error);
        Assert.Equal(0, reader.Offset);
    }

    [Fact]
    public void AFieldThatDoesNotFitConsumesNothing()
    {
        AceReader reader = new([1, 2, 3]);
        Assert.Equal(0u, reader.U32());
        Assert.Equal(DecodeError.Truncated, reader.Error);
        Assert.Equal(0, reader.Offset);
    }

    [Theory]
    [InlineData(3u, 3, 1, 3, DecodeError.None)]
    [InlineData(4u, 3, 1, 0, DecodeError.OverLimit)]
    [InlineData(uint.MaxValue, 3, 1, 0, DecodeError.OverLimit)]
    [InlineData(5u, 100, 1, 0, DecodeError.Truncated)]
    [InlineData(3u, 100, 2, 0, DecodeError.Truncated)]
    [InlineData(int.MaxValue, int.MaxValue, int.MaxValue, 0, DecodeError.Truncated)]
    public void ACountIsCheckedAgainstItsLimitAndTheBytesLeft(
        uint count, int max, int minItemBytes, int expected, DecodeError error)
    {
        AceWriter writer = new();
        writer.U32(count);
        writer.Fixed([0, 0, 0, 0]);
        AceReader reader = new(writer.WrittenSpan);
        Assert.Equal(expected, reader.Count(max, minItemBytes));
        Assert.Equal(error, reader.Error);
    }

    [Fact]
    public void AClaimedLengthAllocatesNothing()
    {
        byte[] input = [0xFF, 0xFF, 0xFF, 0x7F];
        Allocations.AssertNone(() =>
        {
            AceReader reader = new(input);
            Check.That(reader.Bytes(int.MaxValue).Length == 0);
            Check.That(reader.Error == DecodeError.Truncated);
        });
        Assert.False(Ace.TryDecode(input, out BlockPayload _, out _));
    }

    [Fact]
    public void AWriterGrowsAndCanBeReused()
    {
        AceWriter writer = new(0);
        for (int value = 0; value < 1_000; value++)
        {
            writer.Bytes([(byte)value]);
        }
        Assert.Equal(5_000, writer.Count);
        Assert.Equal([0xE7], writer.WrittenSpan[^1..].ToArray());
        writer.Clear();
        writer.Bool(true);
        Assert.Equal([1], writer.ToArray());
    }
}
