using Aether.Consensus.LightClient;
using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.TestKit.Generators;
using Aether.TestKit.Simulation;
using Xunit;
using Client = Aether.Consensus.LightClient.LightClient;

namespace Aether.UnitTests.Consensus.LightClient;

/// <summary>Epoch proofs, headers and misbehaviour with real keys.</summary>
public sealed class LightClientTests
{
    private const ulong Now = SimulatedGenesis.TimestampMs + 60_000;
    private static readonly byte[][] s_members = [[1, 2, 3, 4], [2, 3, 4, 5, 6], [6, 7, 8, 9], [9, 10, 11]];

    private readonly KeyedEpochs _chain = new("aether-light", s_members);
    private readonly Client _client;

    public LightClientTests() => _client = Start(_chain);

    [Fact]
    public void Advance_EveryEpoch_ReachesTheLastSet()
    {
        foreach (KeyedEpoch epoch in _chain.Epochs)
        {
            Assert.Equal(LightClientError.None, _client.Advance(epoch.Proof, Now));
        }
        Assert.Equal(3U, _client.Epoch.Checkpoint.Epoch);
        Assert.Equal(_chain.Epochs[2].Closing.Hash, _client.Epoch.Checkpoint.RootHash);
        Assert.Equal(_chain.Epochs[2].Closing.TimestampMs, _client.LatestTimestampMs);
        Header beyond = KeyedEpochs.Child(_chain.Epochs[2].Closing, 3, 60, Hash256.Zero);
        Assert.Equal(LightClientError.None, _client.VerifyHeader(beyond, _chain.Commit(beyond), Now, out _));
    }

    [Fact]
    public void Advance_FinalByItsHelper_IsAsGood()
    {
        KeyedEpoch epoch = _chain.Epochs[0];
        EpochProof byCommit = epoch.Proof with { Finality = _chain.Commit(epoch.Closing, epoch.Helper) };
        Assert.Equal(LightClientError.None, Start(_chain).Advance(byCommit, Now));
        EpochProof byTwoChain = epoch.Proof with { Finality = _chain.TwoChain(epoch.Closing, epoch.Helper) };
        Assert.Equal(LightClientError.None, _client.Advance(byTwoChain, Now));
    }

    [Fact]
    public void Advance_SkippedOrRepeatedEpoch_IsRefused()
    {
        Assert.Equal(LightClientError.SkippedEpoch, _client.Advance(_chain.Epochs[1].Proof, Now));
        Assert.Equal(LightClientError.None, _client.Advance(_chain.Epochs[0].Proof, Now));
        Assert.Equal(LightClientError.PastEpoch, _client.Advance(_chain.Epochs[0].Proof, Now));
        Assert.Equal(LightClientError.SkippedEpoch, _client.Advance(_chain.Epochs[2].Proof, Now));
    }

    [Fact]
    public void Advance_OtherSetOrTransition_IsRefused()
    {
        EpochProof honest = _chain.Epochs[0].Proof;
        EpochTransition otherSet = honest.Transition with { Validators = _chain.SetOf(2) };
        Assert.Equal(
            LightClientError.WrongTransition, _client.Advance(honest with { Transition = otherSet }, Now));
        EpochTransition otherSeed = honest.Transition with { Randomness = Hash256.Zero };
        Assert.Equal(
            LightClientError.WrongTransition, _client.Advance(honest with { Transition = otherSeed }, Now));
        Header rewritten = honest.Closing with { PayloadRoot = Hash256.Zero };
        Assert.Equal(LightClientError.WrongTransition, _client.Advance(honest with { Closing = rewritten }, Now));
        Assert.Equal(0U, _client.Epoch.Checkpoint.Epoch);
    }

    [Fact]
    public void Advance_ByTheWrongValidators_IsNotFinal()
    {
        EpochProof honest = _chain.Epochs[0].Proof;
        QuorumCertificate[] bad =
        [
            _chain.Certify(VoteKind.Precommit, honest.Closing, _chain.SetOf(2), 0, 1, 2, 3),
            _chain.Certify(VoteKind.Precommit, honest.Closing, 0, 1),
            _chain.Certify(VoteKind.Precommit, _chain.Epochs[0].Second, 0, 1, 2, 3),
            _chain.Certify(VoteKind.Prevote, honest.Closing, 0, 1, 2, 3),
            honest.Finality.Certificate with { Bitmap = [0x0F, 0x00] },
            honest.Finality.Certificate with { Bitmap = [0x1F] },
            QuorumCertificate.Root(0, honest.Closing.View, honest.Closing.Hash),
        ];
        Assert.All(bad, certificate => Assert.Equal(
            LightClientError.NotFinal,
            _client.Advance(honest with { Finality = new FinalityProof([], certificate, null, null) }, Now)));
    }

