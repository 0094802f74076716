using System.Runtime.InteropServices;
using Aether.Execution.Storage.Log;
using Aether.Native.Files;
using Aether.TestKit.Simulation;
using Xunit;

namespace Aether.UnitTests.Execution.Storage.Log;

public sealed class FileLogDiskTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("aether-log-");

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public void Disk_KeepsTheContract()
    {
        using FileLogDisk disk = FileLogDisk.At(Path.Combine(_root.FullName, "log"));
        LogDiskContract.Check(disk);
    }

    [Fact]
    public void Log_OnFiles_IsReadBack()
    {
        BlockLogOptions options = new(TestLedger.Hash(1), TestLedger.Hash(2)) { SegmentBytes = 1_000 };
        string folder = Path.Combine(_root.FullName, "log");
        using (BlockLog log = BlockLog.Open(FileLogDisk.At(folder), options, 0, static (_, _, _) => { }))
        {
            for (int record = 0; record < 20; record++)
            {
                log.Append(LogRecordKind.FinalBlock, new byte[200]);
            }
            log.Trim(10);
        }
        int read = 0;
        using BlockLog again = BlockLog.Open(FileLogDisk.At(folder), options, 10, (_, _, _) => read++);
        Assert.Equal((10, 20UL), (read, again.LastSequence));
    }

    /// <summary>Long records pass the system's cache where they can; nothing beside them is lost.</summary>
    [Fact]
    public void Log_OfLongAndShortRecords_IsReadBack()
    {
        BlockLogOptions options = new(TestLedger.Hash(1), TestLedger.Hash(2)) { SegmentBytes = 4 << 20 };
        string folder = Path.Combine(_root.FullName, "log");
        SimulationRandom random = new(7, "lengths");
        List<byte[]> written = [];
        using (BlockLog log = BlockLog.Open(FileLogDisk.At(folder), options, 0, static (_, _, _) => { }))
        {
            for (int record = 0; record < 60; record++)
            {
                byte[] payload = new byte[record % 2 == 0 ? random.Below(9_000) : 60_000 + random.Below(600_000)];
                payload.AsSpan().Fill((byte)(record + 1));
                int cut = random.Below(payload.Length + 1);
                ulong sequence = log.Write(LogRecordKind.PendingBlock, payload.AsSpan(0, cut), payload.AsSpan(cut));
                if (random.Below(3) == 0)
                {
                    log.MakeDurable(sequence);
                }
                written.Add(payload);
            }
        }
        List<byte[]> read = [];
        using BlockLog again = BlockLog.Open(
            FileLogDisk.At(folder), options, 0, (_, _, payload) => read.Add(payload.ToArray()));
        Assert.Equal(written, read);
        Assert.True(again.SegmentCount > 2);
    }

    /// <summary>At every place in a page, aligned as the file and not, a write changes its bytes alone.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4_095)]
    [InlineData(4_096)]
    [InlineData(70_000)]
    public void Write_OfManyBytes_LeavesWhatLiesBesideThem(int offset)
    {
        const int Bytes = 200_003;
        using DurableFile file = DurableFolder.Open(_root.FullName).Create("long");
        byte[] content = new byte[offset + Bytes + 5_000];
        content.AsSpan().Fill(9);
        file.Write(0, content);
        byte[] memory = GC.AllocateArray<byte>(Bytes + (2 * DurableFile.DirectUnit), pinned: true);
        memory.AsSpan().Fill(5);
        nint address = Marshal.UnsafeAddrOfPinnedArrayElement(memory, 0);
        int aligned = (int)((offset - address) & (DurableFile.DirectUnit - 1));
        foreach (int start in new[] { aligned, aligned + 1 })
        {
            file.Write(offset, memory.AsSpan(start, Bytes));
            file.SyncData();
            byte[] found = new byte[content.Length + 1];
            Assert.Equal(content.Length, file.Read(0, found));
            Assert.Equal(-1, found.AsSpan(0, offset).IndexOfAnyExcept((byte)9));
            Assert.Equal(-1, found.AsSpan(offset, Bytes).IndexOfAnyExcept((byte)5));
            Assert.Equal(-1, found.AsSpan(offset + Bytes, 5_000).IndexOfAnyExcept((byte)9));
            file.Write(0, content);
        }
    }
}
