using Aether.Core.Types;
using Aether.Execution.Programs;
using Xunit;

namespace Aether.UnitTests.Execution.Programs;

public sealed class BankProgramTests
{
    private static readonly Address s_from = TestLedger.Owners[0];
    private static readonly Address s_to = TestLedger.Owners[1];

    [Fact]
    public void TryParse_ItsOwnCalls_GivesTheirParts()
    {
        Check(BankProgram.Transfer(s_from, s_to, AssetId.Swr, 7), new BankCall(s_from, s_to, AssetId.Swr, 7));
        Check(BankProgram.Withdraw(s_from, AssetId.Aic, 8), new BankCall(s_from, null, AssetId.Aic, 8));
        Check(
            BankProgram.Deposit(s_to, AssetId.Swr, UInt128.MaxValue),
            new BankCall(null, s_to, AssetId.Swr, UInt128.MaxValue));
    }

    [Fact]
    public void TryParse_AnyLengthAndMethod_AcceptsOnlyTheExactForm()
    {
        Random random = new(1);
        for (int method = 0; method <= 5; method++)
        {
            int expected = method switch { 0 => 112, 1 or 2 => 80, _ => -1 };
            for (int length = 0; length <= 200; length++)
            {
                byte[] arguments = new byte[length];
                random.NextBytes(arguments);
                ProgramCall call = new(ProgramId.Bank, (ushort)method, arguments, 0);
                Assert.Equal(length == expected, BankProgram.TryParse(call, out _));
            }
        }
        Assert.False(BankProgram.TryParse(new ProgramCall(ProgramId.Bank, ushort.MaxValue, new byte[80], 0), out _));
    }

    [Fact]
    public void TryParse_NoAmount_IsRefused() =>
        Assert.False(BankProgram.TryParse(BankProgram.Transfer(s_from, s_to, AssetId.Swr, 0), out _));

    private static void Check(ProgramCall call, BankCall expected)
    {
        Assert.True(BankProgram.TryParse(call, out BankCall parsed));
        Assert.Equal(expected, parsed);
        Assert.Equal(BankProgram.CallGas, call.Gas);
    }
}
