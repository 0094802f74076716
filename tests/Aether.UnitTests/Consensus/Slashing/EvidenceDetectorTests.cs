using Aether.Consensus.HotStuff;
using Aether.Consensus.Slashing;
using Aether.Consensus.Votes;
using Aether.Core;
using Aether.Core.Types;
using Xunit;

namespace Aether.UnitTests.Consensus.Slashing;

public sealed class EvidenceDetectorTests
{
    private readonly VoteForge _forge = new(10, 10, 10, 10);
    private readonly CountingCrypto _crypto;
    private readonly VoteTally _votes;
    private readonly TimeoutTally _timeouts;
    private readonly Dictionary<Hash256, Header> _headers = [];
    private readonly EvidenceDetector _detector;
    private readonly EvidenceChecker _checker;
    private readonly Proposal _first;
    private readonly QuorumCertificate _certificate;
    private readonly Proposal _second;
    private readonly Proposal _other;

    public EvidenceDetectorTests()
    {
        _crypto = new CountingCrypto(_forge.Crypto);
        _votes = new VoteTally(_forge.Genesis.Validators, _crypto, new ConsensusRules());
        _timeouts = new TimeoutTally(_forge.Genesis.Validators, _crypto, new ConsensusRules());
        _detector = new EvidenceDetector(_votes, _timeouts, _headers.GetValueOrDefault, 4);
        _checker = new EvidenceChecker(_forge.Genesis.Validators, _forge.Root, _forge.Crypto);
        _first = _forge.Block(_forge.GenesisHeader, _forge.Root, 1);
        _certificate = _forge.Certificate(VoteKind.Prevote, _first.Header, 0, 1, 2);
        _second = _forge.Block(_first.Header, _certificate, 2);
        _other = _forge.Sign(_second.Header with { TimestampMs = 9 }, _second.Payload);
        foreach (Proposal block in new[] { _first, _second, _other })
        {
            _headers.Add(block.Hash, block.Header);
        }
    }

    [Fact]
    public void HonestTraffic_ContradictsNothing_AndCostsNoCheck()
    {
        for (ushort voter = 0; voter < 2; voter++)
        {
            Vote(VoteKind.Prevote, _first.Header, voter);
            Vote(VoteKind.Prevote, _second.Header, voter);
            Vote(VoteKind.Precommit, _first.Header, voter);
        }
        _detector.OnCertificate(_certificate);
        _detector.OnHeader(_second.Header);
        TimeoutCertificate timeouts = _forge.TimeoutCertificate(2, _certificate, 0, 1, 2);
        _detector.OnTimeoutCertificate(timeouts);
        Timeout(2, _certificate, 0);

        Assert.Empty(_detector.Drain());
        Assert.Equal((0, 0), (_crypto.Votes, _crypto.Timeouts));
    }

    [Fact]
    public void VoteAgainstACertificate_InBothOrders_IsFound()
    {
        Vote(VoteKind.Prevote, _other.Header, 1);
        _detector.OnCertificate(_forge.Certificate(VoteKind.Prevote, _second.Header, 0, 1, 2));
        AssertFound(EvidenceKind.DoublePrevote, 1);

        Vote(VoteKind.Prevote, _other.Header, 2);
        AssertFound(EvidenceKind.DoublePrevote, 2);
    }

    [Fact]
    public void TwoCertificatesOfAView_AreFound()
    {
        _detector.OnCertificate(_forge.Certificate(VoteKind.Precommit, _second.Header, 0, 1, 2));
        _detector.OnCertificate(_forge.Certificate(VoteKind.Precommit, _second.Header, 0, 1, 3));
        Assert.False(_detector.HasFound);

        _detector.OnCertificate(_forge.Certificate(VoteKind.Precommit, _other.Header, 1, 2, 3));

        AssertFound(EvidenceKind.DoublePrecommit, 1, 2);
    }

    [Fact]
    public void Precommit_ThenForgetfulTimeout_IsFound_AndInTheOtherOrder()
    {
        Vote(VoteKind.Precommit, _second.Header, 1);
        Timeout(4, _certificate, 1);
        AssertFound(EvidenceKind.Amnesia, 1);

        Timeout(4, _certificate, 3);
        Vote(VoteKind.Precommit, _second.Header, 3);
        AssertFound(EvidenceKind.Amnesia, 3);
    }

    [Fact]
    public void Prevote_ThenForgetfulTimeout_IsFound_AlsoWhenTheHeaderComesLast()
    {
        Vote(VoteKind.Prevote, _second.Header, 1);
        Timeout(2, _forge.Root, 1);
        AssertFound(EvidenceKind.Amnesia, 1);

        _headers.Remove(_second.Hash);
        Vote(VoteKind.Prevote, _second.Header, 3);
        Timeout(2, _forge.Root, 3);
        Assert.False(_detector.HasFound);
        _headers.Add(_second.Hash, _second.Header);
        _detector.OnHeader(_second.Header);
        Assert.Contains(_detector.Drain(), evidence => Convicts(evidence, EvidenceKind.Amnesia, 3));
    }

    [Fact]
    public void CertificateAndTimeouts_InBothOrders_AreFound()
    {
        QuorumCertificate commit = _forge.Certificate(VoteKind.Precommit, _second.Header, 0, 1, 2);
        TimeoutCertificate timeouts = _forge.TimeoutCertificate(5, _certificate, 1, 2, 3);
        _detector.OnCertificate(commit);
        _detector.OnTimeoutCertificate(timeouts);
        AssertFound(EvidenceKind.Amnesia, 1, 2);

        Timeout(6, _certificate, 0);
        AssertFound(EvidenceKind.Amnesia, 0);
    }

