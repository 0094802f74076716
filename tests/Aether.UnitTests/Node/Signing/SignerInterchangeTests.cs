using System.Text;
using Aether.Consensus.SlashingProtection;
using Aether.Core.Types;
using Aether.Node.Signing;
using Aether.TestKit.Signing;
using Xunit;
using static Aether.TestKit.Signing.SignerRequests;

namespace Aether.UnitTests.Node.Signing;

/// <summary>
/// The scenarios of the EIP-3076 interchange tests with this chain's messages: a block is a proposal, an attestation a
/// prevote with its certificate as source and its view as target, surrounding an amnesia.
/// </summary>
public sealed class SignerInterchangeTests
{
    private static readonly Hash256 s_genesis = HashOf(1);
    private static readonly BlsPublicKey s_key = KeyOf(1);
    private static readonly BlsPublicKey s_other = KeyOf(2);

    private SignerRecord _record = SignerRecord.Empty;

    [Fact]
    public void Export_RoundTrips()
    {
        SignerRecord record = Marks(epoch: 3, proposed: 9, prevoted: 8, timedOut: 8, locked: 6, precommitted: 6);
        byte[] json = SignerInterchange.Export(s_genesis, [new SignerExport(s_key, record, true)]);
        string text = Encoding.UTF8.GetString(json);
        Assert.Contains("\"interchange_format_version\": \"1\"", text, StringComparison.Ordinal);
        Assert.Contains("\"genesis_hash\"", text, StringComparison.Ordinal);
        Assert.True(SignerInterchange.TryRead(json, s_genesis, out IReadOnlyList<SignerExport> entries, out string _));
        Assert.Equal(new SignerExport(s_key, record, true), Assert.Single(entries));
    }

