using Aether.Core.Types;
using Aether.Execution.Ledger;
using Aether.Execution.Programs;
using Xunit;

namespace Aether.UnitTests.Execution.Ledger;

public sealed class RequiredSignersTests
{
    [Fact]
    public void Match_PayerInputsAndDebits_AreNeededOnce()
    {
        TransactionBody body = TestLedger.Calling(
            TestLedger.Body(0, 0),
            BankProgram.Transfer(TestLedger.Owners[1], TestLedger.Owners[2], AssetId.Swr, 1),
            BankProgram.Withdraw(TestLedger.Owners[3], AssetId.Swr, 1),
            BankProgram.Deposit(TestLedger.Owners[4], AssetId.Swr, 1),
            BankProgram.Withdraw(TestLedger.Owners[0], AssetId.Swr, 1),
            BankProgram.Transfer(TestLedger.Owners[6], TestLedger.Owners[2], AssetId.Swr, 0),
            BankProgram.Withdraw(TestLedger.Owners[7], AssetId.Swr, 1) with { Program = new ProgramId(default) });
        Address[] owners = [TestLedger.Owners[5], TestLedger.Owners[5]];
        Assert.True(RequiredSigners.Match(TestLedger.Sign(body, 0, 1, 3, 5), owners));
        Assert.False(RequiredSigners.Match(TestLedger.Sign(body, 0, 1, 3, 5, 6), owners));
        Assert.False(RequiredSigners.Match(TestLedger.Sign(body, 0, 1, 3), owners));
        Assert.False(RequiredSigners.Match(TestLedger.Sign(body, 0, 1, 3, 4), owners));
    }

    [Fact]
    public void Match_ExactSetOnly_IsTrue()
    {
        TransactionBody body = TestLedger.Body(0, 0);
        Address[] owners = [TestLedger.Owners[1]];
        Assert.True(RequiredSigners.Match(TestLedger.Sign(body, 0, 1), owners));
        Assert.False(RequiredSigners.Match(TestLedger.Sign(body), owners));
        Assert.False(RequiredSigners.Match(TestLedger.Sign(body, 0), owners));
        Assert.False(RequiredSigners.Match(TestLedger.Sign(body, 0, 2), owners));
        Assert.False(RequiredSigners.Match(TestLedger.Sign(body, 0, 1, 2), owners));
    }
}
