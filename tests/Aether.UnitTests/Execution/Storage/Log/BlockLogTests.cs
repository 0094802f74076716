using Aether.Core.Types;
using Aether.Execution.Storage.Log;
using Aether.TestKit.Simulation;
using Aether.TestKit.Storage;
using Xunit;

namespace Aether.UnitTests.Execution.Storage.Log;

/// <summary>The log alone: what it gives back after power losses, damage and failing disks.</summary>
public sealed class BlockLogTests
{
    private static readonly Hash256 s_chain = TestLedger.Hash(1);
    private static readonly BlockLogOptions s_options = new(s_chain, TestLedger.Hash(2)) { SegmentBytes = 4_096 };

    [Fact]
    public void Open_AfterAppends_GivesEveryRecordInOrder()
    {
        MemoryLogDisk disk = new();
        List<byte[]> written = Fill(disk, new SimulationRandom(1, "fill"), 60);
        Assert.True(disk.List().Count > 5);
        List<byte[]> read = [];
        using BlockLog log = BlockLog.Open(disk, s_options, 0, (sequence, kind, payload) =>
        {
            Assert.Equal((ulong)read.Count + 1, sequence);
            Assert.Equal(KindOf(sequence), kind);
            read.Add(payload.ToArray());
        });
        Assert.Equal(written, read);
        Assert.Equal(60UL, log.LastSequence);
    }

    [Fact]
    public void Trim_RemovesWholeSegmentsOnly_AndTheRestOpens()
    {
        MemoryLogDisk disk = new();
        Fill(disk, new SimulationRandom(2, "fill"), 60);
        using (BlockLog log = BlockLog.Open(disk, s_options, 0, static (_, _, _) => { }))
        {
            long before = log.TotalBytes;
            log.Trim(30);
            Assert.True(log.TotalBytes < before && log.SegmentCount > 1);
            log.Append(LogRecordKind.Epoch, [1, 2, 3]);
        }
        ulong first = 0;
        using BlockLog again = BlockLog.Open(
            disk, s_options, 30, (sequence, _, _) => first = first == 0 ? sequence : first);
        Assert.Equal((31UL, 61UL), (first, again.LastSequence));
        Assert.Throws<LogDamagedException>(() => BlockLog.Open(disk, s_options, 62, static (_, _, _) => { }));
        Assert.Throws<LogDamagedException>(() => BlockLog.Open(disk, s_options, 0, static (_, _, _) => { }));
    }

    [Fact]
    public void Open_OfAnotherChainOrAMissingLog_IsRefused()
    {
        MemoryLogDisk disk = new();
        Fill(disk, new SimulationRandom(3, "fill"), 3);
        BlockLogOptions other = new(TestLedger.Hash(9), TestLedger.Hash(2));
        Assert.Throws<LogDamagedException>(() => BlockLog.Open(disk, other, 0, static (_, _, _) => { }));
        Assert.Throws<LogDamagedException>(
            () => BlockLog.Open(new MemoryLogDisk(), s_options with { MustExist = true }, 0, static (_, _, _) => { }));
        Assert.Throws<LogDamagedException>(
            () => BlockLog.Open(new MemoryLogDisk(), s_options, 1, static (_, _, _) => { }));
    }

    [Fact]
    public void FlippedBit_Anywhere_IsNoticed()
    {
        MemoryLogDisk disk = new();
        List<byte[]> written = Fill(disk, new SimulationRandom(4, "fill"), 12);
        SimulationRandom random = new(5, "flip");
        foreach (string name in disk.List())
        {
            int length = disk[name].Length;
            for (int at = 0; at < length; at++)
            {
                byte flip = (byte)(1 << random.Below(8));
                disk[name][at] ^= flip;
                Assert.Throws<LogDamagedException>(() => ReadAll(disk));
                disk[name][at] ^= flip;
            }
        }
        Assert.Equal(written, ReadAll(disk));
    }

    [Fact]
    public void SegmentTakenAway_IsNoticed()
    {
        for (int victim = 0; ; victim++)
        {
            MemoryLogDisk disk = new();
            Fill(disk, new SimulationRandom(6, "fill"), 40);
            IReadOnlyList<string> names = disk.List();
            if (victim == names.Count - 1)
            {
                return;
            }
            disk.Delete(names[victim]);
            Assert.Throws<LogDamagedException>(() => ReadAll(disk));
        }
    }

    [Fact]
    public void PowerLoss_AtAnyOperation_LosesNothingAcknowledged()
    {
        int images = 0;
        for (int seed = 0; seed < 6; seed++)
        {
            SimulationRandom random = new((ulong)seed, "power");
            PowerLossDisk disk = new();
            List<byte[]> acknowledged = [];
            List<byte[]> attempted = [];
            disk.AfterOperation = () =>
            {
                for (int image = 0; image < 12; image++)
                {
                    CheckImage(disk.LosePower(random), acknowledged, attempted);
                    images++;
                }
            };
            using BlockLog log = BlockLog.Open(disk, s_options, 0, static (_, _, _) => { });
            while (attempted.Count < 24)
            {
                // Every other run brings several records to the disk with one sync.
                int together = seed % 2 == 0 ? 1 : 1 + random.Below(4);
                for (int record = 0; record < together; record++)
                {
                    byte[] payload = Payload(random);
                    attempted.Add(payload);
                    log.Write(KindOf((ulong)attempted.Count), payload);
                }
                Assert.False(log.IsDurable((ulong)attempted.Count));
                log.MakeDurable((ulong)attempted.Count);
                Assert.True(log.IsDurable((ulong)attempted.Count));
                acknowledged.AddRange(attempted.Skip(acknowledged.Count));
            }
        }
        Assert.True(images > 5_000, $"{images} images");
    }