    [Fact]
    public void WrongGenesis_IsRefused() => Assert.False(SignerInterchange.TryRead(
        SignerInterchange.Export(HashOf(2), [Entry(Marks(0, 5))]), s_genesis, out _, out string _));

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"metadata\":null,\"data\":[]}")]
    [InlineData("{\"metadata\":{\"interchange_format_version\":\"2\",\"genesis_hash\":\"G\"},\"data\":[]}")]
    [InlineData("{\"metadata\":{\"interchange_format_version\":1,\"genesis_hash\":\"G\"},\"data\":[]}")]
    [InlineData("{\"metadata\":{\"interchange_format_version\":\"1\",\"genesis_hash\":\"G\"}}")]
    [InlineData("META[null]}")]
    [InlineData("META[{}]}")]
    [InlineData("META[{\"pubkey\":\"0x12\"}]}")]
    [InlineData("META[{\"pubkey\":\"K\",\"epoch\":-1}]}")]
    [InlineData("META[{\"pubkey\":\"K\",\"epoch\":null}]}")]
    [InlineData("META[{\"pubkey\":\"K\",\"x\":1}]}")]
    [InlineData("META[{\"pubkey\":\"K\",\"last_prevote\":{\"view\":\"5\"}}]}")]
    [InlineData("META[{\"pubkey\":\"K\",\"last_prevote\":{\"view\":5,\"hash\":\"zz\"}}]}")]
    public void Malformed_IsRefusedWithASentence(string text)
    {
        text = text
            .Replace(
                "META",
                "{\"metadata\":{\"interchange_format_version\":\"1\",\"genesis_hash\":\"G\"},\"data\":",
                StringComparison.Ordinal)
            .Replace("\"G\"", $"\"{s_genesis}\"", StringComparison.Ordinal)
            .Replace("\"K\"", $"\"{Hex.Encode(s_key.Span)}\"", StringComparison.Ordinal);
        Assert.False(SignerInterchange.TryRead(Encoding.UTF8.GetBytes(text), s_genesis, out _, out string reason));
        Assert.NotEmpty(reason);
    }

    [Fact]
    public void Minimal_EntryWithoutMarks_IsAnEmptyRecord()
    {
        string text = "{\"metadata\":{\"interchange_format_version\":\"1\",\"genesis_hash\":\"" + s_genesis
            + "\"},\"data\":[{\"pubkey\":\"" + Hex.Encode(s_key.Span) + "\",\"last_proposal\":null}]}";
        byte[] json = Encoding.UTF8.GetBytes(text);
        Assert.True(SignerInterchange.TryRead(
            json, s_genesis, out IReadOnlyList<SignerExport> entries, out string reason), reason);
        Assert.True(Assert.Single(entries).Record.IsUnsigned);
    }

    [Fact]
    public void SingleValidator_GenesisAttestation()
    {
        Import(Marks(0, prevoted: 1));
        Refused(Prevote(0, 1, 0, 5));
        Signed(Prevote(0, 2, 1));
    }

    [Fact]
    public void SingleValidator_ImportOnly_SignsNothingByItself()
    {
        Import(Marks(0, proposed: 22, prevoted: 2));
        Assert.Equal((22UL, 2UL), (_record.ProposedView, _record.PrevotedView));
    }

    [Fact]
    public void SingleValidator_SingleBlock()
    {
        Import(Marks(0, proposed: 32));
        Refused(Propose(0, 32, 3));
        Refused(Propose(0, 31));
        Signed(Propose(0, 33));
    }

    [Fact]
    public void SingleValidator_SingleAttestation()
    {
        Import(Marks(0, prevoted: 5, locked: 4));
        Refused(Prevote(0, 5, 4, 3));
        Signed(Prevote(0, 6, 5));
    }

    [Fact]
    public void SingleValidator_SingleBlockAndAttestation_WithAndWithoutHashes()
    {
        HeaderSignRequest block = Propose(0, 61);
        VoteSignRequest vote = Prevote(0, 2, 1);
        SignerRecord known = Marks(0, proposed: 61, prevoted: 2) with
        {
            ProposedHash = block.Header.Hash,
            PrevotedHash = vote.BlockHash,
        };
        Import(known);
        Signed(block);
        Signed(vote);
        _record = SignerRecord.Empty;
        Import(known with { ProposedHash = Hash256.Zero, PrevotedHash = Hash256.Zero });
        Refused(block);
        Refused(vote);
    }

    [Fact]
    public void SingleValidator_TwoBlocksWithoutHash_AndMultipleBlockAttempts()
    {
        Import(Marks(0, proposed: 15), Marks(0, proposed: 16), Marks(0, proposed: 17));
        Refused(Propose(0, 15));
        Refused(Propose(0, 16));
        Refused(Propose(0, 17));
        Signed(Propose(0, 18));
        Refused(Propose(0, 18, 1));
    }

    [Fact]
    public void SingleValidator_MultipleBlocksAndAttestations_TheHighestCount()
    {
        Import(Marks(0, proposed: 2, prevoted: 1), Marks(0, proposed: 3, prevoted: 2), Marks(0, proposed: 10));
        Refused(Propose(0, 4));
        Refused(Propose(0, 10));
        Refused(Prevote(0, 2, 1));
        Signed(Propose(0, 12));
        Signed(Prevote(0, 3, 2));
    }

    [Fact]
    public void SingleValidator_OutOfOrderBlocksAndAttestations()
    {
        Import(Marks(0, proposed: 6, prevoted: 6), Marks(0, proposed: 5, prevoted: 5));
        Refused(Propose(0, 5));
        Refused(Propose(0, 6));
        Refused(Prevote(0, 6, 5));
        Signed(Propose(0, 7));
        Signed(Prevote(0, 7, 6));
    }

    [Fact]
    public void SingleValidator_ResignBlockAndAttestation()
    {
        HeaderSignRequest block = Propose(0, 9);
        VoteSignRequest vote = Prevote(0, 9, 8);
        Signed(block);
        Signed(vote);
        SignerRecord exported = _record;
        _record = SignerRecord.Empty;
        Import(exported);
        Signed(block);
        Signed(vote);
        Refused(Propose(0, 9, 1));
        Refused(Prevote(0, 9, 8, 1));
    }

    [Fact]
    public void SingleValidator_SlashableBlocks_InOneFile_NoneCanBeSignedAgain()
    {
        HeaderSignRequest one = Propose(0, 7, 1);
        HeaderSignRequest two = Propose(0, 7, 2);
        Import(
            Marks(0, proposed: 7) with { ProposedHash = one.Header.Hash },
            Marks(0, proposed: 7) with { ProposedHash = two.Header.Hash });
        Refused(one);
        Refused(two);
        Signed(Propose(0, 8));
    }

    [Fact]
    public void SingleValidator_SlashableBlocksNoRoot_AndDuplicatePubkeySlashableBlock()
    {
        HeaderSignRequest one = Propose(0, 7, 1);
        Import(Marks(0, proposed: 7), Marks(0, proposed: 7) with { ProposedHash = one.Header.Hash });
        Refused(one);
        Refused(Propose(0, 7, 2));
    }

    [Fact]
    public void SingleValidator_DoubleVote_AndDuplicatePubkeySlashableAttestation()
    {
        VoteSignRequest one = Prevote(0, 3, 2, 1);
        Import(
            Marks(0, prevoted: 3) with { PrevotedHash = one.BlockHash },
            Marks(0, prevoted: 3) with { PrevotedHash = HashOf(8) });
        Refused(one);
        Refused(Prevote(0, 3, 2, 2));
        Signed(Prevote(0, 4, 3));
    }

    [Fact]
    public void SingleValidator_SurroundsAndSurrounded_ATimeoutBelowTheLockIsRefused()
    {
        Import(Marks(0, prevoted: 3, locked: 2, precommitted: 2));
        Refused(Timeout(0, 4, 1));
        Signed(Timeout(0, 4, 2));
        _record = SignerRecord.Empty;
        Import(Marks(0, prevoted: 6, timedOut: 6, locked: 1));
        Refused(Precommit(0, 5));
        Refused(Prevote(0, 6, 5));
        Signed(Precommit(0, 7));
    }

    [Fact]
    public void SingleValidator_SourceGreaterThanTarget_NeverLowersAndNeverSigns()
    {
        Import(Marks(0, prevoted: 2, locked: 5));
        Refused(Timeout(0, 5, 5));
        Refused(Timeout(0, 6, 4));
        Signed(Timeout(0, 6, 5));
    }

    [Fact]
    public void DuplicatePubkey_NotSlashable_IsTheHighest()
    {
        Import(Marks(0, proposed: 10, prevoted: 2), Marks(0, proposed: 13, prevoted: 3));
        Refused(Propose(0, 11));
        Refused(Prevote(0, 3, 2));
        Signed(Propose(0, 14));
        Signed(Prevote(0, 4, 3));
    }

    [Fact]
    public void MultipleInterchanges_OutOfOrderGapsAndStale_NeverLower()
    {
        Import(Marks(0, proposed: 40, prevoted: 40, locked: 30));
        Import(Marks(0, proposed: 20, prevoted: 20, locked: 10));
        Refused(Propose(0, 30));
        Refused(Prevote(0, 30, 29));
        Refused(Timeout(0, 50, 20));
        Import(Marks(0, proposed: 60, prevoted: 60));
        Refused(Propose(0, 50));
        Signed(Propose(0, 61));
        Signed(Prevote(0, 61, 60));
    }

    [Fact]
    public void MultipleInterchanges_FirstSurroundsSecondAndTheOtherWay_TakeTheHigherOfEach()
    {
        foreach (bool swapped in new[] { false, true })
        {
            _record = SignerRecord.Empty;
            SignerRecord wide = Marks(0, prevoted: 12, timedOut: 12, locked: 2);
            SignerRecord narrow = Marks(0, prevoted: 9, locked: 8, precommitted: 8);
            Import(swapped ? narrow : wide);
            Import(swapped ? wide : narrow);
            Refused(Timeout(0, 13, 7));
            Refused(Precommit(0, 12));
            Signed(Timeout(0, 13, 8));
        }
    }

    [Fact]
    public void MultipleInterchanges_FailIffImported_AndRepeatIsIdempotent()
    {
        Signed(Propose(0, 40));
        Import(Marks(0, proposed: 50));
        SignerRecord once = _record;
        Import(Marks(0, proposed: 50));
        Assert.Equal(once, _record);
        Refused(Propose(0, 45));
        Signed(Propose(0, 51));
    }

    [Fact]
    public void MultipleValidators_EachTakesItsOwnOnly()
    {
        SignerExport[] entries = [Entry(Marks(0, proposed: 10)), new(s_other, Marks(0, proposed: 99), false)];
        Assert.Equal(10UL, SignerInterchange.Merge(_record, s_key, entries, 0).ProposedView);
        Assert.Equal(99UL, SignerInterchange.Merge(_record, s_other, entries, 0).ProposedView);
        Assert.Equal(_record, SignerInterchange.Merge(_record, KeyOf(3), entries, 5));
    }

    [Fact]
    public void Epochs_TheLaterCountsWhole()
    {
        Import(Marks(2, proposed: 100, prevoted: 100));
        Import(Marks(3, proposed: 5), Marks(1, proposed: 900));
        Assert.Equal((3U, 5UL, 0UL), (_record.Epoch, _record.ProposedView, _record.PrevotedView));
        Refused(Propose(2, 500));
        Signed(Propose(3, 6));
    }

    [Fact]
    public void HandOver_EndsAStopAndWhatWasSeen_AndListensAgain()
    {
        SignerRecord stopped = Marks(0, proposed: 5) with { StopView = 0, SeenElsewhere = true };
        SignerExport kept = Entry(Marks(0, proposed: 7));
        SignerRecord still = SignerInterchange.Merge(stopped, s_key, [kept], 30);
        Assert.Equal((0UL, true, 30U), (still.StopView, still.SeenElsewhere, still.ListenViews));
        SignerRecord taken = SignerInterchange.Merge(stopped, s_key, [kept with { HandOver = true }], 30);
        Assert.Equal((ulong.MaxValue, false, 30U), (taken.StopView, taken.SeenElsewhere, taken.ListenViews));
        Assert.Equal(7UL, taken.ProposedView);
    }

    private static SignerRecord Marks(
        uint epoch,
        ulong proposed = 0,
        ulong prevoted = 0,
        ulong timedOut = 0,
        ulong locked = 0,
        ulong precommitted = 0) => new()
        {
            Epoch = epoch,
            ProposedView = proposed,
            PrevotedView = prevoted,
            TimedOutView = timedOut,
            LockView = locked,
            PrecommittedView = precommitted,
        };

    private static SignerExport Entry(SignerRecord record) => new(s_key, record, false);

    private static BlsPublicKey KeyOf(byte number)
    {
        byte[] bytes = new byte[BlsPublicKey.Bytes];
        bytes[0] = number;
        return new BlsPublicKey(bytes);
    }

    private void Import(params SignerRecord[] records)
    {
        byte[] json = SignerInterchange.Export(s_genesis, records.Select(Entry));
        Assert.True(SignerInterchange.TryRead(
            json, s_genesis, out IReadOnlyList<SignerExport> entries, out string reason), reason);
        SignerRecord merged = SignerInterchange.Merge(_record, s_key, entries, 0);
        Assert.True(merged.Covers(_record));
        _record = merged;
    }

    private void Signed(SignRequest request)
    {
        SignerDecision decision = new SignerCore(s_genesis, _record).Decide(request);
        Assert.Equal(SignerRefusal.None, decision.Refusal);
        _record = decision.Next;
    }

    private void Refused(SignRequest request) =>
        Assert.NotEqual(SignerRefusal.None, new SignerCore(s_genesis, _record).Decide(request).Refusal);
}
