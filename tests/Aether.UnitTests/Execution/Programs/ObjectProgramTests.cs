using System.Buffers.Binary;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Aether.Execution.Programs;
using Xunit;

namespace Aether.UnitTests.Execution.Programs;

public sealed class ObjectProgramTests
{
    private static readonly Address s_alice = TestLedger.Owners[0];
    private static readonly Address s_bob = TestLedger.Owners[1];
    private static readonly ObjectId s_id = ObjectRecord.DeriveId(s_alice, 7, 16);
    private static readonly ProgramCall s_create = ObjectCalls.Create(s_alice, 7, 16, s_alice, [1, 2, 3]);
    private readonly ObjectFixture _ledger = new();

    [Fact]
    public void Run_WholeLife_ChangesTheObjectAndReturnsTheDeposit()
    {
        Expect(ReceiptStatus.Success, _ledger.Run(0, s_create));
        ObjectRecord made = _ledger.Find(s_id)!;
        Assert.Equal((UInt128)(2 * 106 * 12), made.Deposit);
        Assert.Equal(
            (s_alice, s_alice, 0UL, 12U, 24U),
            (made.Owner, made.Creator, made.Version, made.PaidUntil, made.Bucket));
        Expect(ReceiptStatus.Success, _ledger.Run(0, ObjectCalls.Update(s_alice, s_id, [9])));
        Expect(ReceiptStatus.Success, _ledger.Run(0, ObjectCalls.Transfer(s_alice, s_id, s_bob)));
        Expect(ReceiptStatus.Unauthorized, _ledger.Run(0, ObjectCalls.Delete(s_alice, s_id)));
        ObjectRecord handed = _ledger.Find(s_id)!;
        Assert.Equal((s_bob, 2UL, (UInt128)(2 * 104 * 12)), (handed.Owner, handed.Version, handed.Deposit));
        Assert.Equal([9], handed.Data);
        UInt128 before = _ledger.Swr(1);
        Receipt gone = _ledger.Run(1, ObjectCalls.Delete(s_bob, s_id));
        Expect(ReceiptStatus.Success, gone);
        Assert.Equal(before + handed.Deposit - gone.Fee, _ledger.Swr(1));
        Assert.Null(_ledger.Find(s_id));
        Expect(ReceiptStatus.ObjectMissing, _ledger.Run(1, ObjectCalls.Delete(s_bob, s_id)));
    }

    [Fact]
    public void Run_Success_ReportsTheChange()
    {
        LedgerEvent made = Assert.Single(_ledger.Run(0, s_create).Events);
        Assert.Equal(NativePrograms.Object, made.Program);
        Assert.Equal([s_id.Value, s_alice.Value, s_alice.Value], made.Topics);
        Assert.Equal(30, made.Data.Length);
        Assert.Equal(3, BinaryPrimitives.ReadInt32LittleEndian(made.Data.AsSpan(10)));
        LedgerEvent gone = Assert.Single(_ledger.Run(0, ObjectCalls.Delete(s_alice, s_id)).Events);
        Assert.Equal([s_id.Value, s_alice.Value], gone.Topics);
        Assert.Equal([3, 0, 1, 0, 0, 0, 0, 0, 0, 0], gone.Data[..10]);
    }

    [Fact]
    public void Run_TakenOrReservedIdentifier_IsRefused()
    {
        Expect(ReceiptStatus.Success, _ledger.Run(0, s_create));
        Expect(ReceiptStatus.ObjectExists, _ledger.Run(0, s_create));
        Expect(ReceiptStatus.WrongKind, _ledger.Run(0, ObjectCalls.Create(s_alice, 1, 15, s_alice, [])));
        Expect(ReceiptStatus.ObjectExists, _ledger.Run(0, ObjectCalls.Restore(s_alice, s_id, _ledger.Find(s_id)!)));
    }

    [Fact]
    public void Run_DepositAboveTheBalance_ChangesNothing()
    {
        Receipt receipt = _ledger.Run(
            0,
            BankProgram.Transfer(s_alice, s_bob, AssetId.Swr, _ledger.Swr(0) - (TestLedger.Coin * 10) - 100),
            s_create);
        Expect(ReceiptStatus.InsufficientBalance, receipt);
        Assert.Null(_ledger.Find(s_id));
        Assert.Empty(receipt.Events);
    }

    [Fact]
    public void Run_SomebodyElsesObject_IsRefused()
    {
        Expect(ReceiptStatus.Success, _ledger.Run(0, s_create));
        foreach (ProgramCall call in new[]
        {
            ObjectCalls.Update(s_bob, s_id, []), ObjectCalls.Transfer(s_bob, s_id, s_bob),
            ObjectCalls.Delete(s_bob, s_id),
        })
        {
            Expect(ReceiptStatus.Unauthorized, _ledger.Run(1, call));
        }
    }

    /// <summary>What a call needs, taken out of the writes or moved to the reads, makes it trap.</summary>
    [Fact]
    public void Run_UndeclaredAccess_Traps()
    {
        ObjectId asset = new(AssetCalls.DeriveId(s_alice, 1).Value);
        ObjectId other = ObjectRecord.DeriveId(s_alice, 8, 16);
        Expect(ReceiptStatus.Success, _ledger.Run(0, s_create, AssetCalls.Create(s_alice, 1, s_alice, 0, [])));
        Expect(ReceiptStatus.Success, _ledger.Run(0, AssetCalls.Mint(s_alice, new AssetId(asset.Value), s_alice, 5)));
        (ProgramCall Call, ObjectId[] Needs)[] cases =
        [
            (ObjectCalls.Create(s_alice, 8, 16, s_bob, []), [other]),
            (ObjectCalls.Update(s_alice, s_id, [1]), [s_id]),
            (ObjectCalls.Transfer(s_alice, s_id, s_bob), [s_id]),
            (ObjectCalls.Delete(s_alice, s_id), [s_id]),
            (AssetCalls.Create(s_alice, 2, s_bob, 0, []), [new ObjectId(AssetCalls.DeriveId(s_alice, 2).Value)]),
            (AssetCalls.Mint(s_alice, new AssetId(asset.Value), s_bob, 5), [asset, s_bob.AsObject]),
            (AssetCalls.Burn(s_alice, new AssetId(asset.Value), 1), [asset]),
        ];
        foreach ((ProgramCall call, ObjectId[] needs) in cases)
        {
            foreach (ObjectId need in needs)
            {
                Hash256 key = StateKey.ForObject(need);
                bool existed = _ledger.State.TryGet(key, out byte[] before);
                Expect(ReceiptStatus.UndeclaredAccess, _ledger.Run(0, body => Without(body, need, reads: false), call));
                Expect(ReceiptStatus.UndeclaredAccess, _ledger.Run(0, body => Without(body, need, reads: true), call));
                Assert.Equal(existed, _ledger.State.TryGet(key, out byte[] after));
                Assert.Equal(before, after);
            }
        }
    }

    private static TransactionBody Without(TransactionBody body, ObjectId item, bool reads) => body with
    {
        Writes = [.. body.Writes.Where(written => written != item)],
        Reads = reads ? [item] : [],
    };

    private static void Expect(ReceiptStatus status, Receipt receipt) => Assert.Equal(status, receipt.Status);
}
