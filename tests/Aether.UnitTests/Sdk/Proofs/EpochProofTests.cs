using Aether.Consensus.LightClient;
using Aether.Core;
using Aether.Core.Types;
using Aether.Sdk.Proofs;
using Xunit;

namespace Aether.UnitTests.Sdk.Proofs;

/// <summary>Proofs of later epochs, from the genesis and from a checkpoint.</summary>
public sealed class EpochProofTests
{
    private readonly EpochChain _sample = new();
    private readonly ProofVerifier _verifier;
    private readonly ProofFile _file;

    public EpochProofTests()
    {
        Assert.True(ProofVerifier.TryCreate(_sample.Chain.Genesis, out ProofVerifier? verifier, out _));
        _verifier = verifier;
        _file = _sample.Account with { Epochs = [_sample.ProofOf(0), _sample.ProofOf(1)] };
    }

    [Fact]
    public void VerifyAccount_AcrossEpochs_Holds()
    {
        Assert.Equal(
            ProofError.None, _verifier.VerifyAccount(_file, _sample.NowMs, out VerifiedAccount? verified));
        Assert.Equal((UInt128)7_000_000_000, verified!.Account.BalanceOf(AssetId.Swr));
        Assert.True(ProofFile.TryParse(_file.ToUtf8(), out ProofFile? parsed));
        Assert.Equal(ProofError.None, _verifier.VerifyAccount(parsed!, _sample.NowMs, out _));
    }

    [Fact]
    public void VerifyAccount_EpochProofsMissingOrInAnotherOrder_IsRefused()
    {
        byte[] first = _sample.ProofOf(0);
        byte[] second = _sample.ProofOf(1);
        AssertError(ProofError.UnknownEpoch, []);
        AssertError(ProofError.UnknownEpoch, [first]);
        AssertError(ProofError.BadEpochProof, [second]);
        AssertError(ProofError.BadEpochProof, [second, first]);
        AssertError(ProofError.Malformed, [first, [1, 2, 3]]);
        AssertError(ProofError.Malformed, [first, [.. second, 0]]);
    }

    [Fact]
    public void VerifyAccount_AnyByteOfAnEpochProofChanged_IsRefused()
    {
        for (int index = 0; index < _file.Epochs![1].Length; index += 11)
        {
            byte[] changed = [.. _file.Epochs[1]];
            changed[index] ^= 4;
            ProofFile file = _file with { Epochs = [_file.Epochs[0], changed] };
            Assert.NotEqual(ProofError.None, _verifier.VerifyAccount(file, _sample.NowMs, out _));
        }
    }

    [Fact]
    public void VerifyAccount_FromACheckpoint_NeedsOnlyLaterProofs()
    {
        EpochsFile epochs = new(EpochsFile.CurrentFormat, _sample.Chain.Genesis.Hash, [_sample.ProofOf(0)]);
        Assert.Equal(ProofError.None, _verifier.VerifyEpochs(epochs, _sample.NowMs, out TrustedEpoch? reached));
        ProofVerifier later = new(reached!);
        ProofFile shorter = _file with { Epochs = [_sample.ProofOf(1)] };
        Assert.Equal(ProofError.None, later.VerifyAccount(shorter, _sample.NowMs, out _));
        Assert.Equal(ProofError.None, later.VerifyAccount(_file, _sample.NowMs, out _));
        Assert.Equal(ProofError.UnknownEpoch, later.VerifyAccount(_sample.Account, _sample.NowMs, out _));
    }

    [Fact]
    public void Verify_OldTrust_IsRefusedUnlessAccepted()
    {
        ulong later = _sample.NowMs + Limits.LightClient.TrustingPeriodMs;
        Assert.Equal(ProofError.TrustExpired, _verifier.VerifyAccount(_file, later, out _));
        Assert.Equal(ProofError.None, _verifier.VerifyAccount(_file, null, out _));
        EpochsFile epochs = new(EpochsFile.CurrentFormat, _sample.Chain.Genesis.Hash, [_sample.ProofOf(0)]);
        Assert.Equal(ProofError.TrustExpired, _verifier.VerifyEpochs(epochs, later, out TrustedEpoch? none));
        Assert.Null(none);
    }

    [Fact]
    public void VerifyEpochs_OfAnotherChain_IsRefused()
    {
        EpochsFile epochs = new(EpochsFile.CurrentFormat, SampleChain.Hash(1), [_sample.ProofOf(0)]);
        Assert.Equal(ProofError.WrongChain, _verifier.VerifyEpochs(epochs, _sample.NowMs, out _));
    }

    private void AssertError(ProofError expected, byte[][] epochs)
    {
        ProofFile file = _file with { Epochs = epochs };
        Assert.Equal(expected, _verifier.VerifyAccount(file, _sample.NowMs, out VerifiedAccount? none));
        Assert.Null(none);
    }
}
