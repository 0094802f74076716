using Aether.Consensus.Slashing;
using Aether.Consensus.Votes;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.TestKit.Generators;
using Aether.TestKit.Simulation;
using Xunit;

namespace Aether.UnitTests.Consensus.Slashing;

public sealed class EvidenceCheckerTests
{
    private readonly VoteForge _forge = new(10, 10, 10, 10);
    private readonly EvidenceChecker _checker;
    private readonly Proposal _first;
    private readonly Proposal _other;
    private readonly QuorumCertificate _certificate;
    private readonly Proposal _second;

    public EvidenceCheckerTests()
    {
        _checker = new EvidenceChecker(_forge.Genesis.Validators, _forge.Root, _forge.Crypto);
        _first = _forge.Block(_forge.GenesisHeader, _forge.Root, 1);
        _other = _forge.Sign(
            _first.Header with { TimestampMs = _first.Header.TimestampMs + 1 }, _first.Payload);
        _certificate = _forge.Certificate(VoteKind.Prevote, _first.Header, 0, 1, 2);
        _second = _forge.Block(_first.Header, _certificate, 2);
    }

    [Fact]
    public void DoubleProposal_ConvictsItsProposer()
    {
        Evidence evidence = EvidenceParts.DoubleProposal(_first.SignedHeader, _other.SignedHeader);

        Assert.Equal(evidence, EvidenceParts.DoubleProposal(_other.SignedHeader, _first.SignedHeader));
        AssertConvicts(evidence, EvidenceKind.DoubleProposal, 1, _first.Header.Proposer);
    }

    [Fact]
    public void DoubleProposal_NearMisses()
    {
        DoubleProposal part = EvidenceParts.DoubleProposal(_first.SignedHeader, _other.SignedHeader).DoubleProposal!;
        Header header = _other.Header;
        ushort stranger = (ushort)((header.Proposer + 1) % 4);

        AssertRefused(EvidenceError.SameBlock, EvidenceParts.DoubleProposal(_first.SignedHeader, _first.SignedHeader));
        AssertRefused(EvidenceError.NotOrdered, Evidence.Of(new DoubleProposal(part.Second, part.First)));
        AssertRefused(EvidenceError.ViewsDiffer, Proposals(header with { View = 2 }));
        AssertRefused(EvidenceError.EpochsDiffer, Proposals(header with { Epoch = 1 }));
        AssertRefused(EvidenceError.ProposersDiffer, Proposals(header with { Proposer = stranger }));
        SignedHeader unknown = new(_first.Header with { Proposer = 9 }, 0, []);
        SignedHeader unknownToo = new(header with { Proposer = 9 }, 0, []);
        AssertRefused(EvidenceError.UnknownProposer, EvidenceParts.DoubleProposal(unknown, unknownToo));
        SignedHeader later = new(_first.Header with { Epoch = 1 }, 0, []);
        SignedHeader laterToo = new(header with { Epoch = 1 }, 0, []);
        AssertRefused(EvidenceError.WrongEpoch, EvidenceParts.DoubleProposal(later, laterToo));
        AssertRefused(
            EvidenceError.FirstSignature,
            Evidence.Of(part with { First = part.First with { KesSignature = part.Second.KesSignature } }));
        AssertRefused(
            EvidenceError.SecondSignature,
            Evidence.Of(part with { Second = part.Second with { KesSignature = part.First.KesSignature } }));
        AssertRefused(EvidenceError.Empty, new Evidence());
    }

    [Theory]
    [InlineData(VoteKind.Prevote, EvidenceKind.DoublePrevote)]
    [InlineData(VoteKind.Precommit, EvidenceKind.DoublePrecommit)]
    public void DoubleVote_ConvictsWhoIsInBoth(VoteKind kind, EvidenceKind expected)
    {
        Vote one = _forge.Vote(kind, 1, _first.Hash, 2);
        Vote two = _forge.Vote(kind, 1, _other.Hash, 2);
        QuorumCertificate many = _forge.Certificate(kind, _first.Header, 0, 1, 2);
        QuorumCertificate others = _forge.Certificate(kind, _other.Header, 1, 2, 3);

        AssertConvicts(EvidenceParts.DoubleVote(Single(one), Single(two)), expected, 1, 2);
        AssertConvicts(EvidenceParts.DoubleVote(many, Single(two)), expected, 1, 2);
        AssertConvicts(EvidenceParts.DoubleVote(others, many), expected, 1, 1, 2);
    }