    [Fact]
    public void Advance_OrdinaryOrHelperBlock_ClosesNothing()
    {
        KeyedEpoch epoch = _chain.Epochs[0];
        Hash256 root = epoch.Closing.PayloadRoot;
        Header early = KeyedEpochs.Child(epoch.Second, 0, epoch.Second.View + 1, root);
        EpochProof tooEarly = new(early, epoch.Proof.Transition, _chain.Commit(early));
        Assert.Equal(LightClientError.NotClosing, _client.Advance(tooEarly, Now));
        Header helper = epoch.Helper with { PayloadRoot = root };
        EpochProof late = new(helper, epoch.Proof.Transition, _chain.Commit(helper));
        Assert.Equal(LightClientError.HelperBlock, _client.Advance(late, Now));
    }

    [Fact]
    public void VerifyHeader_OrdinaryAndClosing_Hold()
    {
        KeyedEpoch epoch = _chain.Epochs[0];
        foreach (Header header in new[] { epoch.First, epoch.Second, epoch.Closing })
        {
            FinalityProof commit = _chain.Commit(header);
            Assert.Equal(
                LightClientError.None, _client.VerifyHeader(header, commit, Now, out VerifiedHeader? known));
            Assert.Same(header, known!.Header);
        }
        FinalityProof path = _chain.Commit(epoch.First, epoch.Second, epoch.Closing, epoch.Helper);
        Assert.Equal(LightClientError.None, _client.VerifyHeader(epoch.First, path, Now, out _));
    }

    [Fact]
    public void VerifyHeader_OfAnotherChain_IsNotFinal()
    {
        KeyedEpochs other = new("aether-other", s_members);
        Header header = other.Epochs[0].First;
        FinalityProof proof = other.Commit(header);
        Assert.Equal(LightClientError.NotFinal, _client.VerifyHeader(header, proof, Now, out VerifiedHeader? known));
        Assert.Null(known);
        Assert.Equal(LightClientError.NotFinal, _client.Advance(other.Epochs[0].Proof, Now));
    }

    [Fact]
    public void VerifyHeader_HelperOfferedAsFinal_IsRefused()
    {
        Header helper = _chain.Epochs[0].Helper;
        Assert.Equal(LightClientError.HelperBlock, _client.VerifyHeader(helper, _chain.Commit(helper), Now, out _));
    }

    [Fact]
    public void VerifyHeader_OtherEpochs_SayWhich()
    {
        Header next = _chain.Epochs[1].First;
        Assert.Equal(LightClientError.SkippedEpoch, _client.VerifyHeader(next, _chain.Commit(next), Now, out _));
        Assert.Equal(LightClientError.None, _client.Advance(_chain.Epochs[0].Proof, Now));
        Header past = _chain.Epochs[0].First;
        Assert.Equal(LightClientError.PastEpoch, _client.VerifyHeader(past, _chain.Commit(past), Now, out _));
        Header before = KeyedEpochs.Child(_chain.Epochs[0].Second, 1, 5, Hash256.Zero);
        Assert.Equal(LightClientError.BeforeRoot, _client.VerifyHeader(before, _chain.Commit(before), Now, out _));
        Assert.Equal(LightClientError.None, _client.VerifyHeader(next, _chain.Commit(next), Now, out _));
    }

    [Fact]
    public void VerifyHeader_FromTheFuture_IsRefused()
    {
        Header header = _chain.Epochs[0].First;
        ulong early = header.TimestampMs - Limits.LightClient.MaxClockDriftMs - 1;
        FinalityProof proof = _chain.Commit(header);
        Assert.Equal(LightClientError.FromTheFuture, _client.VerifyHeader(header, proof, early, out _));
        Assert.Equal(LightClientError.None, _client.VerifyHeader(header, proof, early + 1, out _));
    }

    [Fact]
    public void LongRangeAttack_OutsideTheTrustingPeriod_IsRefused()
    {
        // Whoever has the keys of the first set for good can sign any history after its stake is gone.
        KeyedEpochs forged = new("aether-light", s_members[0], [20, 21, 22], [20, 21, 22]);
        Assert.Equal(_chain.Genesis.Hash, forged.Genesis.Hash);
        ulong end = SimulatedGenesis.TimestampMs + Limits.LightClient.TrustingPeriodMs;
        Assert.Equal(LightClientError.TrustExpired, _client.Advance(forged.Epochs[0].Proof, end + 1));
        Header header = forged.Epochs[0].First;
        FinalityProof proof = forged.Commit(header);
        Assert.Equal(LightClientError.TrustExpired, _client.VerifyHeader(header, proof, end + 1, out _));
        Assert.Equal(LightClientError.None, _client.Advance(_chain.Epochs[0].Proof, end));
        Client archive = new(_client.Epoch, trustingPeriodMs: null);
        Assert.Equal(LightClientError.None, archive.Advance(_chain.Epochs[1].Proof, ulong.MaxValue));
    }

