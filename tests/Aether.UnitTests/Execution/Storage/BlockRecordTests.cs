using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Execution.Ledger;
using Aether.Execution.State;
using Aether.Execution.Storage;
using Xunit;

namespace Aether.UnitTests.Execution.Storage;

public sealed class BlockRecordTests
{
    private readonly ChainStore _chain = TestLedger.Open(new MemoryKeyValueStore());

    [Fact]
    public void Decode_OnTheStateBefore_GivesTheSameBlockAndState()
    {
        (FinalEntry entry, byte[] record) = MakeRecord();
        FinalEntry again = BlockRecord.Decode(record, _chain.FinalizedState);
        Assert.Equal(entry.Block.Hash, again.Block.Hash);
        Assert.Equal(entry.State.Root, again.State.Root);
        Assert.Equal(entry.Receipts.Bytes.ToArray(), again.Receipts.Bytes.ToArray());
        Assert.Equal(entry.Receipts.Ends.ToArray(), again.Receipts.Ends.ToArray());
        Assert.Null(again.Proof);
    }

    [Fact]
    public void Decode_OfARecordThatNamesItsBlock_TakesThatBlockOrIsRefused()
    {
        (FinalEntry entry, byte[] whole) = MakeRecord();
        (_, byte[] record) = MakeRecord(isPending: true);
        Assert.True(record.Length + entry.Block.Payload.Length < whole.Length);
        FinalEntry again = BlockRecord.Decode(
            record, _chain.FinalizedState, hash => hash == entry.Block.Hash ? entry.Block : null);
        Assert.Equal(entry.Block.Hash, again.Block.Hash);
        Assert.Equal(entry.State.Root, again.State.Root);
        Assert.Throws<StateCorruptException>(
            () => BlockRecord.Decode(record, _chain.FinalizedState, static _ => null));
    }

    [Fact]
    public void Decode_OnAnotherState_IsRefused()
    {
        (FinalEntry entry, byte[] record) = MakeRecord();
        Assert.Throws<StateCorruptException>(() => BlockRecord.Decode(record, entry.State));
        TestLedger.Commit(_chain, TestLedger.Transfer(3, 1, 0, AssetId.Aic, 1));
        Assert.Throws<StateCorruptException>(() => BlockRecord.Decode(record, _chain.FinalizedState));
    }

    [Fact]
    public void Decode_OfDamage_IsRefusedOrTheSame()
    {
        (FinalEntry entry, byte[] record) = MakeRecord();
        Random random = new(1);
        for (int round = 0; round < 1_500; round++)
        {
            byte[] damaged = round % 4 == 0 ? record[..random.Next(record.Length)] : [.. record];
            damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            try
            {
                // The header itself is bound by the digest of the log's record; here only what its roots bind.
                FinalEntry again = BlockRecord.Decode(damaged, _chain.FinalizedState);
                Assert.Equal(again.Block.Header.StateRoot, again.State.Root);
                Assert.Equal(again.Block.Header.ReceiptsRoot, BlockExecutor.ReceiptsRoot(again.Receipts.Decoded));
            }
            catch (StateCorruptException)
            {
                Assert.NotEqual(record, damaged);
            }
        }
        Assert.Equal(entry.State.Root, BlockRecord.Decode(record, _chain.FinalizedState).State.Root);
    }

    private (FinalEntry Entry, byte[] Record) MakeRecord(bool isPending = false)
    {
        Transaction[] transactions = [TestLedger.Transfer(0, 1, 0, AssetId.Aic, 1), TestLedger.Withdraw(1, 0, 5, 6)];
        BlockExecution execution = TestLedger.Execute(_chain.FinalizedState, transactions);
        Proposal block = TestLedger.Block(_chain.FinalizedHeader, 5, execution, transactions);
        FinalEntry entry = new(block, execution.EncodedReceipts, null, execution.PostState!);
        AceWriter writer = new();
        BlockRecord.Encode(writer, entry, isPending);
        return (entry, writer.ToArray());
    }
}
