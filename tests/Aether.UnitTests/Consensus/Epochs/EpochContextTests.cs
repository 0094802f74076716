using Aether.Consensus.Epochs;
using Aether.Core.Diagnostics;
using Aether.Core.Types;
using Xunit;

namespace Aether.UnitTests.Consensus.Epochs;

public sealed class EpochContextTests
{
    private readonly VoteForge _forge = VoteForge.WithShortEpochs(10, 10, 10, 10);

    [Fact]
    public void First_IsTheGenesisSet_FromBlockZero()
    {
        EpochContext first = _forge.Epoch;

        Assert.Equal((0U, 0UL, 8UL), (first.Epoch, first.RootView, first.EndView));
        Assert.Equal(_forge.GenesisHeader.Hash, first.RootHash);
        Assert.Same(_forge.Genesis.Validators, first.Validators);
        Assert.Null(first.ToProof());
        Assert.Equal(QuorumCertificate.Root(0, 0, first.RootHash), first.RootCertificate);
    }

    [Fact]
    public void After_TakesEverythingFromTheClosingBlock()
    {
        Proposal closing = _forge.Closing(_forge.Chain(7)[^1], 11, _forge.Transition(5, 0, 6, 7));
        FinalityProof proof = new([], _forge.Certificate(VoteKind.Precommit, closing.Header, 0, 1, 2), null, null);
        EpochTransition transition = _forge.Transition(5, 0, 6, 7);

        EpochContext next = EpochContext.After(_forge.Genesis.Parameters, closing.Header, transition, proof);

        // The end counts from the view of the root, not from where the epoch before should have ended.
        Assert.Equal((1U, 11UL, 19UL), (next.Epoch, next.RootView, next.EndView));
        Assert.Equal(QuorumCertificate.Root(1, 11, closing.Hash), next.RootCertificate);
        Assert.Equal(3, next.Validators.Count);
        Assert.Equal(transition.ComputeHash(), next.Transition.ComputeHash());
        Assert.Equal(new EpochProof(closing.Header, next.Transition, proof).Closing, next.ToProof()?.Closing);
    }

    [Fact]
    public void After_TransitionOfAnotherEpoch_IsABrokenInvariant()
    {
        Proposal closing = _forge.Closing(_forge.Chain(7)[^1], 8, _forge.Transition(5, 0, 6, 7));
        FinalityProof proof = new([], _forge.Certificate(VoteKind.Precommit, closing.Header, 0, 1, 2), null, null);
        EpochTransition other = _forge.Transition(1, 1, 1, 1) with { Epoch = 2 };

        Assert.Throws<InvariantViolationException>(
            () => EpochContext.After(_forge.Genesis.Parameters, closing.Header, other, proof));
    }

    [Fact]
    public void After_ViewsNearTheEnd_DoNotWrap()
    {
        Header closing = _forge.Closing(_forge.Chain(7)[^1], 8, _forge.Transition(1)).Header with
        {
            View = ulong.MaxValue - 3,
        };
        FinalityProof proof = new([], _forge.Root, null, null);

        EpochContext next = EpochContext.After(_forge.Genesis.Parameters, closing, _forge.Transition(1), proof);

        Assert.Equal(ulong.MaxValue, next.EndView);
    }
}
