using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Sdk.Proofs;
using Xunit;

namespace Aether.UnitTests.Sdk.Proofs;

public sealed class ProofVerifierTests
{
    private const ulong Now = 6_000;

    private readonly SampleChain _chain = new();
    private readonly ProofVerifier _verifier;

    public ProofVerifierTests()
    {
        Assert.True(ProofVerifier.TryCreate(_chain.Genesis, out ProofVerifier? verifier, out string reason), reason);
        _verifier = verifier;
    }

    [Fact]
    public void VerifyAccount_Existing_GivesTheAccount()
    {
        Assert.Equal(
            ProofError.None, _verifier.VerifyAccount(_chain.AccountProof(), Now, out VerifiedAccount? verified));
        Assert.Equal(_chain.Holder, verified!.Address);
        Assert.Equal(3UL, verified.Account.Nonce);
        Assert.Equal((UInt128)1_500_000_000, verified.Account.BalanceOf(AssetId.Swr));
        Assert.Equal(_chain.Header.Hash, verified.Header.Hash);
    }

    [Fact]
    public void VerifyAccount_Absent_GivesAnEmptyAccount()
    {
        Assert.Equal(
            ProofError.None, _verifier.VerifyAccount(_chain.AbsenceProof(), Now, out VerifiedAccount? verified));
        Assert.Equal(0UL, verified!.Account.Nonce);
        Assert.Empty(verified.Account.Balances);
    }

    [Fact]
    public void VerifyAccount_AbsenceClaimedOfAnExistingAccount_IsRefused() =>
        AssertAccount(ProofError.NotIncluded, _chain.AccountProof() with { Value = null });

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void VerifyReceipt_EachReceipt_GivesItsOutcome(int index)
    {
        ProofFile file = _chain.ReceiptProof(index);
        Assert.Equal(ProofError.None, _verifier.VerifyReceipt(file, Now, out VerifiedReceipt? verified));
        Assert.Equal(_chain.Receipts[index].Status, verified!.Receipt.Status);
        Assert.Equal(_chain.Receipts[index].TransactionId, verified.Receipt.TransactionId);
    }

    [Fact]
    public void VerifyAccount_SignersBelowTheQuorum_AreNotFinal()
    {
        FinalityProof weak = _chain.Commit(_chain.Header, 2);
        AssertAccount(ProofError.NotFinal, _chain.AccountProof() with { Finality = Ace.Encode(weak) });
    }

    [Fact]
    public void VerifyAccount_SignedForAnotherChain_IsNotFinal()
    {
        FinalityProof foreign = _chain.Commit(_chain.Header, 4, SampleChain.Hash(99));
        AssertAccount(ProofError.NotFinal, _chain.AccountProof() with { Finality = Ace.Encode(foreign) });
    }

    [Fact]
    public void VerifyAccount_FinalityOfAnotherBlock_IsNotFinal()
    {
        Header other = _chain.HeaderOf(SampleChain.Hash(1), SampleChain.Hash(2));
        AssertAccount(
            ProofError.NotFinal, _chain.AccountProof() with { Finality = Ace.Encode(_chain.Commit(other, 4)) });
        AssertAccount(ProofError.NotIncluded, _chain.AccountProof() with
        {
            Header = Ace.Encode(other),
            Finality = Ace.Encode(_chain.Commit(other, 4)),
        });
    }

    [Fact]
    public void VerifyAccount_LaterEpoch_IsRefusedHoweverSigned()
    {
        Header later = _chain.HeaderOf(_chain.Header.StateRoot, _chain.Header.ReceiptsRoot, epoch: 1);
        AssertAccount(ProofError.UnknownEpoch, _chain.AccountProof() with
        {
            Header = Ace.Encode(later),
            Finality = Ace.Encode(_chain.Commit(later, 4)),
        });
    }

    [Fact]
    public void Verify_OtherSubjectsKindsAndChains_AreRefused()
    {
        ProofFile account = _chain.AccountProof();
        ProofFile receipt = _chain.ReceiptProof(0);
        AssertAccount(ProofError.NotIncluded, account with { Subject = SampleChain.Hash(50) });
        AssertAccount(ProofError.WrongChain, account with { GenesisHash = SampleChain.Hash(50) });
        AssertAccount(ProofError.Mismatch, receipt);
        Assert.Equal(ProofError.Mismatch, _verifier.VerifyReceipt(account, Now, out _));
        ProofFile renamed = receipt with { Subject = SampleChain.Hash(50) };
        Assert.Equal(ProofError.Mismatch, _verifier.VerifyReceipt(renamed, Now, out _));
        ProofFile swapped = receipt with { Proof = _chain.ReceiptProof(1).Proof };
        Assert.Equal(ProofError.NotIncluded, _verifier.VerifyReceipt(swapped, Now, out VerifiedReceipt? none));
        Assert.Null(none);
    }

    [Fact]
    public void Verify_AnyByteOfAnyPartChanged_IsRefused()
    {
        foreach (ProofFile file in new[] { _chain.AccountProof(), _chain.ReceiptProof(2) })
        {
            AssertEveryByteMatters(file, file.Value!, (changed, bytes) => changed with { Value = bytes });
            AssertEveryByteMatters(file, file.Proof, (changed, bytes) => changed with { Proof = bytes });
            AssertEveryByteMatters(file, file.Header, (changed, bytes) => changed with { Header = bytes });
            AssertEveryByteMatters(file, file.Finality, (changed, bytes) => changed with { Finality = bytes });
        }
    }

    [Fact]
    public void TryCreate_ValidatorKeyIsNoKey_IsRefused()
    {
        Validator bad = _chain.Genesis.Validators[0] with { BlsKey = default };
        Genesis genesis = new("aether-dev-1", 1, new ChainParameters(), new ValidatorSet([bad]), []);
        Assert.False(ProofVerifier.TryCreate(genesis, out ProofVerifier? verifier, out string reason));
        Assert.Null(verifier);
        Assert.NotEmpty(reason);
    }

    private void AssertEveryByteMatters(ProofFile file, byte[] part, Func<ProofFile, byte[], ProofFile> change)
    {
        // Pairings are slow: every 7th byte is enough to touch every field of every part.
        for (int index = 0; index < part.Length; index += 7)
        {
            byte[] bytes = [.. part];
            bytes[index] ^= 1;
            ProofFile changed = change(file, bytes);
            ProofError error = file.Kind == ProofFile.AccountKind
                ? _verifier.VerifyAccount(changed, Now, out _)
                : _verifier.VerifyReceipt(changed, Now, out _);
            Assert.NotEqual(ProofError.None, error);
        }
    }

    private void AssertAccount(ProofError expected, ProofFile file)
    {
        Assert.Equal(expected, _verifier.VerifyAccount(file, Now, out VerifiedAccount? verified));
        Assert.Null(verified);
    }
}
