using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Execution.Ledger;
using Aether.Execution.State;
using Xunit;

namespace Aether.UnitTests.Execution.Rent;

/// <summary>What an object costs over its life, seen in balances and counters.</summary>
public sealed class ObjectEditorTests
{
    // An object of 100 bytes besides its header: 203 bytes, 406 SWR units an epoch.
    private const int Epochly = 2 * (ObjectRecord.HeaderBytes + 100);

    private static readonly Address s_alice = TestLedger.Owners[0];
    private static readonly Address s_bob = TestLedger.Owners[1];
    private static readonly ObjectId s_id = ObjectRecord.DeriveId(s_alice, 7, 16);
    private readonly ObjectFixture _ledger = new();

    public ObjectEditorTests() => Cost(0, ObjectCalls.Create(s_alice, 7, 16, s_alice, new byte[100]), Epochly * 12);

    [Fact]
    public void Put_GrowthAndShrinkage_MoveTheDeposit()
    {
        Cost(0, ObjectCalls.Update(s_alice, s_id, new byte[150]), 50 * 2 * 12);
        Cost(0, ObjectCalls.Update(s_alice, s_id, new byte[150]), 0);
        Cost(0, ObjectCalls.Update(s_alice, s_id, []), -150 * 2 * 12);
        Assert.Equal((UInt128)(103 * 2 * 12), _ledger.Find(s_id)!.Deposit);
    }

    [Fact]
    public void Put_WithinTheHorizon_OwesNothing()
    {
        _ledger.Enter(12);
        Cost(0, ObjectCalls.Transfer(s_alice, s_id, s_alice), 0);
        Assert.Equal(12U, _ledger.Find(s_id)!.PaidUntil);
    }

    [Fact]
    public void Put_BeyondTheHorizon_PaysOnTouch()
    {
        _ledger.Enter(15);
        Cost(0, ObjectCalls.Transfer(s_alice, s_id, s_alice), 3 * Epochly);
        Assert.Equal(15U, _ledger.Find(s_id)!.PaidUntil);
        Cost(0, ObjectCalls.Transfer(s_alice, s_id, s_alice), 0);
    }

    [Fact]
    public void Delete_BeyondTheHorizon_ReturnsWhatIsNotOwed()
    {
        _ledger.Enter(20);
        Cost(0, ObjectCalls.Delete(s_alice, s_id), -(12 - 8) * Epochly);
    }

    [Fact]
    public void Expiry_UnpaidObject_IsArchivedAndItsDepositUsedUp()
    {
        _ledger.Enter(24);
        UInt128 burned = _ledger.State.GetCounter(ChainCounters.BurnedFees);
        UInt128 treasury = _ledger.State.GetCounter(ChainCounters.Treasury);
        ObjectRecord last = _ledger.Find(s_id)!;
        _ledger.Idle();
        Assert.Null(_ledger.Find(s_id));
        Assert.Equal(new ObjectTombstone(SpecHash(last), 24), _ledger.FindArchived(s_id));
        Assert.Equal(burned + (Epochly * 6), _ledger.State.GetCounter(ChainCounters.BurnedFees));
        Assert.Equal(treasury + (Epochly * 6), _ledger.State.GetCounter(ChainCounters.Treasury));
        Assert.Equal(ReceiptStatus.Archived, _ledger.Run(0, ObjectCalls.Delete(s_alice, s_id)).Status);
        Assert.Equal(
            ReceiptStatus.ObjectExists,
            _ledger.Run(0, ObjectCalls.Create(s_alice, 7, 16, s_alice, [])).Status);
    }

    [Fact]
    public void Expiry_PaidObject_LivesOn()
    {
        _ledger.Enter(23);
        Cost(0, ObjectCalls.Transfer(s_alice, s_id, s_bob), 11 * Epochly);
        _ledger.Enter(24);
        _ledger.Idle();
        Assert.Equal(35U, _ledger.Find(s_id)!.Bucket);
        _ledger.Enter(35);
        for (int block = 0; block < 2; block++)
        {
            _ledger.Idle();
        }
        Assert.NotNull(_ledger.FindArchived(s_id));
    }

    [Fact]
    public void Restore_ArchivedObject_PaysBackRentAndANewDeposit()
    {
        ObjectRecord last = _ledger.Find(s_id)!;
        _ledger.Enter(24);
        _ledger.Idle();
        _ledger.Enter(29);
        ObjectRecord forged = last with { Owner = s_bob };
        Assert.Equal(ReceiptStatus.ArchiveMismatch, _ledger.Run(1, ObjectCalls.Restore(s_bob, s_id, forged)).Status);
        Cost(1, ObjectCalls.Restore(s_bob, s_id, last), (5 * Epochly) + (12 * Epochly));
        ObjectRecord back = _ledger.Find(s_id)!;
        Assert.Equal((s_alice, 1UL, 41U, 53U), (back.Owner, back.Version, back.PaidUntil, back.Bucket));
        Assert.Equal(last.Data, back.Data);
        _ledger.Enter(53);
        _ledger.Idle();
        Assert.NotNull(_ledger.FindArchived(s_id));
    }

    private static Hash256 SpecHash(ObjectRecord record) => Aether.TestKit.Ledger.SpecRent.HashOf(record);

    // What a call takes from its sender besides the fee.
    private void Cost(int sender, ProgramCall call, long expected)
    {
        UInt128 before = _ledger.Swr(sender);
        Receipt receipt = _ledger.Run(sender, call);
        Assert.Equal(ReceiptStatus.Success, receipt.Status);
        Assert.Equal((Int128)expected, (Int128)before - (Int128)receipt.Fee - (Int128)_ledger.Swr(sender));
    }
}