    [Fact]
    public void Trust_IsRenewedByWhatIsVerified()
    {
        ulong period = 1_000;
        Client client = new(Root(_chain), period);
        Header first = _chain.Epochs[0].First;
        ulong later = SimulatedGenesis.TimestampMs + 1_400;
        Assert.Equal(LightClientError.TrustExpired, Verify(client, first, later));
        Assert.Equal(LightClientError.None, Verify(client, first, later - 500));
        Assert.Equal(LightClientError.None, Verify(client, _chain.Epochs[0].Second, later));
    }

    [Fact]
    public void ConflictingFinality_FreezesForGood()
    {
        Header first = _chain.Epochs[0].First;
        Header second = first with { StateRoot = Hash256.Zero };
        Assert.Equal(LightClientError.None, Verify(_client, first, Now));
        Assert.Equal(LightClientError.Conflict, Verify(_client, second, Now));
        Assert.Equal(FreezeReason.ConflictingFinality, _client.Frozen);
        Assert.Equal(LightClientError.Frozen, Verify(_client, first, Now));
        Assert.Equal(LightClientError.Frozen, _client.Advance(_chain.Epochs[0].Proof, Now));
        Assert.Equal(0U, _client.Epoch.Checkpoint.Epoch);
    }

    [Fact]
    public void ReportFork_NeedsTwoFinalBlocksOfOneHeight()
    {
        KeyedEpoch epoch = _chain.Epochs[0];
        Header other = epoch.First with { View = epoch.First.View + 1 };
        FinalityProof proof = _chain.Commit(epoch.First);
        Assert.Equal(LightClientError.NoMisbehaviour, Report(epoch.First, proof, epoch.First, proof));
        Assert.Equal(
            LightClientError.NoMisbehaviour, Report(epoch.First, proof, epoch.Second, _chain.Commit(epoch.Second)));
        FinalityProof weak = new([], _chain.Certify(VoteKind.Precommit, other, 0, 1), null, null);
        Assert.Equal(LightClientError.NotFinal, Report(epoch.First, proof, other, weak));
        Assert.Equal(FreezeReason.None, _client.Frozen);
        Assert.Equal(LightClientError.None, Report(epoch.First, proof, other, _chain.Commit(other)));
        Assert.Equal(FreezeReason.ConflictingFinality, _client.Frozen);
    }

    [Fact]
    public void ReportEvidence_MoreThanAThirdOnBothSides_Freezes()
    {
        Header first = _chain.Epochs[0].First;
        Header second = first with { StateRoot = Hash256.Zero };
        Assert.Equal(LightClientError.NoMisbehaviour, _client.ReportEvidence(Double(first, second, 0), Now));
        Evidence forged = Double(first, second, 0, 1);
        QuorumCertificate stolen = forged.DoubleVote!.First with { Bitmap = [0x0F] };
        forged = Evidence.Of(forged.DoubleVote with { First = stolen });
        Assert.Equal(LightClientError.NoMisbehaviour, _client.ReportEvidence(forged, Now));
        Assert.Equal(LightClientError.NoMisbehaviour, _client.ReportEvidence(Double(first, first, 0, 1), Now));
        Assert.Equal(FreezeReason.None, _client.Frozen);
        ulong late = first.TimestampMs + Limits.LightClient.TrustingPeriodMs;
        Assert.Equal(LightClientError.TrustExpired, _client.ReportEvidence(Double(first, second, 0, 1), late));
        Assert.Equal(LightClientError.None, _client.ReportEvidence(Double(first, second, 0, 1), Now));
        Assert.Equal(FreezeReason.ConvictedStake, _client.Frozen);
        Assert.Equal(LightClientError.Frozen, Verify(_client, first, Now));
        Assert.Equal(LightClientError.Frozen, _client.ReportEvidence(Double(first, second, 0, 1), Now));
    }

    [Fact]
    public void ReportEvidence_OfAnotherEpochOrOfWhatFinalisesNothing_DoesNot()
    {
        Header first = _chain.Epochs[1].First;
        Header second = first with { StateRoot = Hash256.Zero };
        Assert.Equal(LightClientError.NoMisbehaviour, _client.ReportEvidence(Double(first, second, 0, 1, 2), Now));
        Header root = _chain.Epochs[0].First;
        Evidence vote = Evidence.Of(new InvalidVote(_chain.Certify(VoteKind.Prevote, root, 0, 1, 2, 3), root));
        Assert.Equal(LightClientError.NoMisbehaviour, _client.ReportEvidence(vote, Now));
        Assert.Equal(LightClientError.None, _client.Advance(_chain.Epochs[0].Proof, Now));
        Assert.Equal(LightClientError.None, _client.ReportEvidence(Double(first, second, 0, 1, 2), Now));
    }

