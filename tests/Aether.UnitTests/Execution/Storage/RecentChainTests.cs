using Aether.Core.Types;
using Aether.Execution.Ledger;
using Aether.Execution.State;
using Aether.Execution.Storage;
using Xunit;

namespace Aether.UnitTests.Execution.Storage;

public sealed class RecentChainTests
{
    private readonly ChainStore _chain = TestLedger.Open(new MemoryKeyValueStore());
    private readonly RecentChain _recent = new();

    [Fact]
    public void Final_IsFoundUntilItsCheckpointIsDone()
    {
        FinalEntry first = Next(TestLedger.Transfer(0, 1, 0, AssetId.Aic, 1));
        _recent.AddFinal(first);
        _recent.CountRecord(700);
        Assert.Equal(700, _recent.RecordBytes);
        RecentPart part = _recent.Take();
        _recent.CountRecord(30);
        FinalEntry second = Next(TestLedger.Transfer(0, 1, 1, AssetId.Aic, 1));
        _recent.AddFinal(second);
        foreach (FinalEntry entry in new[] { first, second })
        {
            Assert.Same(entry, _recent.FindFinal(entry.Height));
            Assert.Same(entry.Block, _recent.FindBlock(entry.Block.Hash));
            Assert.True(_recent.TryLocate(entry.Receipts.TransactionIdAt(0), out TransactionLocation place));
            Assert.Equal(new TransactionLocation(entry.Height, 0), place);
        }
        Assert.Equal([first], part.Final);
        ChangeSet changes = first.State.Changes;
        Assert.Equal(changes.Count, part.Values.Count);
        for (int index = 0; index < changes.Count; index++)
        {
            Assert.True(part.Values.TryGet(changes.KeyAt(index), out _, out ReadOnlySpan<byte> value));
            Assert.True(changes.TryValueAt(index, out ReadOnlySpan<byte> expected) && expected.SequenceEqual(value));
        }
        _recent.Drop(part);
        Assert.Null(_recent.FindFinal(1));
        Assert.Null(_recent.FindFinal(3));
        Assert.Null(_recent.FindBlock(first.Block.Hash));
        Assert.False(_recent.TryLocate(first.Receipts.TransactionIdAt(0), out _));
        Assert.True(_recent.TryLocate(second.Receipts.TransactionIdAt(0), out _));
        Assert.Same(second, _recent.FindFinal(2));
        Assert.Equal(1, _recent.Count);
        Assert.Equal(30, _recent.RecordBytes);
        RecentPart next = _recent.Take();
        Assert.Equal([second], next.Final);
        Assert.NotSame(part.Values, next.Values);
        Assert.Equal(second.State.Changes.Count, next.Values.Count);
        Assert.Equal(0, _recent.RecordBytes);
    }

    [Fact]
    public void Places_OfAPartThatWasNeverWritten_LeaveWithTheNext()
    {
        FinalEntry[] entries = [.. Enumerable.Range(0, 3).Select(nonce =>
            Next(TestLedger.Transfer(0, 1, (ulong)nonce, AssetId.Aic, 1)))];
        _recent.AddFinal(entries[0]);
        Assert.True(_recent.TryLocate(entries[0].Receipts.TransactionIdAt(0), out _));
        _recent.Take();
        _recent.AddFinal(entries[1]);
        // Asked before and between, the places of the second block move to the part that is taken with both.
        Assert.All(entries[..2], entry => Assert.True(_recent.TryLocate(entry.Receipts.TransactionIdAt(0), out _)));
        RecentPart both = _recent.Take();
        _recent.AddFinal(entries[2]);
        Assert.Equal(entries[..2], both.Final);
        Assert.All(entries, entry => Assert.True(_recent.TryLocate(entry.Receipts.TransactionIdAt(0), out _)));
        _recent.Drop(both);
        Assert.Equal(
            [false, false, true],
            entries.Select(entry => _recent.TryLocate(entry.Receipts.TransactionIdAt(0), out _)));
    }

    [Fact]
    public void Pending_LeavesWithTheViewOrTheCheckpoint()
    {
        FinalEntry entry = Next();
        Proposal[] blocks = [.. new ulong[] { 3, 9, 4 }.Select(view => TestLedger.Block(
            _chain.GenesisHeader, view, TestLedger.Execute(_chain.FinalizedState), []))];
        foreach (Proposal block in blocks)
        {
            _recent.AddPending(block);
        }
        Assert.Equal([3UL, 4UL, 9UL], _recent.Pending().Select(block => block.Header.View));
        RecentPart part = _recent.Take();
        _recent.AddFinal(entry with { Block = blocks[2] });
        Assert.Equal([blocks[1]], _recent.Pending());
        Assert.Null(_recent.FindBlock(blocks[0].Hash));
        _recent.Drop(part);
        Assert.Empty(_recent.Pending());
        Assert.Same(blocks[2], _recent.FindBlock(blocks[2].Hash));
        Assert.Null(_recent.FindBlock(blocks[1].Hash));
    }

    private FinalEntry Next(params Transaction[] transactions)
    {
        BlockExecution execution = TestLedger.Execute(_chain.FinalizedState, transactions);
        ulong view = TestLedger.View + _chain.FinalizedHeader.Height;
        Proposal block = TestLedger.Block(_chain.FinalizedHeader, view, execution, transactions);
        _chain.CommitFinal(block, execution, null);
        return new FinalEntry(block, execution.EncodedReceipts, null, execution.PostState!);
    }
}
