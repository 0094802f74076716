using System.Numerics;
using Aether.Core;
using Aether.Core.Types;
using Aether.Execution.Storage.Log;
using Xunit;

namespace Aether.UnitTests.Execution.Storage.Log;

public sealed class LogFormatTests
{
    [Fact]
    public void SegmentHeader_RoundTripsAndAnyFlipIsRefused()
    {
        LogSegmentHeader values = new(77, TestLedger.Hash(1), TestLedger.Hash(2), TestLedger.Hash(3));
        byte[] header = new byte[LogFormat.SegmentHeaderBytes];
        LogFormat.WriteSegmentHeader(header, values);
        Assert.Equal("AETHLOG4"u8, header.AsSpan(0, 8));
        Assert.True(LogFormat.TryReadSegmentHeader(header, out LogSegmentHeader read));
        Assert.Equal(values, read);
        for (int bit = 0; bit < 8 * header.Length; bit++)
        {
            header[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(LogFormat.TryReadSegmentHeader(header, out _));
            header[bit / 8] ^= (byte)(1 << (bit % 8));
        }
        Assert.False(LogFormat.TryReadSegmentHeader(header.AsSpan(1), out _));
    }

    [Fact]
    public void Head_RoundTripsAndAnyFlipIsRefused()
    {
        byte[] head = new byte[LogFormat.HeadBytes];
        LogFormat.WriteHead(head, LogRecordKind.PendingBlock, 9, 1_234);
        Assert.True(LogFormat.TryReadHead(head, 9, out LogRecordKind kind, out int bytes));
        Assert.Equal((LogRecordKind.PendingBlock, 1_234), (kind, bytes));
        Assert.False(LogFormat.TryReadHead(head, 10, out _, out _));
        for (int bit = 0; bit < 8 * head.Length; bit++)
        {
            head[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(LogFormat.TryReadHead(head, 9, out _, out _));
            head[bit / 8] ^= (byte)(1 << (bit % 8));
        }
        foreach (int length in new[] { -1, Limits.Storage.MaxRecordBytes + 1 })
        {
            LogFormat.WriteHead(head, LogRecordKind.PendingBlock, 9, length);
            Assert.False(LogFormat.TryReadHead(head, 9, out _, out _));
        }
        LogFormat.WriteHead(head, (LogRecordKind)5, 9, 1);
        Assert.False(LogFormat.TryReadHead(head, 9, out _, out _));
    }

    [Fact]
    public void Mark_BytesHaveTwoBitsSet_AndPartsAreKnown()
    {
        byte[] mark = new byte[LogFormat.MarkBytes];
        LogFormat.WriteMark(mark, TestLedger.Hash(1), 5);
        Assert.All(mark, part => Assert.True(BitOperations.PopCount(part) >= 2));
        Assert.True(LogFormat.IsPartOf(mark, mark) && LogFormat.IsPartOf(new byte[16], mark));
        Assert.True(LogFormat.IsPartOf(mark.AsSpan(0, 3), mark));
        for (int bit = 0; bit < 8 * mark.Length; bit++)
        {
            byte[] flipped = [.. mark];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(LogFormat.IsPartOf(flipped, mark));
        }
        byte[] other = new byte[LogFormat.MarkBytes];
        LogFormat.WriteMark(other, TestLedger.Hash(1), 6);
        Assert.NotEqual(mark, other);
        LogFormat.WriteMark(other, TestLedger.Hash(2), 5);
        Assert.NotEqual(mark, other);
    }

    [Fact]
    public void Names_SortAsSequencesAndReadBack()
    {
        ulong[] sequences = [1, 15, 16, 255, 4_096, ulong.MaxValue];
        string[] names = [.. sequences.Select(LogFormat.NameOf)];
        Assert.Equal(names, names.Order(StringComparer.Ordinal));
        Assert.Equal(sequences, names.Select(name => LogFormat.TryReadName(name, out ulong first) ? first : 0));
        Assert.False(LogFormat.TryReadName("log-12", out _));
        Assert.False(LogFormat.TryReadName("log-zzzzzzzzzzzzzzzz", out _));
        Assert.False(LogFormat.TryReadName("LOCK", out _));
    }

    [Theory]
    [InlineData(0, 80)]
    [InlineData(1, 96)]
    [InlineData(16, 96)]
    public void RecordBytes_AreAMultipleOfAMark(int payload, int expected) =>
        Assert.Equal(expected, LogFormat.RecordBytes(payload));
}