    [Fact]
    public void MutatedEvidence_NeverThrowsNorFreezes()
    {
        Header first = _chain.Epochs[0].First;
        Evidence honest = Double(first, first with { StateRoot = Hash256.Zero }, 0, 1);
        byte[] bytes = Ace.Encode(honest);
        byte[] target = new byte[(2 * bytes.Length) + 64];
        SeededRandom random = new(5);
        int decoded = 0;
        for (int round = 0; round < 10_000; round++)
        {
            int length = ByteMutator.Mutate(random, bytes, bytes, target);
            if (Ace.TryDecode(target.AsSpan(0, length), out Evidence changed, out _))
            {
                decoded++;
                bool same = target.AsSpan(0, length).SequenceEqual(bytes);
                Client client = new(_client.Epoch);
                Assert.Equal(
                    same ? LightClientError.None : LightClientError.NoMisbehaviour,
                    client.ReportEvidence(changed, Now));
            }
        }
        Assert.True(decoded > 500, $"{decoded} decoded");
    }

    [Fact]
    public void MutatedEpochProofs_NeverThrowNorPass()
    {
        EpochProof honest = _chain.Epochs[0].Proof;
        byte[] bytes = Ace.Encode(honest);
        byte[] other = Ace.Encode(_chain.Epochs[1].Proof);
        byte[] target = new byte[(2 * bytes.Length) + 64];
        SeededRandom random = new(3);
        int decoded = 0;
        for (int round = 0; round < 10_000; round++)
        {
            int length = ByteMutator.Mutate(random, bytes, other, target);
            if (!Ace.TryDecode(target.AsSpan(0, length), out EpochProof changed, out _))
            {
                continue;
            }
            decoded++;
            Client client = new(_client.Epoch);
            LightClientError error = client.Advance(changed, Now);
            // Only what is not covered by a signature may differ: nothing is.
            bool same = target.AsSpan(0, length).SequenceEqual(bytes);
            Assert.Equal(same, error == LightClientError.None);
            Assert.Equal(same ? 1U : 0U, client.Epoch.Checkpoint.Epoch);
        }
        Assert.True(decoded > 500, $"{decoded} decoded");
    }

    [Fact]
    public void MutatedFinalityProofs_NeverThrowNorPassOthers()
    {
        Header header = _chain.Epochs[0].First;
        FinalityProof honest = _chain.Commit(header, _chain.Epochs[0].Second);
        byte[] bytes = Ace.Encode(honest);
        byte[] target = new byte[(2 * bytes.Length) + 64];
        SeededRandom random = new(4);
        int decoded = 0;
        for (int round = 0; round < 10_000; round++)
        {
            int length = ByteMutator.Mutate(random, bytes, bytes, target);
            if (Ace.TryDecode(target.AsSpan(0, length), out FinalityProof changed, out _))
            {
                decoded++;
                bool same = target.AsSpan(0, length).SequenceEqual(bytes);
                LightClientError error = new Client(_client.Epoch).VerifyHeader(header, changed, Now, out _);
                Assert.Equal(same ? LightClientError.None : LightClientError.NotFinal, error);
            }
        }
        Assert.True(decoded > 500, $"{decoded} decoded");
    }

    private static TrustedEpoch Root(KeyedEpochs chain)
    {
        Assert.Equal(LightClientError.None, TrustedEpoch.TryCreate(chain.Genesis, out TrustedEpoch? root));
        return root!;
    }

    private static Client Start(KeyedEpochs chain) => new(Root(chain));

    // The parts of evidence are in ascending order of their block hashes.
    private Evidence Double(Header one, Header other, params int[] signers)
    {
        bool ascending = one.Hash < other.Hash;
        QuorumCertificate first = _chain.Certify(VoteKind.Precommit, ascending ? one : other, signers);
        QuorumCertificate second = _chain.Certify(VoteKind.Precommit, ascending ? other : one, signers);
        return Evidence.Of(new DoubleVote(first, second));
    }

    private LightClientError Verify(Client client, Header header, ulong nowMs) =>
        client.VerifyHeader(header, _chain.Commit(header), nowMs, out _);

    private LightClientError Report(Header first, FinalityProof firstProof, Header second, FinalityProof secondProof) =>
        _client.ReportFork(first, firstProof, second, secondProof, Now);
}
