using System.Globalization;
using Aether.Consensus.HotStuff;
using Aether.Consensus.Slashing;
using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.TestKit.Generators;
using Xunit;

namespace Aether.UnitTests.Consensus.HotStuff;

/// <summary>One peer sends what it likes: the node keeps working, keeps little, and says who it was.</summary>
public sealed class HostileInputTests
{
    // AETHER_HOSTILE_INPUTS sets the number for a long run.
    private const int DefaultInputs = 100_000;
    private const ushort Offender = 6;

    private readonly VoteForge _forge = new(10, 10, 10, 10, 10, 10, 10);
    private readonly ChainDriver _driver;
    private readonly SeededRandom _random = new(77);
    private Header _parent;
    private QuorumCertificate _justify;

    public HostileInputTests()
    {
        _driver = new ChainDriver(_forge, own: 5).At(0);
        _parent = _forge.GenesisHeader;
        _justify = _forge.Root;
    }

    [Fact]
    public void MutatedMessages_OfEverySort_NeitherStopNorFillNorMoveTheCore()
    {
        int inputs = int.TryParse(
            Environment.GetEnvironmentVariable("AETHER_HOSTILE_INPUTS"), CultureInfo.InvariantCulture, out int set)
            ? set
            : DefaultInputs;
        int decoded = 0;
        long scored = 0;
        byte[] buffer = new byte[1 << 16];
        List<byte[]> corpus = [];
        CoreFootprint most = default;
        for (int input = 0; input < inputs; input++)
        {
            if (input % 1_000 == 0)
            {
                Progress();
                corpus = [.. Corpus(input % 2_000 == 0).Select(message => Ace.Encode(message))];
            }
            byte[] source = corpus[_random.Below(corpus.Count)];
            int length = ByteMutator.Mutate(_random, source, corpus[_random.Below(corpus.Count)], buffer);
            if (!Ace.TryDecode(buffer.AsSpan(0, length), out ConsensusMessage message, out _))
            {
                continue;
            }
            decoded++;
            _driver.Receive(Offender, message);
            scored += _driver.Effects.OfType<PenalisePeer>().Count(penalty => penalty.Peer == Offender);
            Assert.DoesNotContain(_driver.Effects, BlamesOthers);
            _driver.Clear();
            most = Max(most, _driver.Core.Footprint);
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{inputs} inputs, {decoded} decoded, {scored} penalties, final height "
            + $"{_driver.Core.FinalizedHeader.Height}, at most {most}");
        AssertBounded(most, 7);
        Assert.True(decoded > inputs / 20 && scored > decoded / 20);
        Progress();
        Progress();
        Assert.Equal((ulong)((inputs - 1) / 1_000) + 2, _driver.Core.FinalizedHeader.Height);
    }

