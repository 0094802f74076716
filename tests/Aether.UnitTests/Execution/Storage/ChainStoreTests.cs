using Aether.Core.Diagnostics;
using Aether.Core.Types;
using Aether.Execution.Ledger;
using Aether.Execution.State;
using Aether.Execution.Storage;
using Xunit;

namespace Aether.UnitTests.Execution.Storage;

public sealed class ChainStoreTests : IDisposable
{
    private readonly MemoryKeyValueStore _store = new();

    public void Dispose() => _store.Dispose();

    [Fact]
    public void TryOpen_AnEmptyStore_StartsAtGenesis()
    {
        ChainStore chain = TestLedger.Open(_store);
        Assert.Equal(chain.GenesisHeader.Hash, chain.FinalizedHeader.Hash);
        Assert.True(chain.TryGetFinalProposal(0, out Proposal? block));
        Assert.Equal(chain.GenesisHeader.Hash, block.Hash);
        Assert.Empty(chain.LoadPending());
        ChainStore again = TestLedger.Open(_store);
        Assert.Equal(chain.FinalizedState.Root, again.FinalizedState.Root);
    }

    [Fact]
    public void TryOpen_AnotherGenesisOrVersion_IsRefused()
    {
        TestLedger.Open(_store);
        Genesis other = TestLedger.MakeGenesis([new GenesisAccount(TestLedger.Owners[0], 1, 1)]);
        StoreOpenError error = ChainStore.TryOpen(_store, other, out ChainStore? chain, out string reason);
        Assert.Equal(StoreOpenError.WrongGenesis, error);
        Assert.Null(chain);
        Assert.Contains("genesis", reason, StringComparison.Ordinal);
        StoreBatch batch = new();
        batch.Put(ColumnFamily.Meta, StoreKeys.Version, [1]);
        _store.Write(batch, sync: true);
        Assert.Equal(StoreOpenError.WrongVersion, ChainStore.TryOpen(_store, TestLedger.Genesis, out _, out _));
    }

    [Fact]
    public void PutPending_AfterItWasClosed_SaysSo()
    {
        ChainStore chain = TestLedger.Open(_store);
        TestLedger.Commit(chain, [TestLedger.Transfer(0, 1, 0, AssetId.Aic, 1)]);
        Assert.True(chain.TryGetFinalProposal(1, out Proposal? block));
        chain.Dispose();
        ObjectDisposedException error = Assert.Throws<ObjectDisposedException>(
            () => chain.PutPending(block, sync: true));
        Assert.Contains("the store was closed while its node still ran", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CommitFinal_KeepsBlockReceiptsAndPlaces()
    {
        ChainStore chain = TestLedger.Open(_store);
        Transaction[] transactions =
            [TestLedger.Transfer(0, 1, 0, AssetId.Aic, 1), TestLedger.Transfer(0, 1, 1, AssetId.Aic, 100)];
        BlockExecution execution = TestLedger.Commit(chain, transactions);
        chain = TestLedger.Open(_store);
        Assert.True(chain.TryGetFinalProposal(1, out Proposal? block));
        Assert.True(chain.TryGetProposal(block.Hash, out _));
        Assert.Equal(
            execution.Receipts.Select(item => item.TransactionId), chain.GetReceipts(1).Select(r => r.TransactionId));
        Assert.True(chain.TryLocate(transactions[1].Id, out TransactionLocation place));
        Assert.Equal(new TransactionLocation(1, 1), place);
        Assert.True(chain.TryGetReceipt(place, out Receipt? receipt));
        Assert.Equal(ReceiptStatus.InsufficientBalance, receipt.Status);
        Assert.False(chain.TryGetReceipt(place with { Index = 2 }, out _));
        Assert.False(chain.TryLocate(TestLedger.Hash(1), out _));
        Assert.False(chain.TryGetFinalProposal(2, out _));
        Assert.False(chain.TryGetFinality(1, out _));
        Assert.Empty(chain.GetReceipts(2));
    }

    [Fact]
    public void CommitFinal_KeepsTheProofThatIsGiven()
    {
        ChainStore chain = TestLedger.Open(_store);
        BlockExecution execution = TestLedger.Execute(chain.FinalizedState);
        Proposal block = TestLedger.Block(chain.FinalizedHeader, 5, execution, []);
        QuorumCertificate certificate = new(VoteKind.Precommit, 0, 5, block.Hash, [0b111], default);
        chain.CommitFinal(block, execution, new FinalityProof([], certificate, null, null));
        Assert.True(chain.TryGetFinality(1, out FinalityProof? proof));
        Assert.Equal(block.Hash, proof.Certificate.BlockHash);
    }

    [Fact]
    public void CommitFinal_WhatDoesNotFollow_IsAnError()
    {
        ChainStore chain = TestLedger.Open(_store);
        BlockExecution execution = TestLedger.Execute(chain.FinalizedState);
        Proposal block = TestLedger.Block(chain.FinalizedHeader, 5, execution, []);
        BlockExecution other = TestLedger.Execute(chain.FinalizedState, TestLedger.Transfer(0, 1, 0, AssetId.Aic, 1));
        Assert.Throws<InvariantViolationException>(() => chain.CommitFinal(block, other, null));
        Assert.Throws<InvariantViolationException>(
            () => chain.CommitFinal(block, BlockExecution.Invalid(BlockError.BadSignature), null));
        chain.CommitFinal(block, execution, null);
        Assert.Throws<InvariantViolationException>(() => chain.CommitFinal(block, execution, null));
    }

    [Fact]
    public void Pending_BlocksAreKeptByViewUntilOneBecomesFinal()
    {
        ChainStore chain = TestLedger.Open(_store);
        BlockExecution execution = TestLedger.Execute(chain.FinalizedState);
        Proposal[] blocks = [.. new ulong[] { 9, 4, 6, 300 }.Select(
            view => TestLedger.Block(chain.FinalizedHeader, view, execution, []))];
        foreach (Proposal block in blocks)
        {
            chain.PutPending(block, sync: false);
        }
        chain = TestLedger.Open(_store);
        Assert.Equal([4UL, 6UL, 9UL, 300UL], chain.LoadPending().Select(block => block.Header.View));
        chain.CommitFinal(blocks[2], TestLedger.Execute(chain.FinalizedState), null);
        Assert.Equal([9UL, 300UL], chain.LoadPending().Select(block => block.Header.View));
        Assert.False(chain.TryGetProposal(blocks[1].Hash, out _));
        Assert.True(chain.TryGetProposal(blocks[2].Hash, out _));
        chain.PutPending(blocks[2], sync: true);
        TestLedger.Commit(chain);
        Assert.True(chain.TryGetProposal(blocks[2].Hash, out _));
    }
}
