using Aether.Core.Types;
using Aether.Crypto.Certificates;
using Aether.TestKit.Simulation;
using Aether.UnitTests.Crypto.Bls12381;
using Xunit;

namespace Aether.UnitTests.Crypto.Certificates;

public sealed class CommitteeTests
{
    private static readonly Lazy<KeyedCommittee> s_keys = new(static () => new KeyedCommittee(10, 10, 10, 10));

    private readonly KeyedCommittee _keys;
    private readonly Committee _committee;
    private readonly Header _root;
    private readonly Header _first;
    private readonly Header _second;
    private readonly Header _third;

    public CommitteeTests()
    {
        BlsVectors.SkipWithoutLibrary();
        _keys = s_keys.Value;
        _committee = Create(_keys.Genesis);
        _root = SimulatedGenesis.CreateHeader(_keys.Genesis);
        _first = KeyedCommittee.Child(_root, QuorumCertificate.Root(0, 0, _root.Hash), 1);
        _second = KeyedCommittee.Child(_first, _keys.Certificate(VoteKind.Prevote, _first, 0, 1, 2), 2);
        _third = KeyedCommittee.Child(_second, _keys.Certificate(VoteKind.Prevote, _second, 0, 1, 3), 4);
    }

    [Fact]
    public void TryCreate_BadKey_NamesTheValidator()
    {
        Validator[] validators = _keys.Genesis.Validators.Validators.ToArray();
        validators[2] = validators[2] with { BlsKey = new BlsPublicKey([0xC0, .. new byte[47]]) };

        bool created = Committee.TryCreate(new ValidatorSet(validators), _keys.Genesis.Hash, out _, out string reason);

        Assert.False(created);
        Assert.Contains("validator 2", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void VerifyVote_EveryFieldIsSigned()
    {
        Vote vote = _keys.Vote(VoteKind.Prevote, 7, _first.Hash, 1);

        Assert.True(_committee.VerifyVote(vote));
        Assert.False(_committee.VerifyVote(vote with { Kind = VoteKind.Precommit }));
        Assert.False(_committee.VerifyVote(vote with { View = 8 }));
        Assert.False(_committee.VerifyVote(vote with { Epoch = 1 }));
        Assert.False(_committee.VerifyVote(vote with { BlockHash = _second.Hash }));
        Assert.False(_committee.VerifyVote(vote with { Voter = 2 }));
        Assert.False(_committee.VerifyVote(vote with { Voter = 4 }));
        Assert.False(_committee.VerifyVote(vote with { Signature = default }));
    }

    [Fact]
    public void VerifyVotes_EveryMixOfBadOnes_IsJudgedAsOneByOne()
    {
        Vote[] good = [.. Enumerable.Range(0, 4).Select(
            voter => _keys.Vote(VoteKind.Precommit, 7, _first.Hash, (ushort)voter))];
        for (int mask = 0; mask < 16; mask++)
        {
            for (int count = 0; count <= 4; count++)
            {
                Vote[] votes = [.. good.Take(count).Select((vote, index) =>
                    (mask >> index & 1) == 0 ? vote : Spoil(vote, good[(index + 1) % 4].Signature, mask))];
                bool[] verdicts = new bool[count];

                _committee.VerifyVotes(votes, verdicts);

                Assert.Equal(votes.Select(_committee.VerifyVote), verdicts);
                Assert.Equal(Enumerable.Range(0, count).Select(index => (mask >> index & 1) == 0), verdicts);
            }
        }
    }

    // Two errors that cancel in the sum: the sum verifies, neither signature does.
    [Fact]
    public void VerifyVotes_ErrorsThatCancel_AreBothRefused()
    {
        Vote[] votes = [.. Enumerable.Range(0, 4).Select(
            voter => _keys.Vote(VoteKind.Precommit, 7, _first.Hash, (ushort)voter))];
        (votes[0], votes[1]) = (
            votes[0] with { Signature = votes[1].Signature }, votes[1] with { Signature = votes[0].Signature });
        bool[] verdicts = new bool[4];

        _committee.VerifyVotes(votes, verdicts);

        Assert.Equal([false, false, true, true], verdicts);
    }

    [Fact]
    public void VerifyTimeouts_AreJudgedByTheViewTheyReport()
    {
        QuorumCertificate low = QuorumCertificate.Root(0, 0, _root.Hash);
        QuorumCertificate high = _keys.Certificate(VoteKind.Prevote, _first, 0, 1, 2);
        TimeoutVote[] timeouts =
        [
            _keys.Timeout(5, low, 0), _keys.Timeout(5, high, 1), _keys.Timeout(5, low, 2), _keys.Timeout(5, low, 3),
        ];
        bool[] verdicts = new bool[4];

        _committee.VerifyTimeouts(timeouts, verdicts);
        Assert.Equal([true, true, true, true], verdicts);
        timeouts[1] = timeouts[1] with { HighView = 0 };
        timeouts[3] = timeouts[3] with { Signature = default };
        _committee.VerifyTimeouts(timeouts, verdicts);

        Assert.Equal([true, false, true, false], verdicts);
        _committee.VerifyTimeouts([], []);
    }

    [Fact]
    public void VerifyVote_OtherChain_IsRefused()
    {
        KeyedCommittee other = new(10, 10, 10, 11);
        Vote vote = _keys.Vote(VoteKind.Prevote, 7, _first.Hash, 1);

        Assert.True(Committee.TryCreate(_keys.Genesis.Validators, other.Genesis.Hash, out Committee? there, out _));
        Assert.False(there.VerifyVote(vote));
    }

    [Fact]
    public void VerifyTimeout_SignsViewAndHighView()
    {
        TimeoutVote timeout = _keys.Timeout(9, _keys.Certificate(VoteKind.Prevote, _first, 0, 1, 2), 3);

        Assert.True(_committee.VerifyTimeout(timeout));
        Assert.False(_committee.VerifyTimeout(timeout with { View = 10 }));
        Assert.False(_committee.VerifyTimeout(timeout with { HighView = 2 }));
        Assert.False(_committee.VerifyTimeout(timeout with { Epoch = 1 }));
        Assert.False(_committee.VerifyTimeout(timeout with { Voter = 0 }));
        Assert.False(_committee.VerifyTimeout(timeout with { Voter = 9 }));
    }

    [Fact]
    public void VerifyQuorum_NeedsMoreThanTwoThirds()
    {
        Assert.True(_committee.VerifyQuorum(_keys.Certificate(VoteKind.Prevote, _first, 0, 1, 2)));
        Assert.True(_committee.VerifyQuorum(_keys.Certificate(VoteKind.Precommit, _first, 0, 1, 2, 3)));
        Assert.False(_committee.VerifyQuorum(_keys.Certificate(VoteKind.Prevote, _first, 0, 1)));
    }

    [Fact]
    public void VerifyQuorum_ThreeEqualValidators_NeedsAllOfThem()
    {
        KeyedCommittee three = new(10, 10, 10);
        Committee committee = Create(three.Genesis);

        Assert.False(committee.VerifyQuorum(three.Certificate(VoteKind.Prevote, _first, 0, 1)));
        Assert.True(committee.VerifyQuorum(three.Certificate(VoteKind.Prevote, _first, 0, 1, 2)));
    }

    [Fact]
    public void VerifyQuorum_Tampered_IsRefused()
    {
        QuorumCertificate certificate = _keys.Certificate(VoteKind.Prevote, _first, 0, 1, 2);
        QuorumCertificate[] tampered =
        [
            certificate with { Kind = VoteKind.Precommit },
            certificate with { View = 2 },
            certificate with { Epoch = 1 },
            certificate with { BlockHash = _second.Hash },
            certificate with { Bitmap = [0b1111] },
            certificate with { Bitmap = [0b1011] },
            certificate with { Bitmap = [0b10111] },
            certificate with { Bitmap = [0b0111, 0] },
            certificate with { Bitmap = [] },
            certificate with { Signature = default },
            certificate with { Signature = new BlsSignature([0xC0, .. new byte[95]]) },
            certificate with { Signature = _keys.Vote(VoteKind.Prevote, 1, _first.Hash, 0).Signature },
        ];

        Assert.All(tampered, item => Assert.False(_committee.VerifyQuorum(item)));
    }

    [Fact]
    public void VerifyAggregate_OfTimeouts_ChecksEveryGroup()
    {
        QuorumCertificate high = _keys.Certificate(VoteKind.Prevote, _first, 0, 1, 2);
        TimeoutCertificate certificate = _keys.TimeoutCertificate(9, high, (0, 2), (1, 0), (1, 1));

        Assert.True(_committee.VerifyAggregate(certificate));
        Assert.False(_committee.VerifyAggregate(certificate with { View = 10 }));
        Assert.False(_committee.VerifyAggregate(certificate with { Epoch = 1 }));
        Assert.False(_committee.VerifyAggregate(certificate with { Groups = [] }));
        Assert.False(_committee.VerifyAggregate(certificate with { Groups = [certificate.Groups[0]] }));
        Assert.False(_committee.VerifyAggregate(certificate with
        {
            Groups = [certificate.Groups[0], certificate.Groups[1] with { HighView = 2 }],
        }));
        Assert.False(_committee.VerifyAggregate(certificate with
        {
            Groups = [certificate.Groups[0], certificate.Groups[1] with { Bitmap = [] }],
        }));
        Assert.False(_committee.VerifyAggregate(certificate with
        {
            Groups = [certificate.Groups[0] with { Bitmap = certificate.Groups[1].Bitmap }, certificate.Groups[1]],
        }));
    }

    [Fact]
    public void VerifyFinality_CommitCertificate_OfTheBlockAndOfADescendant()
    {
        FinalityProof direct = new([], _keys.Certificate(VoteKind.Precommit, _first, 0, 1, 2), null, null);
        FinalityProof indirect = new(
            [_second, _third], _keys.Certificate(VoteKind.Precommit, _third, 1, 2, 3), null, null);

        Assert.True(_committee.VerifyFinality(_first, direct));
        Assert.True(_committee.VerifyFinality(_first, indirect));
        Assert.False(_committee.VerifyFinality(_second, direct));
        Assert.False(_committee.VerifyFinality(_first, indirect with { Path = [_third] }));
        Assert.False(_committee.VerifyFinality(_first, indirect with { Path = [_third, _second] }));
        Assert.False(_committee.VerifyFinality(_first, indirect with { Path = [] }));
        Assert.False(_committee.VerifyFinality(_first with { StateRoot = _second.Hash }, direct));
        Assert.False(_committee.VerifyFinality(_first, direct with { Child = _second }));
    }

    [Fact]
    public void VerifyFinality_CommitOfTooFew_IsRefused()
    {
        FinalityProof proof = new([], _keys.Certificate(VoteKind.Precommit, _first, 0, 1), null, null);

        Assert.False(_committee.VerifyFinality(_first, proof));
    }

    [Fact]
    public void VerifyFinality_TwoChain_NeedsConsecutiveViews()
    {
        QuorumCertificate certificate = _keys.Certificate(VoteKind.Prevote, _first, 0, 1, 2);
        QuorumCertificate child = _keys.Certificate(VoteKind.Prevote, _second, 1, 2, 3);
        FinalityProof proof = new([], certificate, _second, child);
        FinalityProof gap = new(
            [],
            _keys.Certificate(VoteKind.Prevote, _second, 0, 1, 2),
            _third,
            _keys.Certificate(VoteKind.Prevote, _third, 1, 2, 3));

        Assert.True(_committee.VerifyFinality(_first, proof));
        Assert.False(_committee.VerifyFinality(_second, gap));
        Assert.False(_committee.VerifyFinality(_first, proof with { Child = null }));
        Assert.False(_committee.VerifyFinality(_first, proof with { ChildCertificate = null }));
        Assert.False(_committee.VerifyFinality(_first, proof with { Child = _third }));
        Assert.False(_committee.VerifyFinality(_first, proof with { ChildCertificate = certificate }));
        Assert.False(_committee.VerifyFinality(_first, proof with
        {
            ChildCertificate = _keys.Certificate(VoteKind.Precommit, _second, 1, 2, 3),
        }));
        Assert.False(_committee.VerifyFinality(_first, proof with
        {
            ChildCertificate = _keys.Certificate(VoteKind.Prevote, _second, 1, 2),
        }));
        Assert.False(_committee.VerifyFinality(_first, proof with
        {
            Certificate = _keys.Certificate(VoteKind.Prevote, _first, 1, 2),
        }));
    }

    private static Committee Create(Genesis genesis)
    {
        bool created = Committee.TryCreate(
            genesis.Validators, genesis.Hash, out Committee? committee, out string reason);
        Assert.True(created, reason);
        return committee!;
    }

    private static Vote Spoil(Vote vote, BlsSignature other, int mask) =>
        vote with { Signature = (mask & 5) == 5 ? default : other };
}