    [Fact]
    public void EverySortOfBadMessage_ScoresItsSender()
    {
        Progress();
        Progress();
        ulong view = _driver.Core.CurrentView;
        QuorumCertificate bad = _forge.Certificate(VoteKind.Prevote, _parent with { View = view + 1 }, 0, 1, 2, 3, 4)
            with
        { Signature = default };
        Proposal block = _forge.Block(_parent, _justify, view);
        Vote vote = _forge.Vote(VoteKind.Prevote, view, block.Hash, 3);
        TimeoutVote timeout = _forge.Timeout(view, _justify, 3);
        Vote other = _forge.Vote(VoteKind.Prevote, view, _parent.Hash, 3);
        ConsensusMessage[] messages =
        [
            ConsensusMessage.Of(_forge.Sign(block.Header with { Justify = bad }, block.Payload)),
            ConsensusMessage.Of(new Proposal(block.SignedHeader with { KesSignature = [] }, block.Payload)),
            ConsensusMessage.Of(timeout with { HighCertificate = bad, HighView = bad.View }),
            ConsensusMessage.Of(new EntryCertificate(bad, null)),
            ConsensusMessage.Of(new EntryCertificate(null, _forge.TimeoutCertificate(view + 3, bad, 1, 2))),
            ConsensusMessage.OfCommit(bad with { Kind = VoteKind.Precommit }),
            ConsensusMessage.OfBlockResponse(_forge.Sign(block.Header with { Justify = bad }, block.Payload)),
            ConsensusMessage.Of(EvidenceParts.DoubleVote(
                EvidenceParts.Aggregate(vote, 7), EvidenceParts.Aggregate(other with { Signature = default }, 7))),
            ConsensusMessage.Of(EvidenceParts.DoubleVote(
                EvidenceParts.Aggregate(vote, 7), EvidenceParts.Aggregate(vote, 7))),
        ];
        foreach (ConsensusMessage message in messages)
        {
            _driver.Clear();
            _driver.Receive(Offender, message);
            Assert.Equal(Offender, Assert.Single(_driver.Effects.OfType<PenalisePeer>()).Peer);
        }

        // A vote and a timeout are scored when the quorum they would spoil is checked.
        _driver.Clear();
        _driver.Receive(Offender, ConsensusMessage.Of(vote with { Signature = default }));
        _driver.Receive(Offender, ConsensusMessage.Of(timeout with { Signature = default }));
        foreach (ushort voter in new ushort[] { 0, 1, 2, 4 })
        {
            _driver.Receive(voter, ConsensusMessage.Of(_forge.Vote(VoteKind.Prevote, view, block.Hash, voter)));
            _driver.Receive(voter, ConsensusMessage.Of(_forge.Timeout(view, _justify, voter)));
        }
        Assert.Equal(2, _driver.Effects.OfType<PenalisePeer>().Count());
        Assert.All(_driver.Effects.OfType<PenalisePeer>(), penalty => Assert.Equal(Offender, penalty.Peer));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AFloodOfFutureViews_StaysBounded(bool inNamesOfOthers)
    {
        Progress();
        for (int index = 0; index < 20_000; index++)
        {
            ulong view = _random.OneIn(4) ? _random.U64() : _driver.Core.CurrentView + (ulong)_random.Below(80);
            ushort voter = inNamesOfOthers ? (ushort)_random.Below(7) : Offender;
            VoteKind kind = _random.OneIn(2) ? VoteKind.Prevote : VoteKind.Precommit;
            BlsSignature signature = ConsensusGenerator.Signature(_random);
            TimeoutVote timeout = _forge.Timeout(view, _justify, voter, LargeEntry()) with { Signature = signature };
            _driver.Receive(Offender, ConsensusMessage.Of(new Vote(kind, 0, view, _random.Hash(), voter, signature)));
            _driver.Receive(Offender, ConsensusMessage.Of(timeout));
        }

        AssertBounded(_driver.Core.Footprint, inNamesOfOthers ? 7 : 1);
        AssertStillWorks();
    }

    [Fact]
    public void AFloodOfDistinctHashes_IsOnePlaceForEachVoter_AndOneConviction()
    {
        Progress();
        ulong view = _driver.Core.CurrentView;
        _driver.Clear();
        for (int index = 0; index < 20_000; index++)
        {
            Vote vote = _forge.Vote(VoteKind.Prevote, view, _random.Hash(), Offender);
            _driver.Receive(Offender, ConsensusMessage.Of(vote));
        }

        EvidenceFound found = Assert.Single(_driver.Effects.OfType<EvidenceFound>());
        Conviction conviction = Assert.Single(found.Convictions);
        Assert.Equal(_forge.Genesis.Validators[Offender].Address, conviction.Validator);
        Assert.Single(_driver.Sent, message => message.Evidence is not null);
        AssertBounded(_driver.Core.Footprint, 1);
        AssertStillWorks();
    }

    [Fact]
    public void EvidenceFromAPeer_IsCheckedKeptAndSentOnOnce()
    {
        Vote one = _forge.Vote(VoteKind.Precommit, 3, _parent.Hash, 2);
        Vote other = _forge.Vote(VoteKind.Precommit, 3, _forge.Genesis.Hash, 2);
        Evidence evidence = EvidenceParts.DoubleVote(
            EvidenceParts.Aggregate(one, 7), EvidenceParts.Aggregate(other, 7));
        _driver.Clear();
        for (ushort peer = 0; peer < 5; peer++)
        {
            _driver.Receive(peer, ConsensusMessage.Of(evidence));
        }

        Assert.Equal(evidence, Assert.Single(_driver.Effects.OfType<EvidenceFound>()).Evidence);
        Assert.Single(_driver.Sent, message => message.Evidence == evidence);
        Assert.Empty(_driver.Effects.OfType<PenalisePeer>());
    }

    [Fact]
    public void ACommitBesideTheFinalChain_StopsTheNode()
    {
        Progress();
        Progress();
        Progress();
        _driver.Receive(0, ConsensusMessage.OfCommit(_forge.Certificate(VoteKind.Precommit, _parent, 2, 3, 4, 5, 6)));
        Header final = _driver.Core.FinalizedHeader;
        Assert.Equal(_parent, final);
        Header beside = final with { TimestampMs = final.TimestampMs + 1 };
        QuorumCertificate commit = _forge.Certificate(VoteKind.Precommit, beside, 0, 1, 2, 3, 4);
        _driver.Clear();

        _driver.Receive(1, ConsensusMessage.OfCommit(commit with { Signature = default }));
        Assert.Single(_driver.Effects.OfType<PenalisePeer>());
        Assert.Empty(_driver.Effects.OfType<Halt>());
        _driver.Receive(1, ConsensusMessage.OfCommit(commit));

        Assert.Equal(commit, Assert.Single(_driver.Effects.OfType<Halt>()).Conflict);
        Assert.Contains(_driver.Effects.OfType<EvidenceFound>(), found => found.Convictions.Count >= 3);
        Assert.True(_driver.Core.IsHalted);
    }

    // Two views of the honest validators: the core follows and the block before becomes final.
    private void Progress()
    {
        ulong view = _justify.View + 1;
        Proposal block = _forge.Block(_parent, _justify, view);
        _driver.Receive(0, ConsensusMessage.Of(block));
        _driver.At(_driver.NowMs + 500);
        _parent = block.Header;
        _justify = _forge.Certificate(VoteKind.Prevote, block.Header, 0, 1, 2, 3, 4);
        _driver.Receive(0, ConsensusMessage.Of(new EntryCertificate(_justify, null)));
        _driver.Clear();
    }

    private EntryCertificate LargeEntry() => new(null, new TimeoutCertificate(
        0,
        _driver.Core.CurrentView + 9,
        [.. Enumerable.Range(0, 64).Select(index => new TimeoutGroup((ulong)index, new byte[512]))],
        default,
        QuorumCertificate.Root(0, 63, Hash256.Zero)));

    // Honest validators either gave the view up or committed its block: together the two would convict them.
    private IEnumerable<ConsensusMessage> Corpus(bool isGivenUp)
    {
        ulong view = _justify.View + 1;
        Proposal block = _forge.Block(_parent, _justify, view);
        TimeoutCertificate timeouts = _forge.TimeoutCertificate(view, _justify, 0, 1, 2, 3, 4);
        Proposal late = _forge.Block(_parent, _justify, view + 1, timeouts);
        late = new Proposal(late.SignedHeader with { KesSignature = new byte[96] }, late.Payload);
        Vote vote = _forge.Vote(VoteKind.Prevote, view, block.Hash, Offender);
        Vote other = _forge.Vote(VoteKind.Prevote, view, late.Hash, Offender);
        QuorumCertificate commit = _forge.Certificate(VoteKind.Precommit, block.Header, 0, 1, 2, 3, 4);
        yield return ConsensusMessage.Of(block);
        yield return ConsensusMessage.Of(late);
        yield return ConsensusMessage.Of(vote);
        yield return ConsensusMessage.Of(_forge.Vote(VoteKind.Precommit, view, block.Hash, Offender));
        if (isGivenUp)
        {
            commit = commit with { Signature = default };
            yield return ConsensusMessage.Of(_forge.Timeout(view, _justify, Offender));
            yield return ConsensusMessage.Of(
                _forge.Timeout(view + 1, _justify, Offender, new EntryCertificate(null, timeouts)));
            yield return ConsensusMessage.Of(new EntryCertificate(null, timeouts));
        }
        else
        {
            timeouts = timeouts with { Signature = default };
            yield return ConsensusMessage.Of(new EntryCertificate(
                _forge.Certificate(VoteKind.Prevote, block.Header, 0, 1, 2, 3, 4), null));
            yield return ConsensusMessage.OfCommit(commit);
        }
        yield return ConsensusMessage.OfBlockRequest(_parent.Hash);
        yield return ConsensusMessage.OfBlockResponse(block);
        yield return ConsensusMessage.Of(new EpochProof(
            block.Header,
            new EpochTransition(1, _parent.Hash, _forge.Genesis.Validators),
            new FinalityProof([], commit, null, null)));
        yield return ConsensusMessage.OfEpochProofRequest(0);
        yield return ConsensusMessage.Of(new BlocksRequest(1, 8));
        yield return ConsensusMessage.Of(EvidenceParts.DoubleVote(
            EvidenceParts.Aggregate(vote, 7) with { Epoch = 9 }, EvidenceParts.Aggregate(other, 7)));
        yield return ConsensusMessage.Of(EvidenceParts.Amnesia(commit, null, timeouts));
        yield return ConsensusMessage.Of(EvidenceParts.DoubleProposal(block.SignedHeader, late.SignedHeader));
        yield return ConsensusMessage.Of(EvidenceParts.InvalidVote(EvidenceParts.Aggregate(vote, 7), block.Header));
    }

    private bool BlamesOthers(ConsensusEffect effect) => effect switch
    {
        PenalisePeer penalty => penalty.Peer != Offender,
        EvidenceFound found => found.Convictions.Any(
            conviction => conviction.Validator != _forge.Genesis.Validators[Offender].Address),
        _ => effect is Halt,
    };

    private static CoreFootprint Max(CoreFootprint left, CoreFootprint right) => new(
        Math.Max(left.Votes, right.Votes),
        Math.Max(left.Timeouts, right.Timeouts),
        Math.Max(left.Slots, right.Slots),
        Math.Max(left.Certificates, right.Certificates),
        Math.Max(left.Blocks, right.Blocks),
        Math.Max(left.EvidenceBytes, right.EvidenceBytes));

    // Each voter has one place in each view of the window and kind; nothing else grows with what is sent.
    private static void AssertBounded(CoreFootprint footprint, int voters)
    {
        int views = (int)(Limits.Consensus.MaxFutureViews + Limits.Consensus.MaxPastViews + 1);
        Assert.InRange(footprint.Votes, 0, (2 * views * voters) + (4 * 7));
        Assert.InRange(footprint.Timeouts, 0, (views * voters) + (2 * 7));
        Assert.InRange(footprint.Slots, 0, 3 * views);
        Assert.InRange(footprint.Certificates, 0, 4 * (int)Limits.Evidence.WindowViews);
        Assert.InRange(footprint.Blocks, 0, 3 * views);
        Assert.InRange(footprint.EvidenceBytes, 0, 8 * 1024);
    }

    private void AssertStillWorks()
    {
        ulong height = _driver.Core.FinalizedHeader.Height;
        Progress();
        Progress();
        Assert.Equal(height + 2, _driver.Core.FinalizedHeader.Height);
    }
}