    [Fact]
    public void DoubleVote_NearMisses()
    {
        QuorumCertificate one = _forge.Certificate(VoteKind.Prevote, _first.Header, 0, 1);
        QuorumCertificate two = _forge.Certificate(VoteKind.Prevote, _other.Header, 1, 2);

        AssertRefused(EvidenceError.SameBlock, EvidenceParts.DoubleVote(one, _certificate));
        AssertRefused(EvidenceError.WrongKind, EvidenceParts.DoubleVote(one, two with { Kind = VoteKind.Precommit }));
        AssertRefused(EvidenceError.ViewsDiffer, EvidenceParts.DoubleVote(one, two with { View = 2 }));
        AssertRefused(EvidenceError.EpochsDiffer, EvidenceParts.DoubleVote(one, two with { Epoch = 1 }));
        AssertRefused(
            EvidenceError.WrongEpoch, EvidenceParts.DoubleVote(one with { Epoch = 1 }, two with { Epoch = 1 }));
        DoubleVote part = EvidenceParts.DoubleVote(one, two).DoubleVote!;
        AssertRefused(EvidenceError.NotOrdered, Evidence.Of(new DoubleVote(part.Second, part.First)));
        AssertRefused(
            EvidenceError.NobodySignedBoth,
            EvidenceParts.DoubleVote(one, _forge.Certificate(VoteKind.Prevote, _other.Header, 2, 3)));
        foreach (byte[] bitmap in new byte[][] { [], [0], [0b10011], [0b0011, 0] })
        {
            AssertRefused(EvidenceError.BadBitmap, EvidenceParts.DoubleVote(one with { Bitmap = bitmap }, two));
            AssertRefused(EvidenceError.BadBitmap, EvidenceParts.DoubleVote(one, two with { Bitmap = bitmap }));
        }
        AssertRefused(
            EvidenceError.FirstSignature, Evidence.Of(part with { First = part.First with { Signature = default } }));
        AssertRefused(
            EvidenceError.SecondSignature,
            Evidence.Of(part with { Second = part.Second with { Bitmap = [0b1111] } }));
    }

    [Fact]
    public void Amnesia_OfPrecommits_ConvictsWhoForgotTheView()
    {
        QuorumCertificate commit = _forge.Certificate(VoteKind.Precommit, _second.Header, 0, 1, 2);
        TimeoutCertificate timeouts = Timeouts(5, (0, 0), (1, 1), (2, 2), (3, 0));

        AssertConvicts(EvidenceParts.Amnesia(commit, null, timeouts), EvidenceKind.Amnesia, 2, 0, 1);
        AssertConvicts(EvidenceParts.Amnesia(commit, null, Single(Timeout(2, 0, 1))), EvidenceKind.Amnesia, 2, 1);
        Vote vote = _forge.Vote(VoteKind.Precommit, 2, _second.Hash, 3);
        AssertConvicts(EvidenceParts.Amnesia(Single(vote), null, timeouts), EvidenceKind.Amnesia, 2, 3);
    }

    [Fact]
    public void Amnesia_OfPrevotes_ConvictsWhoForgotWhatTheHeaderBuildsOn()
    {
        QuorumCertificate prevotes = _forge.Certificate(VoteKind.Prevote, _second.Header, 0, 1, 2);
        TimeoutCertificate timeouts = Timeouts(2, (0, 0), (1, 1), (3, 0));

        AssertConvicts(EvidenceParts.Amnesia(prevotes, _second.Header, timeouts), EvidenceKind.Amnesia, 2, 0);
    }

