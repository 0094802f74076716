using Aether.Core.Types;
using Aether.Execution.Ledger;
using Xunit;

namespace Aether.UnitTests.Execution.Ledger;

public sealed class BlockContextTests
{
    [Fact]
    public void Of_AHeader_NamesItsProposersAccount()
    {
        ValidatorSet validators = TestLedger.Genesis.Validators;
        Header header = GenesisBlock.CreateHeader(TestLedger.Genesis, default) with
        {
            View = 8,
            Height = 3,
            Proposer = 2,
            BaseFee = 5,
        };
        Assert.Equal(new BlockContext(8, 3, validators[2].Address, 5), BlockContext.Of(header, validators));
    }
}
