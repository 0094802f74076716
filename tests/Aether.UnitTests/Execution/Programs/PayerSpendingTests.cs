using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Execution.Programs;
using Xunit;

namespace Aether.UnitTests.Execution.Programs;

/// <summary>What is counted for a fee payer, against what the ledger takes from its account.</summary>
public sealed class PayerSpendingTests
{
    private static readonly Address s_payer = TestLedger.Owners[0];
    private static readonly Address s_other = TestLedger.Owners[1];

    private readonly ObjectFixture _chain = new();

    [Fact]
    public void Of_WhatIsMade_IsExactlyWhatTheLedgerTakes()
    {
        Expect(ObjectCalls.Create(s_payer, 1, 16, s_other, new byte[100]));
        Expect(AssetCalls.Create(s_payer, 1, s_payer, 2, "GOLD"u8.ToArray()));
        Expect(
            ObjectCalls.Create(s_payer, 2, 16, s_payer, []),
            BankProgram.Transfer(s_payer, s_other, AssetId.Swr, 777),
            AssetCalls.Create(s_payer, 2, s_payer, 2, []));
    }

    [Fact]
    public void Of_Restoration_IsItsDepositWithoutTheRent()
    {
        _chain.Run(0, ObjectCalls.Create(s_payer, 1, 16, s_payer, [1, 2, 3]));
        ObjectId id = ObjectRecord.DeriveId(s_payer, 1, 16);
        ObjectRecord last = _chain.Find(id)!;
        _chain.Enter(24);
        _chain.Idle();
        Assert.NotNull(_chain.FindArchived(id));
        Expect(ObjectCalls.Restore(s_payer, id, last));
    }

    [Fact]
    public void Of_WhatOthersPay_IsNothing()
    {
        Assert.Equal(0u, Count(ObjectCalls.Create(s_other, 1, 16, s_payer, [1])));
        Assert.Equal(0u, Count(BankProgram.Transfer(s_payer, s_other, AssetId.Aic, 5)));
        Assert.Equal(0u, Count(ObjectCalls.Delete(s_payer, default), AssetCalls.Burn(s_payer, AssetId.Aic, 9)));
        Assert.Equal(0u, Count(new ProgramCall(NativePrograms.Object, 0, [1, 2], 9)));
    }

    [Fact]
    public void Of_WhatComesIn_IsTakenOff_AndTheSumSaturates()
    {
        ProgramCall most = BankProgram.Transfer(s_payer, s_other, AssetId.Swr, UInt128.MaxValue);
        Assert.Equal(UInt128.MaxValue, Count(most, most));
        Assert.Equal(
            (UInt128)3,
            Count(
                BankProgram.Transfer(s_payer, s_other, AssetId.Swr, 10),
                BankProgram.Transfer(s_other, s_payer, AssetId.Swr, 7)));
        Assert.Equal(0u, Count(BankProgram.Transfer(s_other, s_payer, AssetId.Swr, 7)));
    }

    private void Expect(params ProgramCall[] calls)
    {
        UInt128 before = _chain.Swr(0);
        Receipt receipt = _chain.Run(0, calls);
        Assert.Equal(ReceiptStatus.Success, receipt.Status);
        Assert.Equal(before - receipt.Fee - _chain.Swr(0), Count(calls));
    }

    private static UInt128 Count(params ProgramCall[] calls) =>
        PayerSpending.Of(TestLedger.Calling(TestLedger.Body(0, 0), calls), TestLedger.Genesis.Parameters);
}
