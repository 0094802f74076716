using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Execution.Ledger;
using Aether.Execution.State;
using Aether.Execution.Storage;
using Aether.TestKit.Generators;
using Aether.TestKit.Storage;
using Xunit;

namespace Aether.UnitTests.Execution.Storage;

/// <summary>What goes, what stays, and what a crash in between leaves.</summary>
public sealed class PrunerTests
{
    private const int Blocks = 40;
    private const ulong EpochBlocks = 8;

    private readonly PastStates _states = PastStates.Draw(1, Blocks);

    [Fact]
    public void Full_KeepsAWindowOfStatesAndAllBlocks()
    {
        MemoryKeyValueStore store = new();
        using ChainStore chain = CrashRun.Open(
            store, new PowerLossDisk(), 4, Retention.Full with { States = 10 }, pruneStep: 5);
        _states.Extend(chain, Blocks);
        Assert.Equal(Blocks - 10UL, chain.Kept.OldestState);
        Assert.Equal(0UL, chain.Kept.OldestBlock);
        for (int height = 0; height <= Blocks; height++)
        {
            Assert.True(chain.TryGetFinalProposal((ulong)height, out _));
            bool kept = height >= Blocks - 10;
            Assert.Equal(kept, chain.TryGetStateAt((ulong)height, out _));
            if (kept)
            {
                _states.Compare(chain, height);
            }
        }
        Assert.Equal(10, store.Scan(ColumnFamily.Changes, [], int.MaxValue).Count);
        Assert.Empty(ChainInspection.Verify(store).Findings);
    }

    [Fact]
    public void Minimal_KeepsTwoEpochsOfBodies_AllHeadersAndAllPlaces()
    {
        MemoryKeyValueStore store = new();
        using ChainStore chain = CrashRun.Open(store, new PowerLossDisk(), 4, Retention.Minimal, pruneStep: 5);
        Transaction[] transactions = CommitEpochs(chain, Blocks);
        // Block 40 is of epoch 4; epoch 3 began behind block 31, the closing one of epoch 2.
        const ulong Oldest = Blocks - (2 * EpochBlocks);
        Assert.Equal(Oldest, chain.Kept.OldestBlock);
        for (ulong height = 0; height <= Blocks; height++)
        {
            bool kept = height >= Oldest;
            Assert.Equal(kept, chain.TryGetFinalProposal(height, out _));
            Assert.True(chain.TryGetFinalHeader(height, out Header? header));
            Assert.True(chain.TryGetHeader(header.Hash, out Header? same));
            Assert.Equal((height, header.Hash), (header.Height, same.Hash));
            Assert.Equal(kept ? 1 : 0, chain.GetReceipts(height).Length);
            Assert.Equal(height == Blocks, chain.TryGetStateAt(height, out _));
        }
        Assert.All(transactions, transaction => Assert.True(chain.TryLocate(transaction.Id, out _)));
        Assert.Empty(ChainInspection.Verify(store).Findings);
        Assert.Empty(store.Scan(ColumnFamily.History, [], 1));
    }

    [Fact]
    public void Down_RemovesInBoundedSteps_AndUpSaysWhatIsMissing()
    {
        MemoryKeyValueStore store = new();
        PowerLossDisk disk = new();
        using (ChainStore archive = CrashRun.Open(store, disk, 4, Retention.Archive))
        {
            CommitEpochs(archive, Blocks - 8);
        }
        int writes = 0;
        HookedStore counted = new(store) { AfterWrite = () => writes++ };
        using (ChainStore minimal = CrashRun.Open(counted, disk, 4, Retention.Minimal, pruneStep: 3))
        {
            Assert.False(minimal.TryGetStateAt(1, out _));
            CommitEpochs(minimal, Blocks - 4);
            // One checkpoint took one step of three blocks.
            Assert.Equal(Blocks - 8 - 3, store.Scan(ColumnFamily.Changes, [], int.MaxValue).Count);
        }
        List<string> said = [];
        using ChainStore again = CrashRun.Open(store, disk, 4, Retention.Archive, warn: said.Add);
        Assert.Contains("the states below", Assert.Single(said), StringComparison.Ordinal);
        ulong begun = again.Kept.OldestState;
        Assert.InRange(begun, Blocks - 8UL, Blocks - 4UL);
        CommitEpochs(again, Blocks);
        Assert.True(again.TryGetStateAt(begun, out _));
        Assert.False(again.TryGetStateAt(begun - 1, out _));
        again.CheckpointNow();
        Assert.Empty(ChainInspection.Verify(store).Findings);
    }

