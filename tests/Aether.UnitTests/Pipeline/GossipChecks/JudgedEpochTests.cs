using Aether.Consensus.Epochs;
using Aether.Consensus.LeaderElection;
using Aether.Consensus.Votes;
using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Aether.Network.Gossip;
using Aether.Pipeline.GossipChecks;
using Aether.TestKit.Simulation;
using Xunit;

namespace Aether.UnitTests.Pipeline.GossipChecks;

/// <summary>With real keys and signatures.</summary>
public sealed class JudgedEpochTests
{
    private static readonly KeyedCommittee s_keys = new(10, 10, 10, 10);
    private static readonly Hash256 s_block = Hash256.FromHex(new string('a', 64));
    private static readonly Hash256 s_other = Hash256.FromHex(new string('b', 64));

    private readonly EpochContext _epoch;
    private readonly JudgedEpoch _judge;

    public JudgedEpochTests()
    {
        _epoch = EpochContext.First(s_keys.Genesis, SimulatedGenesis.CreateHeader(s_keys.Genesis));
        Assert.True(CommitteeCryptoFactory.TryCreate(s_keys.Genesis, out CommitteeCryptoFactory? factory, out _));
        _judge = new JudgedEpoch(s_keys.Genesis, _epoch, factory);
        _judge.Enter(20);
    }

    [Fact]
    public void Vote_ValidOnceAndAContradiction_ThirdIsIgnored()
    {
        Assert.Equal(ValidationOutcome.Accept, Judge(s_keys.Vote(VoteKind.Prevote, 20, s_block, 1)));
        Assert.Equal(ValidationOutcome.Ignore, Judge(s_keys.Vote(VoteKind.Prevote, 20, s_block, 1)));
        Assert.Equal(ValidationOutcome.Accept, Judge(s_keys.Vote(VoteKind.Prevote, 20, s_other, 1)));
        Hash256 third = Hash256.FromHex(new string('c', 64));
        Assert.Equal(ValidationOutcome.Ignore, Judge(s_keys.Vote(VoteKind.Prevote, 20, third, 1)));
        Assert.Equal(ValidationOutcome.Accept, Judge(s_keys.Vote(VoteKind.Precommit, 20, s_block, 1)));
    }

    [Fact]
    public void Vote_Forged_IsRejectedAndTakesNobodysPlace()
    {
        Vote real = s_keys.Vote(VoteKind.Prevote, 20, s_block, 1);
        for (ushort forger = 2; forger < 4; forger++)
        {
            Vote forged = s_keys.Vote(VoteKind.Prevote, 20, s_block, forger) with { Voter = 1 };
            Assert.Equal(ValidationOutcome.Reject, Judge(forged));
        }
        Assert.Equal(ValidationOutcome.Accept, Judge(real));
    }

    [Fact]
    public void Vote_NotOfTheSetOrFarAway_NeedsNoSignature()
    {
        Vote vote = s_keys.Vote(VoteKind.Prevote, 20, s_block, 1);
        Assert.Equal(ValidationOutcome.Reject, _judge.JudgeForm(vote with { Voter = 4 }));
        Assert.Equal(ValidationOutcome.Ignore, _judge.JudgeForm(vote with { View = 0 }));
        Assert.Null(_judge.JudgeForm(vote with { View = 20 - Limits.Consensus.MaxPastViews }));
        Assert.Equal(
            ValidationOutcome.Ignore, _judge.JudgeForm(vote with { View = 19 - Limits.Consensus.MaxPastViews }));
        Assert.Null(_judge.JudgeForm(vote with { View = 20 + Limits.Consensus.MaxFutureViews }));
        Assert.Equal(
            ValidationOutcome.Ignore, _judge.JudgeForm(vote with { View = 21 + Limits.Consensus.MaxFutureViews }));
    }

    [Fact]
    public void Judge_Votes_OfManyBlocksWithForgeriesAmongThem_GivesEachItsVerdict()
    {
        Vote[] votes =
        [
            s_keys.Vote(VoteKind.Prevote, 20, s_block, 0),
            s_keys.Vote(VoteKind.Prevote, 20, s_block, 1),
            s_keys.Vote(VoteKind.Prevote, 20, s_block, 2) with { Voter = 3 },
            s_keys.Vote(VoteKind.Precommit, 20, s_block, 0),
            s_keys.Vote(VoteKind.Prevote, 21, s_other, 0),
            s_keys.Vote(VoteKind.Prevote, 20, s_block, 3),
            s_keys.Vote(VoteKind.Prevote, 20, s_block, 2),
        ];
        bool[] verdicts = new bool[votes.Length];
        _judge.Judge(votes, verdicts);
        Assert.Equal([true, true, false, true, true, true, true], verdicts);
    }

