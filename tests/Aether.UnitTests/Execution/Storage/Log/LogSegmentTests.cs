using Aether.Execution.Storage.Log;
using Xunit;

namespace Aether.UnitTests.Execution.Storage.Log;

public sealed class LogSegmentTests : IDisposable
{
    private readonly MemoryLogDisk _disk = new();

    public void Dispose() => _disk.Dispose();

    [Fact]
    public void Read_AWholeSegment_EndsWithoutTailOrDamage()
    {
        string name = Write(5);
        List<ulong> seen = [];
        LogSegment segment = Read(name, 2, (sequence, _, _) => seen.Add(sequence));
        Assert.Equal([3UL, 4UL, 5UL], seen);
        Assert.True(segment.HasHeader && !segment.HasTail && segment.Damage is null);
        Assert.Equal((6UL, _disk[name].Length), (segment.Next, segment.End));
    }

    [Fact]
    public void Read_ARecordWithoutItsMark_IsATail_AndWithItIsDamage()
    {
        string name = Write(3);
        int record = LogFormat.RecordBytes(100);
        _disk[name][^(record - 40)] ^= 1;
        Assert.NotNull(Read(name, 0, null).Damage);
        _disk[name][^LogFormat.MarkBytes..].Clear();
        LogSegment torn = Read(name, 0, null);
        Assert.True(torn.Damage is null && torn.HasTail);
        Assert.Equal((3UL, _disk[name].Length - record), (torn.Next, torn.End));
    }

    [Fact]
    public void Read_AnythingElse_HasNoHeader()
    {
        using ILogFile file = _disk.Create("x");
        Assert.False(Read("x", 0, null).HasHeader);
        file.Write(0, new byte[500]);
        Assert.False(Read("x", 0, null).HasHeader);
    }

    private LogSegment Read(string name, ulong above, LogReplay? replay)
    {
        using ILogFile file = _disk.Open(name);
        return LogSegment.Read(file, above, replay);
    }

    private string Write(int records)
    {
        BlockLogOptions options = new(TestLedger.Hash(1), TestLedger.Hash(2));
        using BlockLog log = BlockLog.Open(_disk, options, 0, static (_, _, _) => { });
        for (int record = 0; record < records; record++)
        {
            log.Append(LogRecordKind.FinalBlock, new byte[100]);
        }
        return Assert.Single(_disk.List());
    }
}
