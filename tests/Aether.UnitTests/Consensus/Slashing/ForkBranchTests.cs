using Aether.Consensus.Slashing;
using Aether.Core.Types;
using Xunit;

namespace Aether.UnitTests.Consensus.Slashing;

public sealed class ForkBranchTests
{
    private readonly VoteForge _forge = new(10, 10, 10, 10);
    private readonly EvidenceChecker _checker;
    private readonly Header _first;
    private readonly Header _second;
    private readonly QuorumCertificate _quorum;
    private readonly QuorumCertificate _child;

    public ForkBranchTests()
    {
        _checker = new EvidenceChecker(_forge.Genesis.Validators, _forge.Root, _forge.Crypto);
        _first = _forge.Block(_forge.GenesisHeader, _forge.Root, 1).Header;
        _quorum = _forge.Certificate(VoteKind.Prevote, _first, 0, 1, 2);
        _second = _forge.Block(_first, _quorum, 2).Header;
        _child = _forge.Certificate(VoteKind.Prevote, _second, 1, 2, 3);
    }

    [Fact]
    public void PathAndTwoChain_GiveTheCertificatesOfEveryBlock()
    {
        QuorumCertificate commit = _forge.Certificate(VoteKind.Precommit, _second, 0, 1, 2);

        Assert.Equal(ForkError.None, Create(new FinalityProof([_second], commit, null, null), null, out var path));
        Assert.Equal(ForkError.None, Create(new FinalityProof([], _quorum, _second, _child), null, out var chain));

        Assert.Equal((_second, commit), (path.Certified, path.Commit));
        Assert.Equal((_quorum, null), (path.QuorumOf(0), path.QuorumOf(1)));
        Assert.Equal((_first, _second, _child), (chain.Certified, chain.Child, chain.ChildQuorum));
        Assert.Equal((_quorum, null), (chain.QuorumOf(0), chain.Commit));
    }

    [Fact]
    public void WhatIsNotFinal_IsRefused()
    {
        Header late = _second with { View = 3 };
        QuorumCertificate lateQuorum = _forge.Certificate(VoteKind.Prevote, late, 1, 2, 3);
        QuorumCertificate commit = _forge.Certificate(VoteKind.Precommit, _first, 0, 1, 2);
        FinalityProof[] proofs =
        [
            new([], _quorum, late, lateQuorum),
            new([], _quorum, _second, null),
            new([], _quorum, null, null),
            new([], _quorum, _second, _child with { Kind = VoteKind.Precommit }),
            new([], _quorum, _second, _child with { Bitmap = [0b0110] }),
            new([], commit, _second, _child),
            new([], commit with { View = 2 }, null, null),
            new([], _forge.Root, _first, _quorum),
        ];
        Assert.All(proofs, proof => Assert.Equal(ForkError.NotFinal, Create(proof, null, out _)));
        FinalityProof good = new([], commit, null, null);
        Assert.Equal(ForkError.None, Create(good, _quorum, out ForkBranch branch));
        Assert.Equal(_quorum, branch.QuorumOf(0));
        Assert.Equal(ForkError.NotFinal, Create(good, _child, out _));
        Assert.Equal(ForkError.NotFinal, Create(good, commit, out _));
    }

    private ForkError Create(FinalityProof proof, QuorumCertificate? quorum, out ForkBranch branch) =>
        ForkBranch.TryCreate(_checker, _forge.GenesisHeader, new ForkSide([_first], proof, quorum), out branch);
}