    [Fact]
    public void Entry_FirstOfAView_IsAcceptedOnce()
    {
        QuorumCertificate first = s_keys.Certificate(VoteKind.Prevote, 20, s_block, 0, 1, 2);
        QuorumCertificate again = s_keys.Certificate(VoteKind.Prevote, 20, s_block, 1, 2, 3);
        QuorumCertificate next = s_keys.Certificate(VoteKind.Prevote, 21, s_block, 1, 2, 3);
        Assert.Equal(ValidationOutcome.Accept, Judge(ConsensusMessage.Of(new EntryCertificate(first, null))));
        Assert.Equal(ValidationOutcome.Ignore, Judge(ConsensusMessage.Of(new EntryCertificate(again, null))));
        Assert.Equal(ValidationOutcome.Accept, Judge(ConsensusMessage.Of(new EntryCertificate(next, null))));
    }

    [Fact]
    public void Entry_BelowQuorumOrOfAnotherKindOrBlock_IsRejected()
    {
        QuorumCertificate good = s_keys.Certificate(VoteKind.Prevote, 20, s_block, 0, 1, 2);
        QuorumCertificate[] bad =
        [
            s_keys.Certificate(VoteKind.Prevote, 20, s_block, 0, 1),
            s_keys.Certificate(VoteKind.Precommit, 20, s_block, 0, 1, 2),
            good with { BlockHash = s_other },
            good with { View = 21 },
            good with { Bitmap = [0xFF] },
        ];
        Assert.All(bad, certificate => Assert.Equal(
            ValidationOutcome.Reject, Judge(ConsensusMessage.Of(new EntryCertificate(certificate, null)))));
        Assert.Equal(ValidationOutcome.Accept, Judge(ConsensusMessage.Of(new EntryCertificate(good, null))));
    }

    [Fact]
    public void Entry_TimeoutCertificate_IsCheckedWithTheCertificateInside()
    {
        QuorumCertificate high = s_keys.Certificate(VoteKind.Prevote, 18, s_block, 0, 1, 2);
        TimeoutCertificate good = s_keys.TimeoutCertificate(20, high, (18, 0), (17, 1), (18, 2));
        TimeoutCertificate[] bad =
        [
            s_keys.TimeoutCertificate(20, high, (18, 0), (17, 1)),
            s_keys.TimeoutCertificate(20, high, (18, 0), (18, 1), (18, 2)) with { View = 21 },
            good with { HighCertificate = s_keys.Certificate(VoteKind.Prevote, 18, s_block, 0, 1) },
            good with { Groups = [good.Groups[1], good.Groups[0]] },
        ];
        Assert.All(bad, certificate => Assert.Equal(
            ValidationOutcome.Reject, Judge(ConsensusMessage.Of(new EntryCertificate(null, certificate)))));
        Assert.Equal(ValidationOutcome.Accept, Judge(ConsensusMessage.Of(new EntryCertificate(null, good))));
    }

    [Fact]
    public void Commit_NewOrContradicting_IsAccepted()
    {
        QuorumCertificate first = s_keys.Certificate(VoteKind.Precommit, 20, s_block, 0, 1, 2);
        Assert.Equal(ValidationOutcome.Accept, Judge(ConsensusMessage.OfCommit(first)));
        Assert.Equal(
            ValidationOutcome.Ignore,
            Judge(ConsensusMessage.OfCommit(s_keys.Certificate(VoteKind.Precommit, 20, s_block, 1, 2, 3))));
        Assert.Equal(
            ValidationOutcome.Accept,
            Judge(ConsensusMessage.OfCommit(s_keys.Certificate(VoteKind.Precommit, 20, s_other, 1, 2, 3))));
        Assert.Equal(
            ValidationOutcome.Reject,
            Judge(ConsensusMessage.OfCommit(s_keys.Certificate(VoteKind.Precommit, 21, s_block, 0, 1))));
        Assert.Equal(
            ValidationOutcome.Ignore,
            Judge(ConsensusMessage.OfCommit(s_keys.Certificate(VoteKind.Precommit, 19, s_block, 0, 1, 2))));
    }

