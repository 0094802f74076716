using Aether.Core.Types;
using Aether.Execution.Ledger;
using Aether.Execution.State;
using Aether.Execution.Storage;
using Aether.TestKit.Simulation;
using Aether.TestKit.Storage;
using Xunit;

namespace Aether.UnitTests.Execution.Storage;

/// <summary>A chain with a block log before its store: crashes, power losses, damage and failing disks.</summary>
/// <remarks><c>AETHER_POWER_LOSSES</c> sets the number of images.</remarks>
public sealed class ChainLogTests(ITestOutputHelper output)
{
    private const int Blocks = 24;

    [Fact]
    public void PowerLoss_AtAnyInstant_LosesNoFinalBlock()
    {
        string text = Environment.GetEnvironmentVariable("AETHER_POWER_LOSSES") ?? "300";
        int wanted = int.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
        int images = 0;
        for (ulong seed = 1; images < wanted; seed++)
        {
            SimulationRandom random = new(seed, "power");
            using CrashRun run = new(random, imagesPerInstant: 2);
            run.Commit(Blocks);
            images += run.Images;
        }
        output.WriteLine($"{images} images, 0 final blocks lost, every root as of a chain that never crashed");
        Assert.True(images >= wanted);
    }

    [Fact]
    public void ReopenedChain_WithLogAndStore_GoesOnAlike()
    {
        MemoryKeyValueStore store = new();
        PowerLossDisk disk = new();
        ChainStore plain = TestLedger.Open(new MemoryKeyValueStore());
        for (int block = 0; block < 30; block++)
        {
            using ChainStore chain = CrashRun.Open(store, disk, 7);
            Assert.Equal(plain.FinalizedHeader.Hash, chain.FinalizedHeader.Hash);
            Transaction transaction = TestLedger.Transfer(0, 1, (ulong)block, AssetId.Swr, 1);
            TestLedger.Commit(plain, transaction);
            TestLedger.Commit(chain, transaction);
            Assert.Equal(plain.FinalizedState.Root, chain.FinalizedState.Root);
            for (ulong height = 0; height <= chain.FinalizedHeader.Height; height++)
            {
                Assert.True(chain.TryGetFinalProposal(height, out Proposal? found));
                Assert.Equal(height, found.Header.Height);
                Assert.Equal(height == 0 ? 0 : 1, chain.GetReceipts(height).Length);
            }
            Assert.True(chain.TryLocate(transaction.Id, out TransactionLocation place));
            Assert.True(chain.TryGetReceipt(place, out Receipt? receipt));
            Assert.Equal(transaction.Id, receipt.TransactionId);
        }
    }

    [Fact]
    public void FailingStore_StopsCommits_AndTheLogKeepsWhatWasAcknowledged()
    {
        PowerLossDisk disk = new();
        HookedStore store = new();
        ChainStore chain = CrashRun.Open(store, disk, 3);
        store.WritesLeft = 0;
        TestLedger.Commit(chain, TestLedger.Transfer(0, 1, 0, AssetId.Swr, 1));
        TestLedger.Commit(chain, TestLedger.Transfer(0, 1, 1, AssetId.Swr, 1));
        Assert.Throws<IOException>(() => TestLedger.Commit(chain, TestLedger.Transfer(0, 1, 2, AssetId.Swr, 1)));
        Assert.Throws<IOException>(() => TestLedger.Commit(chain, TestLedger.Transfer(0, 1, 3, AssetId.Swr, 1)));
        store.WritesLeft = int.MaxValue;
        ChainStore again = CrashRun.Open(store, disk, 3);
        Assert.Equal(3UL, again.FinalizedHeader.Height);
    }

    [Fact]
    public void StoreWithoutItsLog_OrALogBehindItsStore_IsRefused()
    {
        MemoryKeyValueStore store = new();
        PowerLossDisk disk = new();
        PowerLossDisk early;
        using (ChainStore chain = CrashRun.Open(store, disk, 2))
        {
            early = disk.Copy();
            TestLedger.Commit(chain, TestLedger.Transfer(0, 1, 0, AssetId.Swr, 1));
            TestLedger.Commit(chain, TestLedger.Transfer(0, 1, 1, AssetId.Swr, 1));
        }
        Assert.Equal(StoreOpenError.Corrupt, CrashRun.TryOpen(store, new PowerLossDisk(), 2, out _));
        Assert.Equal(StoreOpenError.Corrupt, CrashRun.TryOpen(store, early, 2, out string reason));
        Assert.Contains("aether db repair", reason, StringComparison.Ordinal);
        Assert.Equal(StoreOpenError.Corrupt, ChainStore.TryOpen(store, TestLedger.Genesis, out _, out reason));
        Assert.Contains("block log", reason, StringComparison.Ordinal);
        Assert.Equal(
            StoreOpenError.Corrupt,
            CrashRun.TryOpen(CrashRun.Direct(), new PowerLossDisk(), 2, out _));
    }

