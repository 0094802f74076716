using Aether.Core.Types;
using Aether.Execution.Ledger;
using Aether.Execution.Programs;
using Xunit;

namespace Aether.UnitTests.Execution.Ledger;

public sealed class RequiredSignersTests
{
    [Fact]
    public void Of_PayerInputsAndDebits_AreNamedOnce()
    {
        TransactionBody body = TestLedger.Calling(
            TestLedger.Body(0, 0),
            BankProgram.Transfer(TestLedger.Owners[1], TestLedger.Owners[2], AssetId.Swr, 1),
            BankProgram.Withdraw(TestLedger.Owners[3], AssetId.Swr, 1),
            BankProgram.Deposit(TestLedger.Owners[4], AssetId.Swr, 1),
            BankProgram.Withdraw(TestLedger.Owners[0], AssetId.Swr, 1),
            BankProgram.Transfer(TestLedger.Owners[6], TestLedger.Owners[2], AssetId.Swr, 0),
            BankProgram.Withdraw(TestLedger.Owners[7], AssetId.Swr, 1) with { Program = new ProgramId(default) });
        SortedSet<Address> signers = RequiredSigners.Of(body, [TestLedger.Owners[5], TestLedger.Owners[5]]);
        Assert.Equal(new[] { 0, 1, 3, 5 }.Select(index => TestLedger.Owners[index]).Order(), signers);
    }

    [Fact]
    public void Match_ExactSetOnly_IsTrue()
    {
        SortedSet<Address> required = [TestLedger.Owners[0], TestLedger.Owners[1]];
        TransactionBody body = TestLedger.Body(0, 0);
        Assert.True(RequiredSigners.Match(TestLedger.Sign(body, 0, 1), required));
        Assert.False(RequiredSigners.Match(TestLedger.Sign(body), required));
        Assert.False(RequiredSigners.Match(TestLedger.Sign(body, 0), required));
        Assert.False(RequiredSigners.Match(TestLedger.Sign(body, 0, 2), required));
        Assert.False(RequiredSigners.Match(TestLedger.Sign(body, 0, 1, 2), required));
    }
}
