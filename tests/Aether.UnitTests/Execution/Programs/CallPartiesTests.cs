using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Execution.Programs;
using Xunit;

namespace Aether.UnitTests.Execution.Programs;

/// <summary>Whom calls concern, form by form.</summary>
public sealed class CallPartiesTests
{
    private static readonly Address s_one = TestLedger.Owners[0];
    private static readonly Address s_two = TestLedger.Owners[1];
    private static readonly ObjectId s_item = new(TestLedger.Hash(9));
    private static readonly AssetId s_gold = new(s_item.Value);

    [Fact]
    public void Calls_OfTheBank()
    {
        Check(BankProgram.Transfer(s_one, s_two, AssetId.Aic, 5), new(s_one, s_two, AssetId.Aic, 5, false));
        Check(BankProgram.Withdraw(s_one, AssetId.Swr, 6), new(s_one, null, AssetId.Swr, 6, false));
        Check(BankProgram.Deposit(s_two, AssetId.Swr, 7), new(null, s_two, AssetId.Swr, 7, false));
    }

    [Fact]
    public void Calls_OfAssets()
    {
        Check(AssetCalls.Create(s_one, 3, s_two, 2, [65]), new(null, s_two, default, 0, true));
        Check(AssetCalls.Mint(s_one, s_gold, s_two, 8), new(null, s_two, s_gold, 8, true));
        Check(AssetCalls.Burn(s_one, s_gold, 9), new(s_one, null, s_gold, 9, true));
    }

    [Fact]
    public void Calls_OfObjects()
    {
        Check(ObjectCalls.Create(s_one, 3, ObjectKind.FirstFree, s_two, [1]), new(null, s_two, default, 0, true));
        Check(ObjectCalls.Transfer(s_one, s_item, s_two), new(null, s_two, default, 0, true));
        Check(ObjectCalls.Update(s_one, s_item, [2]), new(null, null, default, 0, true));
        Check(ObjectCalls.Delete(s_one, s_item), new(null, null, default, 0, true));
    }

    [Fact]
    public void Calls_OfContracts_AndMalformedOnes_AreNotRead()
    {
        ProgramCall invoke = ContractCalls.Invoke(s_item, "run", [], 10);
        ProgramCall deploy = ContractCalls.Deploy(s_one, 1, s_item, s_two, [], 10);
        ProgramCall admin = ContractCalls.SetAdmin(s_one, s_item, s_two);
        ProgramCall broken = BankProgram.Deposit(s_one, AssetId.Swr, 1);
        broken = broken with { Arguments = broken.Arguments[1..] };
        foreach (ProgramCall call in new[] { invoke, deploy, admin, broken })
        {
            Assert.False(CallParties.TryRead(call, out _));
        }
        Assert.Equal(
            [true, true, false, false],
            new[] { invoke, deploy, admin, broken }.Select(CallParties.RunsContracts));
        Assert.Equal(
            [false, true, true, true],
            new[] { invoke, deploy, admin, broken }.Select(call => CallParties.IsNative(call.Program)));
    }

    private static void Check(ProgramCall call, CallParties expected)
    {
        Assert.True(CallParties.TryRead(call, out CallParties parties));
        Assert.Equal(expected, parties);
        Assert.True(CallParties.IsNative(call.Program));
        Assert.False(CallParties.RunsContracts(call));
    }
}