    [Fact]
    public void LogWithoutItsStore_GivesTheWholeChainBack()
    {
        PowerLossDisk disk = new();
        using ChainStore chain = CrashRun.Open(new MemoryKeyValueStore(), disk, int.MaxValue);
        for (ulong nonce = 0; nonce < 5; nonce++)
        {
            TestLedger.Commit(chain, TestLedger.Transfer(0, 1, nonce, AssetId.Swr, 1));
        }
        using ChainStore again = CrashRun.Open(new MemoryKeyValueStore(), disk.Copy(), 2);
        Assert.Equal(chain.FinalizedHeader.Hash, again.FinalizedHeader.Hash);
        Assert.Equal(chain.FinalizedState.Root, again.FinalizedState.Root);
    }

    [Fact]
    public void Pending_IsKeptAcrossCheckpointsUntilOneBecomesFinal()
    {
        MemoryKeyValueStore store = new();
        PowerLossDisk disk = new();
        ChainStore chain = CrashRun.Open(store, disk, 2);
        BlockExecution execution = TestLedger.Execute(chain.FinalizedState);
        Proposal[] blocks = [.. new ulong[] { 9, 4, 6, 300 }.Select(
            view => TestLedger.Block(chain.FinalizedHeader, view, execution, []))];
        foreach (Proposal block in blocks)
        {
            chain.PutPending(block, sync: true);
        }
        chain.CommitFinal(blocks[2], execution, null);
        Assert.Equal([9UL, 300UL], chain.LoadPending().Select(block => block.Header.View));
        chain.CheckpointNow();
        chain.Dispose();
        using ChainStore again = CrashRun.Open(store, disk.Copy(), 2);
        Assert.Equal([9UL, 300UL], again.LoadPending().Select(block => block.Header.View));
        Assert.False(again.TryGetProposal(blocks[1].Hash, out _));
        Assert.True(again.TryGetProposal(blocks[2].Hash, out _));
        again.PutPending(blocks[1], sync: true);
        Assert.Equal([9UL, 300UL], again.LoadPending().Select(block => block.Header.View));
        TestLedger.Commit(again);
        again.CheckpointNow();
        Assert.Empty(again.LoadPending());
        Assert.Empty(store.Scan(ColumnFamily.Pending, [], 10));
    }

    /// <summary>Whatever the blocks are, a start reads no more records again than a checkpoint may leave.</summary>
    [Fact]
    public void Records_AboveTheBound_AreBroughtToTheStore()
    {
        const int Bound = 6_000;
        PowerLossDisk disk = new();
        MemoryKeyValueStore store = new();
        ChainStoreOptions options = new()
        {
            Log = disk,
            NewLogIdentity = TestLedger.Hash(5),
            CheckpointBlocks = int.MaxValue,
            CheckpointBytes = Bound,
            SegmentBytes = 2_048,
        };
        Assert.Equal(
            StoreOpenError.None, ChainStore.TryOpen(store, TestLedger.Genesis, options, out ChainStore? chain, out _));
        for (ulong nonce = 0; nonce < 40; nonce++)
        {
            TestLedger.Commit(chain!, TestLedger.Transfer(0, 1, nonce, AssetId.Swr, 1));
            long log = disk.List().Sum(name => disk.Open(name).Length);
            Assert.InRange(log, 1, Bound + (3 * 2_048));
        }
        Assert.InRange(chain!.AppliedHeight, 20UL, 40UL);
        using ChainStore again = CrashRun.Open(store.Copy(), disk.Copy(), int.MaxValue);
        Assert.Equal(chain.FinalizedState.Root, again.FinalizedState.Root);
    }