    [Fact]
    public void Amnesia_NearMisses()
    {
        QuorumCertificate commit = _forge.Certificate(VoteKind.Precommit, _second.Header, 0, 1, 2);
        QuorumCertificate prevotes = _forge.Certificate(VoteKind.Prevote, _second.Header, 0, 1, 2);
        TimeoutCertificate timeouts = Timeouts(2, (0, 0), (1, 1));
        Amnesia part = EvidenceParts.Amnesia(commit, null, timeouts).Amnesia!;

        // A prevote and then a timeout of the same view, which reports what the prevote locked on, is the rule.
        AssertRefused(
            EvidenceError.LockKept, EvidenceParts.Amnesia(prevotes, _second.Header, Timeouts(2, (0, 1), (1, 1))));
        AssertRefused(EvidenceError.LockKept, EvidenceParts.Amnesia(commit, null, Timeouts(3, (0, 2), (1, 2))));
        AssertRefused(EvidenceError.TimeoutBeforeVote, EvidenceParts.Amnesia(commit, null, Timeouts(1, (0, 0))));
        AssertRefused(EvidenceError.NobodySignedBoth, EvidenceParts.Amnesia(commit, null, Timeouts(2, (3, 0))));
        AssertRefused(EvidenceError.NobodySignedBoth, EvidenceParts.Amnesia(commit, null, Timeouts(4, (3, 0), (0, 3))));
        AssertRefused(EvidenceError.WrongKind, EvidenceParts.Amnesia(commit, _second.Header, timeouts));
        AssertRefused(EvidenceError.WrongKind, EvidenceParts.Amnesia(prevotes, null, timeouts));
        AssertRefused(EvidenceError.HeaderMismatch, EvidenceParts.Amnesia(prevotes, _first.Header, timeouts));
        AssertRefused(
            EvidenceError.EpochsDiffer, EvidenceParts.Amnesia(commit, null, timeouts with { Epoch = 1 }));
        AssertRefused(
            EvidenceError.WrongEpoch,
            EvidenceParts.Amnesia(commit with { Epoch = 1 }, null, timeouts with { Epoch = 1 }));
        AssertRefused(
            EvidenceError.NotMinimal,
            Evidence.Of(part with { Timeouts = timeouts with { HighCertificate = _certificate } }));
        AssertRefused(
            EvidenceError.BadBitmap, EvidenceParts.Amnesia(commit with { Bitmap = [0b10001] }, null, timeouts));
        AssertRefused(EvidenceError.FirstSignature, EvidenceParts.Amnesia(commit with { View = 1 }, null, timeouts));
        AssertRefused(
            EvidenceError.SecondSignature, EvidenceParts.Amnesia(commit, null, timeouts with { View = 3 }));
    }

    [Fact]
    public void Amnesia_BadGroups_AreRefused()
    {
        QuorumCertificate commit = _forge.Certificate(VoteKind.Precommit, _second.Header, 0, 1, 2);
        TimeoutCertificate good = Timeouts(2, (0, 0), (1, 1));

        AssertRefused(EvidenceError.BadGroups, Groups());
        AssertRefused(EvidenceError.BadGroups, Groups(good.Groups[1], good.Groups[0]));
        AssertRefused(EvidenceError.BadGroups, Groups(good.Groups[0], good.Groups[0] with { HighView = 1 }));
        AssertRefused(EvidenceError.BadBitmap, Groups(good.Groups[0], good.Groups[1] with { Bitmap = [0] }));
        AssertRefused(EvidenceError.BadGroups, Groups(good.Groups[0]));

        Evidence Groups(params TimeoutGroup[] groups) =>
            EvidenceParts.Amnesia(commit, null, good with { Groups = groups });
    }

    [Fact]
    public void InvalidVote_ConvictsWhoVotedForAHeaderThatNoRuleAllows()
    {
        TimeoutCertificate old = _forge.TimeoutCertificate(2, _certificate, 0, 1, 2);
        Header parent = _first.Header;
        Header good = _forge.Block(parent, _certificate, 3, old).Header;
        Header[] forbidden =
        [
            good with { Timeout = null },
            good with { View = 4 },
            good with { ParentHash = _other.Hash },
            good with { Justify = _certificate with { Kind = VoteKind.Precommit } },
            good with { Justify = _certificate with { Bitmap = [0b0011] } },
            good with { Justify = _certificate with { Signature = default } },
            good with { Justify = _forge.Root, ParentHash = _forge.GenesisHeader.Hash },
            good with { Timeout = old with { Signature = default } },
            good with { Timeout = _forge.TimeoutCertificate(2, _certificate, 0, 1) },
        ];
        foreach (Header header in forbidden)
        {
            AssertConvicts(
                EvidenceParts.InvalidVote(_forge.Certificate(VoteKind.Prevote, header, 1, 3), header),
                EvidenceKind.InvalidVote,
                header.View,
                1,
                3);
        }
        AssertRefused(
            EvidenceError.ValidVote,
            EvidenceParts.InvalidVote(_forge.Certificate(VoteKind.Prevote, good, 1, 3), good));
    }

    [Fact]
    public void InvalidVote_ForAnotherViewThanTheHeaders_Convicts()
    {
        QuorumCertificate vote = Single(_forge.Vote(VoteKind.Prevote, 7, _first.Hash, 2));

        AssertConvicts(EvidenceParts.InvalidVote(vote, _first.Header), EvidenceKind.InvalidVote, 7, 2);
    }

