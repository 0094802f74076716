using Aether.Execution.Storage.Log;
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
}
