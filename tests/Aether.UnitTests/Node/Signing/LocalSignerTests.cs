using Aether.Consensus.SlashingProtection;
using Aether.Consensus.Votes;
using Aether.Core.Types;
using Aether.Crypto.Vrf;
using Aether.Node.Signing;
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
        byte[] signature = Sign(_signer, new VoteSignRequest(kind, 5, 3, s_first));
        Assert.True(_crypto.VerifyVote(new Vote(kind, 5, 3, s_first, 0, new BlsSignature(signature))));
        Assert.False(_crypto.VerifyVote(new Vote(kind, 5, 4, s_first, 0, new BlsSignature(signature))));
    }

    [Theory]
    [InlineData(VoteKind.Prevote)]
    [InlineData(VoteKind.Precommit)]
    public void TrySign_SecondVoteInAView_OnlyForTheSameBlock(VoteKind kind)
    {
        byte[] signature = Sign(_signer, new VoteSignRequest(kind, 5, 3, s_first));
        Assert.Equal(signature, Sign(_signer, new VoteSignRequest(kind, 5, 3, s_first)));
        AssertRefused(_signer, new VoteSignRequest(kind, 5, 3, s_second));
        AssertRefused(_signer, new VoteSignRequest(kind, 5, 2, s_first));
        Sign(_signer, new VoteSignRequest(kind, 5, 4, s_second));
    }

    [Fact]
    public void TrySign_VoteInAViewGivenUp_IsRefused()
    {
        Sign(_signer, new TimeoutSignRequest(5, 7, 6));
        AssertRefused(_signer, new VoteSignRequest(VoteKind.Prevote, 5, 7, s_first));
        AssertRefused(_signer, new VoteSignRequest(VoteKind.Precommit, 5, 7, s_first));
        Sign(_signer, new VoteSignRequest(VoteKind.Prevote, 5, 8, s_first));
        AssertRefused(_signer, new TimeoutSignRequest(5, 7, 6));
    }

    [Fact]
    public void TrySign_Timeout_CannotReportACertificateOfItsOwnView() =>
        AssertRefused(_signer, new TimeoutSignRequest(5, 7, 7));

    [Fact]
    public void TrySign_AfterRestart_KeepsTheWatermarksOfTheRecord()
    {
        SafetyRecord record = SafetyRecord.Initial(QuorumCertificate.Root(5, 0, s_first)) with
        {
            ProposedView = 4,
            ProposedHash = s_second,
            PrevotedView = 4,
            PrevotedHash = s_first,
            PrecommittedView = 3,
            PrecommittedHash = s_first,
            TimedOutView = 2,
        };
        using LocalSigner restarted = new(CreateKeys(), _genesis.Hash, 5, record, _ => { });
        AssertRefused(restarted, new VoteSignRequest(VoteKind.Prevote, 5, 4, s_second));
        AssertRefused(restarted, new VoteSignRequest(VoteKind.Precommit, 5, 3, s_second));
        AssertRefused(restarted, new VoteSignRequest(VoteKind.Prevote, 5, 2, s_first));
        AssertRefused(restarted, new TimeoutSignRequest(5, 3, 1));
        AssertRefused(restarted, new HeaderSignRequest(CreateHeader(5, 4)));
        Sign(restarted, new VoteSignRequest(VoteKind.Prevote, 5, 4, s_first));
        Sign(restarted, new TimeoutSignRequest(5, 4, 3));
    }

    [Fact]
    public void TrySign_Header_UsesTheKesPeriodOfItsEpochAndSavesTheEvolvedKey()
    {
        Header now = CreateHeader(5, 1);
        Assert.True(_crypto.VerifyHeader(new SignedHeader(now, 0, Sign(_signer, new HeaderSignRequest(now)))));
        Assert.Equal(0, _saved);
        Header later = CreateHeader(8, 2);
        Assert.True(_crypto.VerifyHeader(new SignedHeader(later, 3, Sign(_signer, new HeaderSignRequest(later)))));
        Assert.Equal(1, _saved);
        AssertRefused(_signer, new HeaderSignRequest(CreateHeader(7, 3)));
        AssertRefused(_signer, new HeaderSignRequest(CreateHeader(5 + 8, 3)));
        AssertRefused(_signer, new HeaderSignRequest(CreateHeader(4, 3)));
    }

    [Fact]
    public void TrySign_SecondHeaderInAView_OnlyTheSame()
    {
        Header header = CreateHeader(5, 1);
        Sign(_signer, new HeaderSignRequest(header));
        Sign(_signer, new HeaderSignRequest(header));
        AssertRefused(_signer, new HeaderSignRequest(header with { TimestampMs = 2, StateRoot = s_second }));
    }

    [Fact]
    public void TrySign_Vrf_VerifiesUnderTheValidatorsKey()
    {
        byte[] alpha = [1, 2, 3];
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

    private static Header CreateHeader(uint epoch, ulong view) => new()
    {
        Epoch = epoch,
        View = view,
        Height = view,
        ParentHash = s_first,
        Justify = QuorumCertificate.Root(epoch, 0, s_first),
        TimestampMs = 1,
        Proposer = 0,
        LeadKind = LeadKind.Backup,
        VrfProof = default,
        PayloadRoot = Hash256.Zero,
        PayloadBytes = 4,
        StateRoot = s_first,
        ReceiptsRoot = Hash256.Zero,
    };
}