    [Fact]
    public void InvalidVote_NearMisses()
    {
        Header header = _second.Header with { Justify = _certificate with { Signature = default } };
        QuorumCertificate vote = _forge.Certificate(VoteKind.Prevote, header, 1);

        AssertRefused(EvidenceError.HeaderMismatch, EvidenceParts.InvalidVote(vote, _second.Header));
        AssertRefused(EvidenceError.WrongEpoch, EvidenceParts.InvalidVote(vote with { Epoch = 1 }, header));
        AssertRefused(
            EvidenceError.WrongKind, EvidenceParts.InvalidVote(vote with { Kind = VoteKind.Precommit }, header));
        AssertRefused(EvidenceError.BadBitmap, EvidenceParts.InvalidVote(vote with { Bitmap = [] }, header));
        AssertRefused(EvidenceError.FirstSignature, EvidenceParts.InvalidVote(vote with { Bitmap = [1] }, header));
    }

    [Fact]
    public void EveryKind_SurvivesItsEncoding_AndCostsOneCheckPerSide()
    {
        CountingCrypto crypto = new(_forge.Crypto);
        EvidenceChecker checker = new(_forge.Genesis.Validators, _forge.Root, crypto);
        QuorumCertificate commit = _forge.Certificate(VoteKind.Precommit, _second.Header, 0, 1, 2);
        Evidence[] all =
        [
            EvidenceParts.DoubleProposal(_first.SignedHeader, _other.SignedHeader),
            EvidenceParts.DoubleVote(_certificate, _forge.Certificate(VoteKind.Prevote, _other.Header, 1, 2)),
            EvidenceParts.Amnesia(commit, null, Timeouts(5, (0, 0), (1, 1))),
        ];
        foreach (Evidence evidence in all)
        {
            Assert.True(Ace.TryDecode(Ace.Encode(evidence), out Evidence decoded, out _));
            Assert.Equal(EvidenceError.None, checker.Check(decoded, out Conviction[] convictions));
            Assert.NotEmpty(convictions);
            Assert.Equal(0u, EvidenceChecker.EpochOf(evidence));
        }
        Assert.Equal((2, 3, 1), (crypto.Headers, crypto.Certificates, crypto.TimeoutCertificates));
    }

    [Fact]
    public void GeneratedEvidence_NeverThrowsAndNeverConvicts()
    {
        SeededRandom random = new(11);
        for (int index = 0; index < 2_000; index++)
        {
            Assert.NotEqual(
                EvidenceError.None, _checker.Check(EvidenceGenerator.Evidence(random, 4), out Conviction[] nobody));
            Assert.Empty(nobody);
        }
    }

    private static QuorumCertificate Single(Vote vote) => EvidenceParts.Aggregate(vote, 4);

    private static TimeoutCertificate Single(TimeoutVote timeout) => EvidenceParts.Aggregate(timeout, 4);

    private TimeoutVote Timeout(ulong view, ulong highView, ushort voter) =>
        _forge.Timeout(view, QuorumCertificate.Root(0, highView, Hash256.Zero), voter);

    private TimeoutCertificate Timeouts(ulong view, params (ushort Voter, ulong HighView)[] votes)
    {
        TimeoutVote[] timeouts = [.. votes.Select(vote => Timeout(view, vote.HighView, vote.Voter))];
        _forge.Crypto.TryAggregate([.. timeouts.Select(timeout => timeout.Signature)], out BlsSignature sum);
        TimeoutGroup[] groups = [.. timeouts.GroupBy(timeout => timeout.HighView).OrderBy(group => group.Key)
            .Select(group => new TimeoutGroup(
                group.Key, [(byte)group.Sum(timeout => 1 << timeout.Voter)]))];
        return new TimeoutCertificate(
            0, view, groups, sum, QuorumCertificate.Root(0, groups[^1].HighView, Hash256.Zero));
    }

    private Evidence Proposals(Header header) => EvidenceParts.DoubleProposal(
        _first.SignedHeader,
        new SignedHeader(header, 0, _forge.Sign(header, []).SignedHeader.KesSignature));

    private void AssertConvicts(Evidence evidence, EvidenceKind kind, ulong view, params ushort[] validators)
    {
        Assert.Equal(EvidenceError.None, _checker.Check(evidence, out Conviction[] convictions));
        Assert.Equal(
            validators.Select(index => new Conviction(_forge.Genesis.Validators[index].Address, 0, kind, view)),
            convictions);
    }

    private void AssertRefused(EvidenceError expected, Evidence evidence)
    {
        Assert.Equal(expected, _checker.Check(evidence, out Conviction[] convictions));
        Assert.Empty(convictions);
    }
}
