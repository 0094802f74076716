using Aether.Consensus.Votes;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Aether.TestKit.Generators;
using Aether.TestKit.Simulation;
using Aether.UnitTests.Crypto.Bls12381;
using Xunit;

namespace Aether.UnitTests.Consensus.Votes;

public sealed class CommitteeCryptoTests
{
    private static readonly Lazy<KeyedCommittee> s_keys = new(static () => new KeyedCommittee(10, 10, 10, 10));

    private readonly KeyedCommittee _keys;
    private readonly CommitteeCrypto _crypto;
    private readonly Header _header;

    public CommitteeCryptoTests()
    {
        BlsVectors.SkipWithoutLibrary();
        _keys = s_keys.Value;
        Assert.True(CommitteeCrypto.TryCreate(_keys.Genesis, out CommitteeCrypto? crypto, out string reason), reason);
        _crypto = crypto;
        Header root = SimulatedGenesis.CreateHeader(_keys.Genesis);
        _header = KeyedCommittee.Child(root, QuorumCertificate.Root(0, 0, root.Hash), 1);
    }

    [Fact]
    public void TryCreate_BadKey_GivesTheReason()
    {
        Validator[] validators = _keys.Genesis.Validators.Validators.ToArray();
        validators[0] = validators[0] with { BlsKey = default };
        Genesis genesis = new(
            _keys.Genesis.ChainId, 0, _keys.Genesis.Parameters, new ValidatorSet(validators), []);

        Assert.False(CommitteeCrypto.TryCreate(genesis, out _, out string reason));
        Assert.NotEmpty(reason);
    }

    [Fact]
    public void VotesTimeoutsAndCertificates_AreChecked()
    {
        Vote vote = _keys.Vote(VoteKind.Precommit, 1, _header.Hash, 2);
        QuorumCertificate certificate = _keys.Certificate(VoteKind.Prevote, _header, 0, 3);
        TimeoutVote timeout = _keys.Timeout(2, certificate, 1);
        TimeoutCertificate timeouts = _keys.TimeoutCertificate(2, certificate, (1, 0), (0, 1), (0, 2));

        Assert.True(_crypto.VerifyVote(vote));
        Assert.False(_crypto.VerifyVote(vote with { View = 2 }));
        Assert.True(_crypto.VerifyCertificate(certificate));
        Assert.False(_crypto.VerifyCertificate(certificate with { View = 2 }));
        Assert.True(_crypto.VerifyTimeout(timeout));
        Assert.False(_crypto.VerifyTimeout(timeout with { HighView = 0 }));
        Assert.True(_crypto.VerifyTimeoutCertificate(timeouts));
        Assert.False(_crypto.VerifyTimeoutCertificate(timeouts with { View = 3 }));
    }

    [Fact]
    public void TryAggregate_GivesTheCertificateSignature()
    {
        BlsSignature[] signatures =
        [
            _keys.Vote(VoteKind.Prevote, 1, _header.Hash, 0).Signature,
            _keys.Vote(VoteKind.Prevote, 1, _header.Hash, 3).Signature,
        ];

        Assert.True(_crypto.TryAggregate(signatures, out BlsSignature sum));
        Assert.Equal(_keys.Certificate(VoteKind.Prevote, _header, 0, 3).Signature, sum);
        signatures[1] = default;
        Assert.False(_crypto.TryAggregate(signatures, out _));
    }

    [Fact]
    public void VerifyHeader_BindsContentProposerAndPeriod()
    {
        SignedHeader signed = _keys.SignHeader(_header);

        Assert.True(_crypto.VerifyHeader(signed));
        Assert.False(_crypto.VerifyHeader(signed with { Header = _header with { TimestampMs = 1 } }));
        Assert.False(_crypto.VerifyHeader(signed with { Header = _header with { Proposer = 1 } }));
        Assert.False(_crypto.VerifyHeader(signed with { KesSignature = [] }));
        Assert.False(_crypto.VerifyHeader(signed with { KesPeriod = 1 }));
        Assert.False(_crypto.VerifyHeader(signed with { KesPeriod = uint.MaxValue }));
        Assert.False(_crypto.VerifyHeader(_keys.SignHeader(_header, period: 1)));
    }

    [Fact]
    public void VerifyHeader_PeriodBeyondTheTree_IsRefused()
    {
        Header late = _header with { Epoch = 4 };

        Assert.True(_crypto.VerifyHeader(_keys.SignHeader(_header with { Epoch = 3 }, period: 3)));
        Assert.False(_crypto.VerifyHeader(new SignedHeader(late, 4, _keys.SignHeader(late, period: 3).KesSignature)));
    }

    [Fact]
    public void VerifyVrf_BindsKeyAndInput()
    {
        byte[] output = new byte[64];
        VrfProof proof = _keys.Prove(1, [1, 2, 3]);

        Assert.True(_crypto.VerifyVrf(1, [1, 2, 3], proof, output));
        Assert.NotEqual(new byte[64], output);
        Assert.False(_crypto.VerifyVrf(2, [1, 2, 3], proof, output));
        Assert.False(_crypto.VerifyVrf(1, [1, 2, 4], proof, output));
        Assert.False(_crypto.VerifyVrf(1, [1, 2, 3], default, output));
    }

    [Fact]
    public void VerifyPayload_TakesOnlyTheCommittedBytes()
    {
        SeededRandom random = new(7);
        Transaction[] transactions = [LedgerGenerator.Transaction(random, 2), LedgerGenerator.Transaction(random, 2)];
        byte[] payload = Ace.Encode(new BlockPayload(transactions));
        byte[] swapped = Ace.Encode(new BlockPayload([transactions[1], transactions[0]]));
        Hash256[] leaves = [.. transactions.Select(static item => LeafOf(item))];
        Header header = _header with { PayloadRoot = MerkleTree.Root(leaves), PayloadBytes = (uint)payload.Length };

        Assert.True(_crypto.VerifyPayload(header, payload));
        Assert.False(_crypto.VerifyPayload(header, swapped));
        Assert.False(_crypto.VerifyPayload(header, payload[..^1]));
        Assert.False(_crypto.VerifyPayload(header, [.. payload, 0]));
        Assert.False(_crypto.VerifyPayload(header, []));
        Assert.False(_crypto.VerifyPayload(header with { PayloadBytes = 1 }, payload));
    }

    [Fact]
    public void VerifyPayload_Empty_IsTheZeroRoot()
    {
        byte[] payload = Ace.Encode(new BlockPayload([]));
        Header header = _header with { PayloadRoot = Hash256.Zero, PayloadBytes = (uint)payload.Length };

        Assert.True(_crypto.VerifyPayload(header, payload));
        Assert.False(_crypto.VerifyPayload(header with { PayloadRoot = _header.Hash }, payload));
    }

    private static Hash256 LeafOf(Transaction transaction)
    {
        Hash256 id = transaction.WitnessId;
        return MerkleTree.LeafHash(id.Span);
    }
}
