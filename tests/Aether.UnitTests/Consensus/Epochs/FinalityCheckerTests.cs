using Aether.Consensus.Epochs;
using Aether.Consensus.HotStuff;
using Aether.Consensus.Votes;
using Aether.Core;
using Aether.Core.Types;
using Xunit;

namespace Aether.UnitTests.Consensus.Epochs;

public sealed class FinalityCheckerTests
{
    private readonly VoteForge _forge = VoteForge.WithShortEpochs(10, 10, 10, 10);
    private readonly EpochTransition _transition;
    private readonly Proposal _closing;
    private readonly Proposal _helper;
    private readonly Proposal _top;
    private readonly FinalityChecker _checker;

    public FinalityCheckerTests()
    {
        _transition = _forge.Transition(3, 0, 4, 5);
        _closing = _forge.Closing(_forge.Chain(7)[^1], 9, _transition);
        _helper = _forge.Helper(_closing, 11);
        _top = _forge.Helper(_helper, 12);
        _checker = new FinalityChecker(_forge.Epoch, new CertificateChecker(
            _forge.Epoch.Validators, _forge.Crypto, new ConsensusRules(), _forge.Root));
    }

    private FinalityProof Commit => new([], Certify(VoteKind.Precommit, _closing), null, null);

    private FinalityProof CommitOfHelper => new([_helper.Header], Certify(VoteKind.Precommit, _helper), null, null);

    private FinalityProof TwoChainOfHelpers => new(
        [_helper.Header], Certify(VoteKind.Prevote, _helper), _top.Header, Certify(VoteKind.Prevote, _top));

    [Fact]
    public void IsFinal_ByACommit_AHelpersCommit_OrTwoHelpersInARow()
    {
        Assert.True(_checker.IsFinal(_closing.Header, Commit));
        Assert.True(_checker.IsFinal(_closing.Header, CommitOfHelper));
        Assert.True(_checker.IsFinal(_closing.Header, TwoChainOfHelpers));
    }

    [Fact]
    public void IsFinal_EverythingElseIsRefused()
    {
        Header closing = _closing.Header;
        QuorumCertificate weak = _forge.Certificate(VoteKind.Precommit, closing, 0, 1);
        FinalityProof[] bad =
        [
            Commit with { Certificate = weak },
            Commit with { Certificate = _forge.Root },
            Commit with { Certificate = Certify(VoteKind.Prevote, _closing) },
            Commit with { Certificate = Certify(VoteKind.Precommit, _helper) },
            Commit with { Child = _helper.Header },
            CommitOfHelper with { Path = [_top.Header] },
            CommitOfHelper with { Path = [] },
            CommitOfHelper with { Path = [.. Enumerable.Repeat(_helper.Header, Limits.Block.MaxFinalityPath + 1)] },
            TwoChainOfHelpers with { ChildCertificate = Certify(VoteKind.Precommit, _top) },
            TwoChainOfHelpers with { ChildCertificate = null },
            TwoChainOfHelpers with { Child = null },
            // The closing block and the helper above it are two views apart.
            new([], Certify(VoteKind.Prevote, _closing), _helper.Header, Certify(VoteKind.Prevote, _helper)),
        ];

        Assert.All(bad, proof => Assert.False(_checker.IsFinal(closing, proof)));
        Assert.False(_checker.IsFinal(closing with { Epoch = 1 }, Commit));
        Assert.False(_checker.IsFinal(_helper.Header, Commit));
    }

    [Fact]
    public void Follow_ShowsTheNextEpoch()
    {
        EpochContext? next = Follow(new EpochProof(_closing.Header, _transition, Commit));

        Assert.Equal((1U, 9UL, 17UL), (next?.Epoch, next?.RootView, next?.EndView));
        Assert.Equal(_transition.Validators.ComputeHash(), next?.Validators.ComputeHash());
    }

    [Fact]
    public void Follow_OtherTransition_OrABlockThatDoesNotClose_IsRefused()
    {
        Proposal early = _forge.Chain(7)[^1];
        FinalityProof ofEarly = new([], Certify(VoteKind.Precommit, early), null, null);
        FinalityProof ofHelper = new([], Certify(VoteKind.Precommit, _helper), null, null);

        Assert.Null(Follow(new EpochProof(_closing.Header, _forge.Transition(3, 1, 4, 5), Commit)));
        Assert.Null(Follow(new EpochProof(_closing.Header, _transition with { Randomness = early.Hash }, Commit)));
        Assert.Null(Follow(new EpochProof(_closing.Header, _transition with { Epoch = 2 }, Commit)));
        Assert.Null(Follow(new EpochProof(_closing.Header with { Epoch = 1 }, _transition, Commit)));
        Assert.Null(Follow(new EpochProof(early.Header, _transition, ofEarly)));
        Assert.Null(Follow(new EpochProof(_helper.Header, _transition, ofHelper)));
        Assert.Null(Follow(new EpochProof(_closing.Header, _transition, ofHelper)));
    }

    private EpochContext? Follow(EpochProof proof) => _checker.Follow(_forge.Genesis.Parameters, proof);

    private QuorumCertificate Certify(VoteKind kind, Proposal block) =>
        _forge.Certificate(kind, block.Header, 0, 1, 3);
}