    [Theory]
    [InlineData(PruningProfile.Full)]
    [InlineData(PruningProfile.Minimal)]
    public void CrashAfterAnyWrite_LeavesAWholeStoreThatKeepsWhatItSays(PruningProfile profile)
    {
        Retention retention = profile == PruningProfile.Full ? Retention.Full with { States = 6 } : Retention.Minimal;
        MemoryKeyValueStore memory = new();
        PowerLossDisk disk = new();
        int images = 0;
        HookedStore store = new(memory);
        using (ChainStore archive = CrashRun.Open(store, disk, 4, Retention.Archive))
        {
            CommitEpochs(archive, 20);
        }
        store.AfterWrite = () =>
        {
            MemoryKeyValueStore image = memory.Copy();
            Assert.Empty(ChainInspection.Verify(image).Findings);
            using ChainStore chain = CrashRun.Open(image, disk.Copy(), 4, retention, pruneStep: 3);
            CheckKept(chain);
            chain.CheckpointNow();
            CheckKept(chain);
            images++;
        };
        using ChainStore pruned = CrashRun.Open(store, disk, 4, retention, pruneStep: 3);
        CommitEpochs(pruned, Blocks);
        Assert.True(images > 10, $"{images} images");
    }

    private static void CheckKept(ChainStore chain)
    {
        KeptHistory kept = chain.Kept;
        ulong head = chain.FinalizedHeader.Height;
        for (ulong height = 0; height <= head; height++)
        {
            Assert.True(chain.TryGetFinalHeader(height, out Header? header));
            Assert.Equal(height >= kept.OldestBlock, chain.TryGetFinalProposal(height, out _));
            if (height >= kept.OldestState)
            {
                Assert.True(chain.TryRewind(height, int.MaxValue, out BlockState? state, out StatePin? pin));
                Assert.Equal(header.StateRoot, state.Root);
                pin.Dispose();
            }
        }
    }

    // One transfer in each block, and an epoch every eight.
    private static Transaction[] CommitEpochs(ChainStore chain, int upTo)
    {
        List<Transaction> transactions = [];
        for (ulong height = chain.FinalizedHeader.Height + 1; height <= (ulong)upTo; height++)
        {
            transactions.Add(TestLedger.Transfer(0, 1, height - 1, AssetId.Swr, 1));
            BlockExecution execution = TestLedger.Execute(chain.FinalizedState, transactions[^1]);
            Proposal plain = TestLedger.Block(chain.FinalizedHeader, height, execution, [transactions[^1]]);
            uint epoch = (uint)(height / EpochBlocks);
            Header header = plain.Header with { Epoch = Math.Min(epoch, 4) };
            if (height % EpochBlocks == 0 && epoch is > 0 and <= 4)
            {
                EpochProof drawn = ConsensusGenerator.EpochProof(new SeededRandom(epoch), 2);
                chain.PutEpoch(new EpochProof(
                    chain.FinalizedHeader with { Epoch = epoch - 1 },
                    drawn.Transition with { Epoch = epoch },
                    drawn.Finality));
            }
            Proposal block = new(plain.SignedHeader with { Header = header }, plain.Payload);
            chain.CommitFinal(block, execution, null);
        }
        return [.. transactions];
    }
}
