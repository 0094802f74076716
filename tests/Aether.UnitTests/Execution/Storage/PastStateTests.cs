using Aether.Core.Types;
using Aether.Execution.State;
using Aether.Execution.Storage;
using Aether.TestKit.Storage;
using Xunit;

namespace Aether.UnitTests.Execution.Storage;

/// <summary>States before the final one, against every state written down.</summary>
public sealed class PastStateTests
{
    private const int Blocks = 60;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 7)]
    [InlineData(3, 1_000)]
    public void Archive_AnswersEveryHeight_AcrossCheckpointsAndStarts(int seed, int checkpointBlocks)
    {
        PastStates states = PastStates.Draw((ulong)seed, Blocks);
        MemoryKeyValueStore store = new();
        PowerLossDisk disk = new();
        for (int height = 20; height <= Blocks; height += 20)
        {
            using ChainStore chain = CrashRun.Open(store, disk, checkpointBlocks, Retention.Archive);
            states.Extend(chain, height);
            for (int past = 0; past <= height; past++)
            {
                states.Compare(chain, past);
            }
        }
        using ChainStore closed = CrashRun.Open(store, disk, checkpointBlocks);
        closed.CheckpointNow();
        Assert.Equal(Retention.Archive, closed.Kept.Retention);
        ChainInspection inspection = ChainInspection.Verify(store);
        Assert.Empty(inspection.Findings);
        Assert.Equal(Blocks, inspection.PastStates);
    }

    [Fact]
    public void Archive_WithoutALog_AnswersEveryHeight()
    {
        PastStates states = PastStates.Draw(4, Blocks);
        ChainStoreOptions options = new() { Retention = Retention.Archive };
        Assert.Equal(StoreOpenError.None, ChainStore.TryOpen(
            new MemoryKeyValueStore(), TestLedger.Genesis, options, out ChainStore? chain, out _));
        states.Extend(chain!, Blocks);
        for (int past = 0; past <= Blocks; past++)
        {
            states.Compare(chain!, past);
        }
        Assert.False(chain!.TryGetStateAt(Blocks + 1, out _));
        Assert.False(chain.TryRewind(0, maxKeys: 3, out _, out _));
    }

    [Fact]
    public async Task Reads_WhileBlocksBecomeFinalAndArePruned_AreOfTheirHeightOrRefused()
    {
        const int Long = 400;
        PastStates states = PastStates.Draw(5, Long);
        Retention window = Retention.Full with { States = 30 };
        ChainStoreOptions options = new()
        {
            Retention = window,
            Log = new PowerLossDisk(),
            NewLogIdentity = TestLedger.Hash(5),
            CheckpointBlocks = 3,
            PruneStep = 2,
            Background = work => new Thread(() => work()).Start(),
        };
        Assert.Equal(StoreOpenError.None, ChainStore.TryOpen(
            new MemoryKeyValueStore(), TestLedger.Genesis, options, out ChainStore? chain, out _));
        int reads = 0;
        using CancellationTokenSource stop = new();
        Task reader = Task.Run(() => reads = ReadUntil(chain!, states, stop.Token));
        states.Extend(chain!, Long);
        await stop.CancelAsync();
        await reader;
        Assert.True(reads > 0);
        chain!.CheckpointNow();
        chain.Dispose();
    }

    private static int ReadUntil(ChainStore chain, PastStates states, CancellationToken stop)
    {
        Random random = new(6);
        int reads = 0;
        while (!stop.IsCancellationRequested || reads == 0)
        {
            ulong head = chain.FinalizedHeader.Height;
            ulong height = head - Math.Min(head, (ulong)random.Next(36));
            try
            {
                if (chain.TryGetStateAt(height, out IStateReader? past))
                {
                    foreach ((Hash256 key, byte[] expected) in states.Values[(int)height])
                    {
                        Assert.True(past.TryGet(key, out byte[] value));
                        Assert.Equal(expected, value);
                    }
                    reads++;
                }
                if (chain.TryRewind(height, int.MaxValue, out BlockState? tree, out StatePin? pin))
                {
                    using (pin)
                    {
                        Assert.Equal(states.Headers[(int)height].StateRoot, tree.Root);
                    }
                }
            }
            catch (StateMovedException)
            {
                // Pruned, or newer blocks came while it was read: a caller tries again.
            }
        }
        return reads;
    }
}