    /// <summary>One who syncs serves all that were written, and writers go on meanwhile.</summary>
    [Fact]
    public async Task MakeDurable_FromOtherThreads_KeepsEveryRecord()
    {
        string folder = Directory.CreateTempSubdirectory("aether-log-").FullName;
        const int Records = 400;
        using (BlockLog log = BlockLog.Open(FileLogDisk.At(folder), s_options, 0, static (_, _, _) => { }))
        {
            Task[] waiting = new Task[Records];
            for (ulong record = 1; record <= Records; record++)
            {
                ulong sequence = log.Write(KindOf(record), BitConverter.GetBytes(record));
                waiting[record - 1] = Task.Run(
                    () =>
                    {
                        log.MakeDurable(sequence);
                        Assert.True(log.IsDurable(sequence));
                    },
                    TestContext.Current.CancellationToken);
            }
            await Task.WhenAll(waiting);
        }
        ulong next = 1;
        using BlockLog again = BlockLog.Open(FileLogDisk.At(folder), s_options, 0, (sequence, _, payload) =>
        {
            Assert.Equal(next++, sequence);
            Assert.Equal(sequence, BitConverter.ToUInt64(payload));
        });
        Assert.Equal((ulong)Records, again.LastSequence);
    }

    /// <summary>Records a process wrote and never synced get their marks at the next start.</summary>
    [Fact]
    public void RecordsWithoutMarks_AreMarkedWhenTheLogIsOpened()
    {
        MemoryLogDisk disk = new();
        BlockLog killed = BlockLog.Open(disk, s_options, 0, static (_, _, _) => { });
        for (ulong record = 1; record <= 4; record++)
        {
            killed.Write(KindOf(record), new byte[200]);
        }
        Assert.Equal(4, ReadAll(disk).Count);
        string name = disk.List()[0];
        int second = LogFormat.SegmentHeaderBytes + LogFormat.RecordBytes(200) + LogFormat.HeadBytes;
        disk[name][second] ^= 1;
        Assert.Throws<LogDamagedException>(() => ReadAll(disk));
    }

    [Fact]
    public void FailingDisk_StopsTheLog_AndKeepsWhatWasAcknowledged()
    {
        for (long failAt = 0; failAt < 70; failAt++)
        {
            SimulationRandom random = new((ulong)failAt, "fail");
            PowerLossDisk disk = new() { FailAt = failAt };
            List<byte[]> acknowledged = [];
            List<byte[]> attempted = [];
            try
            {
                using BlockLog log = BlockLog.Open(disk, s_options, 0, static (_, _, _) => { });
                for (int record = 1; record <= 20; record++)
                {
                    byte[] payload = Payload(random);
                    attempted.Add(payload);
                    try
                    {
                        log.Append(KindOf((ulong)record), payload);
                    }
                    catch (IOException)
                    {
                        Assert.Throws<IOException>(() => log.Append(LogRecordKind.Epoch, payload));
                        break;
                    }
                    acknowledged.Add(payload);
                }
            }
            catch (IOException)
            {
                Assert.Empty(acknowledged);
            }
            CheckImage(disk.LosePower(random), acknowledged, attempted);
            CheckImage(disk.Copy(), acknowledged, attempted);
        }
    }

    [Fact]
    public void Append_AfterWarmUp_DoesNotAllocate()
    {
        using FileLogDisk files = FileLogDisk.At(Directory.CreateTempSubdirectory("aether-log-").FullName);
        BlockLogOptions options = new(s_chain, TestLedger.Hash(2));
        using BlockLog log = BlockLog.Open(files, options, 0, static (_, _, _) => { });
        byte[] payload = new byte[10_000];
        long Allocated()
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            log.Append(LogRecordKind.FinalBlock, payload);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
        _ = Allocated();
        _ = Allocated();
        Assert.Equal(0, Allocated());
    }

    // What was acknowledged is there; at most the record in flight follows it; the log goes on from there.
    private static void CheckImage(PowerLossDisk image, List<byte[]> acknowledged, List<byte[]> attempted)
    {
        List<byte[]> read = [];
        using (BlockLog log = BlockLog.Open(image, s_options, 0, (_, _, payload) => read.Add(payload.ToArray())))
        {
            Assert.InRange(read.Count, acknowledged.Count, attempted.Count);
            Assert.Equal(attempted.Take(read.Count), read);
            log.Append(KindOf(log.LastSequence + 1), [7]);
        }
        Assert.Equal(read.Count + 1, ReadAll(image).Count);
    }

    private static List<byte[]> Fill(ILogDisk disk, SimulationRandom random, int count)
    {
        List<byte[]> written = [];
        using BlockLog log = BlockLog.Open(disk, s_options, 0, static (_, _, _) => { });
        for (int record = 1; record <= count; record++)
        {
            byte[] payload = Payload(random);
            Assert.Equal((ulong)record, log.Append(KindOf((ulong)record), payload));
            written.Add(payload);
        }
        return written;
    }

    private static List<byte[]> ReadAll(ILogDisk disk)
    {
        List<byte[]> read = [];
        using BlockLog log = BlockLog.Open(disk, s_options, 0, (_, _, payload) => read.Add(payload.ToArray()));
        return read;
    }

    private static LogRecordKind KindOf(ulong sequence) => (LogRecordKind)(1 + (sequence % 3));

    private static byte[] Payload(SimulationRandom random)
    {
        byte[] payload = new byte[random.Below(3) == 0 ? random.Below(3_000) : random.Below(200)];
        for (int index = 0; index < payload.Length; index++)
        {
            payload[index] = (byte)random.Below(256);
        }
        return payload;
    }
}
