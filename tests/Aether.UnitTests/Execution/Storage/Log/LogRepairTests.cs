using Aether.Core.Types;
using Aether.Execution.Storage.Log;
using Xunit;

namespace Aether.UnitTests.Execution.Storage.Log;

public sealed class LogRepairTests
{
    private static readonly BlockLogOptions s_options = new(TestLedger.Hash(1), TestLedger.Hash(2))
    {
        SegmentBytes = 1_000,
    };

    [Fact]
    public void Inspect_AWholeLog_FindsNoDamage()
    {
        MemoryLogDisk disk = Fill(20);
        Assert.Equal(new LogRepair(null, 20, 0), LogRepair.Inspect(disk, s_options.Chain));
        Assert.NotNull(LogRepair.Inspect(disk, TestLedger.Hash(9)).Damage);
    }

    [Fact]
    public void Cut_AtAnyDamage_KeepsTheRecordsBefore()
    {
        for (int victim = 0; victim < Fill(20).List().Count; victim++)
        {
            MemoryLogDisk disk = Fill(20);
            string name = disk.List()[victim];
            disk[name][400] ^= 1;
            Assert.Throws<LogDamagedException>(() => Read(disk, 0));
            LogRepair found = LogRepair.Inspect(disk, s_options.Chain);
            Assert.NotNull(found.Damage);
            Assert.True(found.LostBytes > 0);
            Assert.Throws<LogDamagedException>(() => Read(disk, 0));
            Assert.Equal(found, LogRepair.Cut(disk, s_options, 0));
            Assert.Equal((int)found.LastWhole, Read(disk, 0));
            Assert.Null(LogRepair.Inspect(disk, s_options.Chain).Damage);
        }
    }

    [Fact]
    public void Cut_BelowWhatTheStoreHas_GoesOnBehindIt()
    {
        MemoryLogDisk disk = Fill(20);
        disk[disk.List()[0]][400] ^= 1;
        LogRepair.Cut(disk, s_options, 15);
        Assert.Equal(0, Read(disk, 15));
        using BlockLog log = BlockLog.Open(disk, s_options, 15, static (_, _, _) => { });
        Assert.Equal(16UL, log.Append(LogRecordKind.Epoch, [1]));
    }

    private static int Read(MemoryLogDisk disk, ulong applied)
    {
        int count = 0;
        using BlockLog log = BlockLog.Open(disk, s_options, applied, (_, _, _) => count++);
        return count;
    }

    private static MemoryLogDisk Fill(int records)
    {
        MemoryLogDisk disk = new();
        using BlockLog log = BlockLog.Open(disk, s_options, 0, static (_, _, _) => { });
        for (int record = 0; record < records; record++)
        {
            log.Append(LogRecordKind.FinalBlock, new byte[200]);
        }
        return disk;
    }
}