    /// <summary>A state that does not fit is refused with what to do; with more memory nothing is missing.</summary>
    [Fact]
    public void StateThatDoesNotFit_StopsCommitsAndStarts_AndLosesNothing()
    {
        PowerLossDisk disk = new();
        MemoryKeyValueStore store = new();
        List<string> warnings = [];
        ChainStoreOptions options = new() { Log = disk, NewLogIdentity = TestLedger.Hash(5), Warn = warnings.Add };
        ulong height = 0;
        long needed = 0;
        StateTooLargeException? stop = null;
        using (ChainStore chain = Open(store, options))
        {
            needed = chain.FinalizedState.UsedBytes;
        }
        using (ChainStore chain = Open(store, options with { MaxStateBytes = needed + (needed / 8) }))
        {
            for (; height < 1_000 && stop is null; height = chain.FinalizedHeader.Height)
            {
                Exception? thrown = Record.Exception(
                    () => TestLedger.Commit(chain, TestLedger.Withdraw(0, height, [1, 1, 1])));
                stop = thrown is null ? null : Assert.IsType<StateTooLargeException>(thrown);
            }
        }
        Assert.NotNull(stop);
        Assert.Contains("--state-memory", stop.Message, StringComparison.Ordinal);
        Assert.Single(warnings);
        ChainStoreOptions small = options with { MaxStateBytes = needed / 2, Log = disk.Copy() };
        Assert.Equal(
            StoreOpenError.TooLarge,
            ChainStore.TryOpen(store.Copy(), TestLedger.Genesis, small, out _, out string reason));
        Assert.Contains("--state-memory", reason, StringComparison.Ordinal);
        using ChainStore again = Open(store, options);
        Assert.Equal(height, again.FinalizedHeader.Height);
        TestLedger.Commit(again, TestLedger.Withdraw(0, height, [1]));
    }

    private static ChainStore Open(MemoryKeyValueStore store, ChainStoreOptions options)
    {
        StoreOpenError error = ChainStore.TryOpen(
            store, TestLedger.Genesis, options, out ChainStore? chain, out string reason);
        Assert.True(error == StoreOpenError.None, reason);
        return chain!;
    }

    [Fact]
    public void LowDisk_WarnsThenRestsThenStops_AndLosesNothing()
    {
        MemoryKeyValueStore store = new();
        PowerLossDisk disk = new();
        long free = 1_000;
        List<string> warnings = [];
        ChainStoreOptions options = new()
        {
            Log = disk,
            CheckpointBlocks = 1,
            FreeBytes = () => free,
            WarnFreeBytes = 500,
            QuietFreeBytes = 300,
            StopFreeBytes = 100,
            Warn = warnings.Add,
        };
        Assert.Equal(
            StoreOpenError.None, ChainStore.TryOpen(store, TestLedger.Genesis, options, out ChainStore? chain, out _));
        ulong nonce = 0;
        foreach ((long room, ulong applied, int warned) in new (long, ulong, int)[]
            { (1_000, 1, 0), (499, 2, 1), (400, 3, 1), (299, 3, 1), (150, 3, 1), (1_000, 6, 1), (499, 7, 2) })
        {
            free = room;
            TestLedger.Commit(chain!, TestLedger.Transfer(0, 1, nonce++, AssetId.Swr, 1));
            Assert.Equal((applied, warned), (chain!.AppliedHeight, warnings.Count));
        }
        free = 99;
        IOException full = Assert.Throws<IOException>(
            () => TestLedger.Commit(chain!, TestLedger.Transfer(0, 1, nonce, AssetId.Swr, 1)));
        Assert.Contains("nothing is lost", full.Message, StringComparison.Ordinal);
        Assert.Equal(7UL, CrashRun.Open(store.Copy(), disk.Copy(), 9).FinalizedHeader.Height);
        free = 1_000;
        TestLedger.Commit(chain!, TestLedger.Transfer(0, 1, nonce, AssetId.Swr, 1));
        Assert.Equal(8UL, chain!.FinalizedHeader.Height);
    }

    [Fact]
    public void FlippedBit_InTheLog_IsNoticed()
    {
        MemoryKeyValueStore store = new();
        PowerLossDisk disk = new();
        using (ChainStore chain = CrashRun.Open(store, disk, int.MaxValue))
        {
            for (ulong nonce = 0; nonce < 3; nonce++)
            {
                TestLedger.Commit(chain, TestLedger.Transfer(0, 1, nonce, AssetId.Swr, 1));
            }
        }
        byte[] content = disk.Content(Assert.Single(disk.List()));
        Random random = new(1);
        for (int round = 0; round < 200; round++)
        {
            int at = random.Next(content.Length);
            byte flip = (byte)(1 << random.Next(8));
            content[at] ^= flip;
            Assert.Equal(StoreOpenError.Corrupt, CrashRun.TryOpen(store, disk.Copy(), 2, out _));
            content[at] ^= flip;
        }
        Assert.Equal(StoreOpenError.None, CrashRun.TryOpen(store, disk.Copy(), 2, out _));
    }
}