    [Fact]
    public void TimeoutsFirst_ThenVotesAndCertificates_AreFound()
    {
        TimeoutCertificate timeouts = _forge.TimeoutCertificate(5, _certificate, 1, 2, 3);
        _detector.OnTimeoutCertificate(timeouts);
        Timeout(6, _certificate, 0);
        Vote(VoteKind.Precommit, _second.Header, 3);
        AssertFound(EvidenceKind.Amnesia, 3);

        _detector.OnCertificate(_forge.Certificate(VoteKind.Precommit, _second.Header, 0, 1, 2));
        Evidence[] found = _detector.Drain();
        Assert.Contains(found, evidence => Convicts(evidence, EvidenceKind.Amnesia, 1, 2));
        Assert.Contains(found, evidence => Convicts(evidence, EvidenceKind.Amnesia, 0));
    }

    [Fact]
    public void TimeoutsAgainstEarlierVotes_AreFound()
    {
        Vote(VoteKind.Precommit, _second.Header, 3);

        _detector.OnTimeoutCertificate(_forge.TimeoutCertificate(5, _certificate, 1, 2, 3));

        AssertFound(EvidenceKind.Amnesia, 3);
    }

    [Fact]
    public void ForgedVotesAndTimeouts_AccuseNobody()
    {
        _detector.OnCertificate(_forge.Certificate(VoteKind.Prevote, _second.Header, 0, 1, 2));
        Vote forged = _forge.Vote(VoteKind.Prevote, 2, _other.Hash, 1) with { Signature = default };
        _votes.Add(forged, 3);
        _detector.OnVote(forged);
        Vote(VoteKind.Precommit, _second.Header, 2);
        TimeoutVote lie = _forge.Timeout(4, _forge.Root, 2) with { Signature = default };
        _timeouts.Add(lie, 3);
        _detector.OnTimeout(lie);

        Assert.Empty(_detector.Drain());
    }

    [Fact]
    public void VotesForAForbiddenHeader_AreFound_WhicheverComesFirst()
    {
        Proposal bad = _forge.Sign(_second.Header with { Justify = _forge.Root }, _second.Payload);
        Vote(VoteKind.Prevote, bad.Header, 1);
        _detector.OnCertificate(_forge.Certificate(VoteKind.Prevote, bad.Header, 2));
        Assert.False(_detector.HasFound);

        Assert.True(_detector.HasRoomFor(bad.Header));
        _detector.OnForbidden(bad.SignedHeader);
        Assert.False(_detector.HasRoomFor(bad.Header));
        Evidence[] found = _detector.Drain();
        Assert.Contains(found, evidence => Convicts(evidence, EvidenceKind.InvalidVote, 1));
        Assert.Contains(found, evidence => Convicts(evidence, EvidenceKind.InvalidVote, 2));

        Vote(VoteKind.Prevote, bad.Header, 3);
        AssertFound(EvidenceKind.InvalidVote, 3);
    }

    [Fact]
    public void TwoForbiddenHeadersOfOneProposer_AreADoubleProposal_AndTheirNumberIsBounded()
    {
        for (ulong time = 0; time < 100; time++)
        {
            Header header = _second.Header with { Justify = _forge.Root, TimestampMs = time };
            if (_detector.HasRoomFor(header))
            {
                _detector.OnForbidden(_forge.Sign(header, []).SignedHeader);
            }
        }

        Assert.Equal(4, _detector.Remembered);
        Assert.Equal(4, _detector.ForbiddenIn(2).Count);
        Assert.Contains(_detector.Drain(), evidence =>
            Convicts(evidence, EvidenceKind.DoubleProposal, _second.Header.Proposer));
    }

    [Fact]
    public void Memory_IsBoundedByTheWindow()
    {
        for (ulong view = 1; view < 5_000; view++)
        {
            Header header = _first.Header with { View = view };
            _detector.OnCertificate(_forge.Certificate(VoteKind.Prevote, header, 0, 1, 2));
            _detector.OnCertificate(_forge.Certificate(VoteKind.Precommit, header, 0, 1, 2));
            _detector.OnTimeoutCertificate(_forge.TimeoutCertificate(view, _certificate with { View = view - 1 }, 3));
            _detector.Prune(view);
        }
        Assert.InRange(_detector.Remembered, 1, 3 * ((int)Limits.Evidence.WindowViews + 1));

        for (uint copy = 0; copy < 100; copy++)
        {
            Header header = _first.Header with { View = 5_000, TimestampMs = copy };
            _detector.OnCertificate(_forge.Certificate(VoteKind.Prevote, header, 0, 1, 2));
        }
        Assert.InRange(_detector.Remembered, 1, (3 * ((int)Limits.Evidence.WindowViews + 1)) + 8);
    }

    private void Vote(VoteKind kind, Header header, ushort voter)
    {
        Vote vote = _forge.Vote(kind, header.View, header.Hash, voter);
        _votes.Add(vote, voter);
        _detector.OnVote(vote);
    }

    private void Timeout(ulong view, QuorumCertificate high, ushort voter)
    {
        TimeoutVote timeout = _forge.Timeout(view, high, voter);
        _timeouts.Add(timeout, voter);
        _detector.OnTimeout(timeout);
    }

    private bool Convicts(Evidence evidence, EvidenceKind kind, params ushort[] validators) =>
        _checker.Check(evidence, out Conviction[] convictions) == EvidenceError.None
        && convictions.All(conviction => conviction.Kind == kind)
        && convictions.Select(conviction => conviction.Validator)
            .SequenceEqual(validators.Select(index => _forge.Genesis.Validators[index].Address));

    private void AssertFound(EvidenceKind kind, params ushort[] validators)
    {
        Evidence[] found = _detector.Drain();
        Assert.NotEmpty(found);
        Assert.All(found, evidence => Assert.True(Convicts(evidence, kind, validators)));
    }
}