    [Fact]
    public void Timeout_OwnSignatureAndCertificates_AreChecked()
    {
        QuorumCertificate high = s_keys.Certificate(VoteKind.Prevote, 19, s_block, 0, 1, 2);
        TimeoutVote good = s_keys.Timeout(20, high, 1);
        TimeoutVote weak = s_keys.Timeout(20, s_keys.Certificate(VoteKind.Prevote, 19, s_block, 0, 1), 1);
        Assert.Equal(ValidationOutcome.Reject, Judge(ConsensusMessage.Of(weak)));
        Assert.Equal(ValidationOutcome.Reject, Judge(ConsensusMessage.Of(good with { Voter = 2 })));
        Assert.Equal(ValidationOutcome.Reject, Judge(ConsensusMessage.Of(good with { Voter = 9 })));
        Assert.Equal(ValidationOutcome.Accept, Judge(ConsensusMessage.Of(good)));
        Assert.Equal(ValidationOutcome.Ignore, Judge(ConsensusMessage.Of(good)));
    }

    [Fact]
    public void Proposal_OfTheBackupLeader_IsAcceptedOnceAndItsForgeriesNever()
    {
        Proposal good = Propose(view: 1);
        Proposal[] bad =
        [
            good with { Payload = [.. good.Payload, 0] },
            Resigned(good.Header with { Proposer = (ushort)((good.Header.Proposer + 1) % 4) }, good.Payload),
            Resigned(good.Header with { LeadKind = LeadKind.Vrf, VrfProof = default }, good.Payload),
            Resigned(good.Header with { Version = 9 }, good.Payload),
            new Proposal(
                new SignedHeader(good.Header, 0, new byte[good.SignedHeader.KesSignature.Length]), good.Payload),
        ];
        JudgedEpoch judge = FreshAt(1);
        Assert.All(bad, proposal => Assert.Equal(
            ValidationOutcome.Reject, judge.Judge(ConsensusMessage.Of(proposal))));
        Assert.Equal(ValidationOutcome.Accept, judge.Judge(ConsensusMessage.Of(good)));
        Assert.Equal(ValidationOutcome.Ignore, judge.Judge(ConsensusMessage.Of(good)));
        Assert.Equal(ValidationOutcome.Ignore, _judge.Judge(ConsensusMessage.Of(good)));
    }

    [Fact]
    public void Judge_MessageForOnePeer_IsRejected() =>
        Assert.Equal(ValidationOutcome.Reject, Judge(ConsensusMessage.OfBlockRequest(s_block)));

    private JudgedEpoch FreshAt(ulong view)
    {
        Assert.True(CommitteeCryptoFactory.TryCreate(s_keys.Genesis, out CommitteeCryptoFactory? factory, out _));
        JudgedEpoch judge = new(s_keys.Genesis, _epoch, factory);
        judge.Enter(view);
        return judge;
    }

    private Proposal Propose(ulong view)
    {
        Lottery lottery = new(s_keys.Genesis, _epoch.Validators, _epoch.Randomness);
        ushort leader = (ushort)lottery.BackupLeader(view);
        BlockPayload payload = new([], [], null);
        byte[] bytes = Ace.Encode(payload);
        Header header = KeyedCommittee.Child(_epoch.RootHeader, _epoch.RootCertificate, view) with
        {
            Proposer = leader,
            LeadKind = LeadKind.Backup,
            VrfProof = s_keys.Prove(leader, lottery.Alpha(view)),
            PayloadBytes = (uint)bytes.Length,
            PayloadRoot = PayloadCommitment.PayloadRoot(payload),
            EvidenceRoot = PayloadCommitment.EvidenceRoot(payload.Evidence),
        };
        return Resigned(header, bytes);
    }

    private static Proposal Resigned(Header header, byte[] payload) => new(s_keys.SignHeader(header), payload);

    private ValidationOutcome Judge(ConsensusMessage message) => _judge.Judge(message);

    private ValidationOutcome Judge(Vote vote)
    {
        if (_judge.JudgeForm(vote) is { } outcome)
        {
            return outcome;
        }
        bool[] verdict = new bool[1];
        _judge.Judge([vote], verdict);
        return verdict[0] ? ValidationOutcome.Accept : ValidationOutcome.Reject;
    }
}
