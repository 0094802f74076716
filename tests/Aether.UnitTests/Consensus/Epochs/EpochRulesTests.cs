using Aether.Consensus.Epochs;
using Aether.Core.Types;
using Xunit;

namespace Aether.UnitTests.Consensus.Epochs;

public sealed class EpochRulesTests
{
    private readonly VoteForge _forge = VoteForge.WithShortEpochs(10, 10, 10, 10);

    [Theory]
    [InlineData(1, 0, BlockRole.Ordinary)]
    [InlineData(7, 6, BlockRole.Ordinary)]
    [InlineData(8, 7, BlockRole.Closing)]
    [InlineData(8, 0, BlockRole.Closing)]
    [InlineData(30, 7, BlockRole.Closing)]
    [InlineData(9, 8, BlockRole.Helper)]
    [InlineData(30, 11, BlockRole.Helper)]
    public void RoleOf_IsDecidedByTheViewsOfTheBlockAndItsParent(ulong view, ulong justify, BlockRole role) =>
        Assert.Equal(role, EpochRules.RoleOf(_forge.Epoch, view, justify));

    [Fact]
    public void RoleOf_Headers()
    {
        Proposal last = _forge.Chain(7)[^1];
        Proposal closing = _forge.Closing(last, 9, _forge.Transition(1, 1, 1, 1));
        Proposal helper = _forge.Helper(closing, 10);

        Assert.Equal(BlockRole.Ordinary, EpochRules.RoleOf(_forge.Epoch, last.Header));
        Assert.True(EpochRules.IsClosing(_forge.Epoch, closing.Header));
        Assert.False(EpochRules.IsHelper(_forge.Epoch, closing.Header));
        Assert.True(EpochRules.IsHelper(_forge.Epoch, helper.Header));
        Assert.False(EpochRules.IsClosing(_forge.Epoch, helper.Header));
    }

    [Fact]
    public void HasProofWhereDue_OnlyTheFirstHeaderOfALaterEpochCarriesOne()
    {
        Proposal closing = _forge.Closing(_forge.Chain(7)[^1], 8, _forge.Transition(1, 1, 1, 1));
        FinalityProof proof = new([], _forge.Certificate(VoteKind.Precommit, closing.Header, 0, 1, 2), null, null);
        VoteForge next = _forge.Next(EpochContext.After(
            _forge.Genesis.Parameters, closing.Header, _forge.Transition(1, 1, 1, 1), proof));
        Header first = next.Chain(10)[0].Header;
        Header second = next.Chain(10)[1].Header;
        Header genesisChild = _forge.Chain(1)[0].Header;

        Assert.True(EpochRules.IsFirst(first));
        Assert.True(EpochRules.HasProofWhereDue(next.Epoch, first));
        Assert.False(EpochRules.HasProofWhereDue(next.Epoch, first with { EpochProof = null }));
        Assert.True(EpochRules.HasProofWhereDue(next.Epoch, second));
        Assert.False(EpochRules.HasProofWhereDue(next.Epoch, second with { EpochProof = proof }));
        Assert.True(EpochRules.HasProofWhereDue(_forge.Epoch, genesisChild));
        Assert.False(EpochRules.HasProofWhereDue(_forge.Epoch, genesisChild with { EpochProof = proof }));
    }
}
