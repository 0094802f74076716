using Aether.Consensus.SlashingProtection;
using Aether.Consensus.Votes;
using Aether.Core.Types;
using Aether.Crypto.Vrf;
using Aether.Node.Signing;
using Aether.TestKit.Signing;
using Xunit;

namespace Aether.UnitTests.Node.Signing;

public sealed class LocalSignerTests : IDisposable
{
    private const string ChainId = "aether-dev-signer";
    private static readonly Hash256 s_first = Hash256.FromHex(new string('1', 64));
    private static readonly Hash256 s_second = Hash256.FromHex(new string('2', 64));

    private readonly Genesis _genesis;
    private readonly CommitteeCrypto _crypto;
    private readonly LocalSigner _signer;
    private int _saved;

    public LocalSignerTests()
    {
        ValidatorKeys keys = CreateKeys();
        Validator validator = keys.ToValidator(ChainId, 1) with { KesStartEpoch = 5 };
        ChainParameters parameters = new() { KesDepth = 3 };
        _genesis = new Genesis(ChainId, 1, parameters, new ValidatorSet([validator]), []);
        Assert.True(CommitteeCrypto.TryCreate(_genesis, out CommitteeCrypto? crypto, out string reason), reason);
        _crypto = crypto;
        _signer = new LocalSigner(keys, _genesis.Hash, 5, null, _ => _saved++);
    }

    public void Dispose() => _signer.Dispose();

    [Theory]
    [InlineData(VoteKind.Prevote)]
    [InlineData(VoteKind.Precommit)]
    public void TrySign_Vote_VerifiesForTheCommittee(VoteKind kind)
    {
        VoteSignRequest vote = Vote(kind, 3, 1);
        byte[] signature = Sign(_signer, vote);
        Assert.True(_crypto.VerifyVote(new Vote(kind, 5, 3, vote.BlockHash, 0, new BlsSignature(signature))));
        Assert.False(_crypto.VerifyVote(new Vote(kind, 5, 4, vote.BlockHash, 0, new BlsSignature(signature))));
    }

    [Theory]
    [InlineData(VoteKind.Prevote)]
    [InlineData(VoteKind.Precommit)]
    public void TrySign_SecondVoteInAView_OnlyForTheSameBlock(VoteKind kind)
    {
        byte[] signature = Sign(_signer, Vote(kind, 3, 1));
        Assert.Equal(signature, Sign(_signer, Vote(kind, 3, 1)));
        AssertRefused(_signer, Vote(kind, 3, 2));
        AssertRefused(_signer, Vote(kind, 2, 1));
        Sign(_signer, Vote(kind, 4, 2));
    }

    [Fact]
    public void TrySign_VoteInAViewGivenUp_IsRefused()
    {
        Sign(_signer, new TimeoutSignRequest(5, 7, 6));
        AssertRefused(_signer, Vote(VoteKind.Prevote, 7, 1));
        AssertRefused(_signer, Vote(VoteKind.Precommit, 7, 1));
        Sign(_signer, Vote(VoteKind.Prevote, 8, 1));
        AssertRefused(_signer, new TimeoutSignRequest(5, 7, 6));
    }

    [Fact]
    public void TrySign_Timeout_CannotReportACertificateOfItsOwnView() =>
        AssertRefused(_signer, new TimeoutSignRequest(5, 7, 7));

    [Fact]
    public void TrySign_AfterRestart_KeepsTheWatermarksOfTheRecord()
    {
        VoteSignRequest voted = Vote(VoteKind.Prevote, 4, 1);
        SafetyRecord record = SafetyRecord.Initial(QuorumCertificate.Root(5, 0, s_first)) with
        {
            ProposedView = 4,
            ProposedHash = s_second,
            PrevotedView = 4,
            PrevotedHash = voted.BlockHash,
            PrecommittedView = 3,
            PrecommittedHash = s_first,
            TimedOutView = 2,
        };
        using LocalSigner restarted = new(CreateKeys(), _genesis.Hash, 5, record, _ => { });
        AssertRefused(restarted, Vote(VoteKind.Prevote, 4, 2));
        AssertRefused(restarted, Vote(VoteKind.Precommit, 3, 2));
        AssertRefused(restarted, Vote(VoteKind.Prevote, 2, 1));
        AssertRefused(restarted, new TimeoutSignRequest(5, 3, 1));
        AssertRefused(restarted, new HeaderSignRequest(SignerRequests.Header(5, 4, 3)));
        Sign(restarted, voted);
        Sign(restarted, new TimeoutSignRequest(5, 4, 3));
    }

    [Fact]
    public void TrySign_Header_UsesTheKesPeriodOfItsEpochAndSavesTheEvolvedKey()
    {
        Header now = SignerRequests.Header(5, 1, 0);
        Assert.True(_crypto.VerifyHeader(new SignedHeader(now, 0, Sign(_signer, new HeaderSignRequest(now)))));
        Assert.Equal(0, _saved);
        Header later = SignerRequests.Header(8, 2, 1);
        Assert.True(_crypto.VerifyHeader(new SignedHeader(later, 3, Sign(_signer, new HeaderSignRequest(later)))));
        Assert.Equal(1, _saved);
        AssertRefused(_signer, new HeaderSignRequest(SignerRequests.Header(7, 3, 2)));
        AssertRefused(_signer, new HeaderSignRequest(SignerRequests.Header(5 + 8, 3, 2)));
        AssertRefused(_signer, new HeaderSignRequest(SignerRequests.Header(4, 3, 2)));
    }

    [Fact]
    public void TrySign_SecondHeaderInAView_OnlyTheSame()
    {
        Header header = SignerRequests.Header(5, 1, 0);
        Sign(_signer, new HeaderSignRequest(header));
        Sign(_signer, new HeaderSignRequest(header));
        AssertRefused(_signer, new HeaderSignRequest(header with { TimestampMs = 2, StateRoot = s_second }));
    }

    [Fact]
    public void TrySign_Vrf_VerifiesUnderTheValidatorsKey()
    {
        byte[] alpha = new SignerCore(_genesis.Hash, SignerRecord.Empty).Alpha(s_first, 9);
        byte[] proof = Sign(_signer, new VrfSignRequest(9, alpha));
        Hash256 key = _genesis.Validators[0].VrfKey.Value;
        Assert.True(EcVrf.Verify(key.Span, alpha, proof, new byte[EcVrf.OutputBytes]));
    }

    private static ValidatorKeys CreateKeys() => ValidatorKeys.FromDevelopmentSeed(3, 0, kesDepth: 3);

    private static byte[] Sign(LocalSigner signer, SignRequest request)
    {
        Assert.True(signer.TrySign(request, out byte[] signature, out string reason), reason);
        return signature;
    }

    private static void AssertRefused(LocalSigner signer, SignRequest request)
    {
        Assert.False(signer.TrySign(request, out byte[] signature, out string reason));
        Assert.Empty(signature);
        Assert.NotEmpty(reason);
    }

    private static VoteSignRequest Vote(VoteKind kind, ulong view, int block) => kind == VoteKind.Prevote
        ? SignerRequests.Prevote(5, view, view - 1, block)
        : SignerRequests.Precommit(5, view, block);
}
