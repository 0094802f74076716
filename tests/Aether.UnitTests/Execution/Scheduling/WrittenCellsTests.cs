using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Aether.Execution.Ledger;
using Aether.Execution.Scheduling;
using Xunit;

namespace Aether.UnitTests.Execution.Scheduling;

public sealed class WrittenCellsTests
{
    [Fact]
    public void Collect_WrittenAccountsAndItems_AreFoundByKeyAndReadAsState()
    {
        ObjectId owner = TestLedger.Owners[6].AsObject;
        TransactionBody body = TestLedger.Body(0, 0) with { Writes = [owner] };
        SlotFixture fixture = new(TestLedger.InitialState(), TestLedger.Sign(body, 0));
        TransactionView view = fixture.Begin(0);
        Assert.True(view.WriteAccount(TestLedger.Owners[6], [1, 2, 3]));
        Assert.True(view.RemoveAccount(TestLedger.Owners[0]));
        Assert.True(view.WriteItem(owner, TestLedger.Hash(1), [9]));
        WrittenCells written = new();
        written.Collect(fixture.Slots);
        Assert.Equal(3, written.Count);
        CollectedState state = new(fixture.Slots, written);
        Assert.True(state.TryGet(StateKey.ForAccount(TestLedger.Owners[6]), out byte[] value));
        Assert.Equal([1, 2, 3], value);
        Assert.False(state.TryGet(StateKey.ForAccount(TestLedger.Owners[0]), out _));
        Assert.True(state.TryGet(StateKey.ForItem(owner, TestLedger.Hash(1)), out value));
        Assert.Equal([9], value);
        Assert.True(state.TryGet(StateKey.ForAccount(TestLedger.Owners[1]), out _));
        Assert.False(written.TryFind(fixture.Slots, StateKey.ForAccount(TestLedger.Owners[1]), out _));
    }
}
