using Aether.Consensus.HotStuff;
using Aether.Consensus.SlashingProtection;
using Aether.Core.Codec;
using Aether.Core.Diagnostics;
using Aether.Core.Types;
using Aether.TestKit.Generators;
using Aether.TestKit.Simulation;
using Xunit;

namespace Aether.UnitTests.Consensus.HotStuff;

public sealed class ConsensusCoreTests
{
    private readonly VoteForge _forge = new(10, 10, 10, 10);
    private readonly Proposal _first;
    private readonly QuorumCertificate _certificate;
    private readonly Proposal _second;
    private readonly ushort _own;

    public ConsensusCoreTests()
    {
        _first = _forge.Block(_forge.GenesisHeader, _forge.Root, 1);
        _certificate = _forge.Certificate(VoteKind.Prevote, _first.Header, 0, 1, 2);
        _second = _forge.Block(_first.Header, _certificate, 2);
        // A validator that leads neither view, so that the blocks above come from others.
        _own = (ushort)Enumerable.Range(0, 4).First(
            index => index != _first.Header.Proposer && index != _second.Header.Proposer);
    }

    [Fact]
    public void Proposal_IsPrevotedAfterTheClaimDeadline_OncePerView()
    {
        CoreDriver driver = Started();
        driver.Receive(_first.Header.Proposer, ConsensusMessage.Of(_first));
        Assert.Empty(Votes(driver));

        driver.At(660);
        driver.At(700).At(900);

        Vote vote = Assert.Single(Votes(driver));
        Assert.Equal((VoteKind.Prevote, 1UL, _first.Hash), (vote.Kind, vote.View, vote.BlockHash));
        Assert.Equal(1UL, driver.Core.Safety.PrevotedView);
    }

    [Fact]
    public void Certificate_IsPrecommitted_AndOpensTheNextView()
    {
        CoreDriver driver = Started();
        driver.Receive(1, ConsensusMessage.Of(_first)).At(660);
        driver.Receive(1, ConsensusMessage.Of(new EntryCertificate(_certificate, null)));

        Assert.Equal(2UL, driver.Core.CurrentView);
        Assert.Contains(Votes(driver), vote => vote.Kind == VoteKind.Precommit && vote.BlockHash == _first.Hash);
        Assert.Equal(_certificate, driver.Core.Safety.HighCertificate);
        Assert.Contains(driver.Sent, message => message.Entry?.Quorum == _certificate);
    }

    [Fact]
    public void CommitCertificate_MakesTheBlockFinal()
    {
        CoreDriver driver = Started();
        driver.Receive(1, ConsensusMessage.Of(_first)).At(660);
        driver.Receive(1, ConsensusMessage.OfCommit(_forge.Certificate(VoteKind.Precommit, _first.Header, 0, 1, 2)));

        Finalize final = Assert.Single(driver.Effects.OfType<Finalize>());
        Assert.Equal(_first.Hash, Assert.Single(final.Blocks).Block.Hash);
        Assert.Equal(_first.Header, driver.Core.FinalizedHeader);
    }

    [Fact]
    public void TwoChain_MakesTheParentFinalWithItsProof()
    {
        CoreDriver driver = Started();
        driver.Receive(1, ConsensusMessage.Of(_first)).At(660).Receive(1, ConsensusMessage.Of(_second)).At(1_300);
        Assert.Empty(driver.Effects.OfType<Finalize>());

        QuorumCertificate child = _forge.Certificate(VoteKind.Prevote, _second.Header, 0, 1, 2);
        driver.Receive(1, ConsensusMessage.Of(new EntryCertificate(child, null)));

        FinalizedBlock block = Assert.Single(Assert.Single(driver.Effects.OfType<Finalize>()).Blocks);
        Assert.Equal(_first.Hash, block.Block.Hash);
        Assert.Equal(_second.Header, block.Proof?.Child);
        Assert.Equal(child, block.Proof?.ChildCertificate);
    }

    [Fact]
    public void TwoConflictingCommits_StopTheNode()
    {
        CoreDriver driver = Started();
        Header other = _first.Header with { TimestampMs = _first.Header.TimestampMs + 1 };
        driver.Receive(1, ConsensusMessage.OfCommit(_forge.Certificate(VoteKind.Precommit, _first.Header, 0, 1, 2)));
        driver.Receive(1, ConsensusMessage.OfCommit(_forge.Certificate(VoteKind.Precommit, other, 0, 1, 2)));

        Assert.Single(driver.Effects.OfType<Halt>());
        Assert.True(driver.Core.IsHalted);
        driver.Clear();
        driver.Receive(1, ConsensusMessage.Of(_first)).At(9_000);
        Assert.Empty(driver.Effects);
    }

    [Fact]
    public void WrongPayload_DoesNotTakeThePlaceOfTheBlock()
    {
        CoreDriver driver = Started();
        driver.Receive(3, ConsensusMessage.Of(_first with { Payload = [9, 9, 9, 9, 9, 9, 9, 9] }));
        Assert.Equal(3, Assert.Single(driver.Penalties).Peer);

        driver.Receive(1, ConsensusMessage.Of(_first)).At(660);

        Assert.Equal(_first.Hash, Assert.Single(Votes(driver)).BlockHash);
    }

    [Fact]
    public void InvalidProposals_AreBlamedAndNeverVotedFor()
    {
        QuorumCertificate weak = _forge.Certificate(VoteKind.Prevote, _first.Header, 0, 1);
        Header header = _first.Header;
        Proposal[] invalid =
        [
            Sign(header with { FecProfile = 0 }),
            Sign(header with { BaseFee = 1 }),
            Sign(header with { ParentHash = header.Hash }),
            Sign(header with { VrfProof = default }),
            Sign(header with { EvidenceRoot = header.Hash }),
            _forge.Block(_forge.GenesisHeader, _forge.Root, 1, null, NotBackup(1), LeadKind.Backup),
            _first with { SignedHeader = _first.SignedHeader with { KesSignature = new byte[96] } },
            _forge.Block(_first.Header, weak, 2),
            _forge.Block(_forge.GenesisHeader, _forge.Root, 5, _forge.TimeoutCertificate(4, _forge.Root, 0, 1)),
        ];
        foreach (Proposal proposal in invalid)
        {
            CoreDriver driver = Started();
            driver.Receive(3, ConsensusMessage.Of(proposal)).At(900);

            Assert.Single(driver.Penalties);
            Assert.Empty(Votes(driver));
        }
    }

    [Fact]
    public void WrongHeightOrTime_IsNeverVotedFor()
    {
        Header header = _first.Header;
        Proposal[] unfit =
        [
            Sign(header with { Height = 2 }),
            Sign(header with { TimestampMs = header.TimestampMs - 1 }),
            Sign(header with { TimestampMs = header.TimestampMs + 10_000 }),
            Sign(header with { TimestampMs = ulong.MaxValue }),
            Sign(header with { StateRoot = header.Hash }),
        ];
        foreach (Proposal proposal in unfit)
        {
            CoreDriver driver = Started();
            driver.Receive(1, ConsensusMessage.Of(proposal)).At(660).At(1_200);

            Assert.Empty(Votes(driver));
        }
    }

    [Fact]
    public void TwoProposalsOfOneLeader_AreAnEquivocation()
    {
        CoreDriver driver = Started();
        driver.Receive(1, ConsensusMessage.Of(_first));
        Proposal other = Sign(_first.Header with { TimestampMs = _first.Header.TimestampMs + 1 });
        driver.Receive(1, ConsensusMessage.Of(other));

        EvidenceFound found = Assert.Single(driver.Effects.OfType<EvidenceFound>());
        Conviction conviction = Assert.Single(found.Convictions);
        Address proposer = _forge.Genesis.Validators[_first.Header.Proposer].Address;
        Assert.Equal(new Conviction(proposer, 0, EvidenceKind.DoubleProposal, 1), conviction);
        Assert.Single(driver.Sent, message => message.Evidence == found.Evidence);
    }

    [Fact]
    public void ViewTimer_GivesTheViewUp_AndNothingIsVotedInItAfterwards()
    {
        CoreDriver driver = Started();
        driver.At(2_000);
        ConsensusMessage sent = Assert.Single(driver.Sent, message => message.Timeout is not null);
        TimeoutVote timeout = sent.Timeout!;
        Assert.Equal((1UL, 0UL), (timeout.View, timeout.HighView));

        driver.Receive(1, ConsensusMessage.Of(_first)).At(2_100);
        driver.Receive(1, ConsensusMessage.Of(new EntryCertificate(_certificate, null)));

        Assert.Empty(Votes(driver));
        Assert.Equal(2UL, driver.Core.CurrentView);
    }

    [Fact]
    public void TimeoutsOfMoreThanAThird_AreJoined_AlsoWhenTheyCameEarly()
    {
        CoreDriver driver = Started();
        EntryCertificate entry = new(_certificate, null);
        ushort[] others = [.. Enumerable.Range(0, 4).Select(index => (ushort)index).Where(index => index != _own)];
        driver.Receive(others[0], ConsensusMessage.Of(_forge.Timeout(3, _certificate, others[0], entry)));
        driver.Receive(others[1], ConsensusMessage.Of(_forge.Timeout(3, _certificate, others[1], entry)));
        Assert.DoesNotContain(driver.Sent, message => message.Timeout is not null);

        TimeoutCertificate before = _forge.TimeoutCertificate(2, _certificate, 0, 1, 2);
        driver.Receive(1, ConsensusMessage.Of(new EntryCertificate(null, before)));

        Assert.Equal(3UL, driver.Sent.Last(message => message.Timeout is not null).Timeout?.View);
    }

    [Fact]
    public void Restart_InAViewAlreadyGivenUp_SendsTheTimeoutAgain()
    {
        CoreDriver before = Started();
        before.At(2_000);
        CoreDriver driver = new(_forge, _own, before.Core.Safety);

        driver.At(0).At(2_000);

        Assert.Contains(driver.Sent, message => message.Timeout?.View == 1);
    }

    [Fact]
    public void Restart_AfterAVote_DoesNotVoteForAnotherBlock()
    {
        CoreDriver before = Started();
        before.Receive(1, ConsensusMessage.Of(_first)).At(660);
        CoreDriver driver = new(_forge, _own, before.Core.Safety);
        driver.At(0);
        Proposal other = Sign(_first.Header with { TimestampMs = _first.Header.TimestampMs + 1 });

        driver.Receive(1, ConsensusMessage.Of(other)).At(660).At(1_000);
        Assert.Empty(Votes(driver));

        driver.Receive(1, ConsensusMessage.Of(_first)).At(1_100);
        Assert.All(Votes(driver), vote => Assert.Equal(_first.Hash, vote.BlockHash));
    }

    [Fact]
    public void CertificateOfTheFinalHead_OpensTheNextView()
    {
        CoreDriver driver = new(_forge, _own, safety: null, final: _first.Header);
        driver.At(0);

        driver.Receive(1, ConsensusMessage.Of(new EntryCertificate(_certificate, null)));

        Assert.Equal(2UL, driver.Core.CurrentView);
        Assert.Empty(driver.Effects.OfType<Send>());
    }

    [Fact]
    public void UnknownCertifiedBlock_IsAskedForAndFollowed()
    {
        CoreDriver driver = Started();
        QuorumCertificate child = _forge.Certificate(VoteKind.Prevote, _second.Header, 0, 1, 2);
        driver.Receive(2, ConsensusMessage.Of(new EntryCertificate(child, null)));
        Send request = Assert.Single(driver.Effects.OfType<Send>());
        Assert.Equal((_second.Hash, 2), (request.Message.BlockRequest, (int)request.Peer));

        driver.Receive(2, ConsensusMessage.OfBlockResponse(_second));
        Assert.Contains(driver.Effects.OfType<Send>(), send => send.Message.BlockRequest == _first.Hash);
        driver.Receive(2, ConsensusMessage.OfBlockResponse(_first));

        Assert.Equal(_first.Header, driver.Core.FinalizedHeader);
    }

    [Fact]
    public void BlockRequest_IsAnsweredFromTheTreeOrTheStore()
    {
        CoreDriver driver = Started();
        driver.Receive(1, ConsensusMessage.Of(_first));
        driver.Clear();
        driver.Receive(3, ConsensusMessage.OfBlockRequest(_first.Hash));
        driver.Receive(3, ConsensusMessage.OfBlockRequest(_second.Hash));

        Assert.Equal(_first.Hash, Assert.Single(driver.Effects.OfType<Send>()).Message.BlockResponse?.Hash);
        Assert.Equal(new ServeBlock(3, _second.Hash), Assert.Single(driver.Effects.OfType<ServeBlock>()));
    }

    [Fact]
    public void WhatWasSaid_IsSaidAgainEveryHalfTimeout_UntilTheViewMoves()
    {
        CoreDriver driver = Started();
        driver.Receive(1, ConsensusMessage.Of(_first)).At(660);
        driver.Receive(1, ConsensusMessage.Of(new EntryCertificate(_certificate, null)));
        driver.At(3_000);
        TimeoutVote timeout = driver.Sent.Last(message => message.Timeout is not null).Timeout!;
        for (int round = 0; round < 5; round++)
        {
            driver.Clear();
            driver.At(driver.NowMs + 751);
            Assert.Contains(driver.Sent, message => ReferenceEquals(message.Timeout, timeout));
            Assert.Contains(driver.Sent, message => message.Entry?.Quorum == _certificate);
            Assert.Contains(driver.Sent, message => message.Vote is { Kind: VoteKind.Precommit, View: 1 });
        }

        driver.Receive(1, ConsensusMessage.Of(new EntryCertificate(
            null, _forge.TimeoutCertificate(2, _certificate, 0, 1, 2))));
        driver.Clear();
        driver.At(driver.NowMs + 1_200);
        Assert.DoesNotContain(driver.Sent, message => message.Timeout?.View == 2);
    }

    [Fact]
    public void ManyMissingBlocks_AreAskedForByHeight_AndFinalByTheirOwnCertificates()
    {
        List<Proposal> chain = _forge.Chain(30);
        CoreDriver driver = Started();
        BehindBy(driver, chain);
        Send range = Assert.Single(driver.Effects.OfType<Send>(), send => send.Message.BlocksRequest is not null);
        Assert.Equal(new BlocksRequest(1, 29), range.Message.BlocksRequest);

        foreach (Proposal block in chain.SkipLast(1))
        {
            driver.Receive(range.Peer, ConsensusMessage.OfBlockResponse(block));
        }

        Assert.Equal(29UL, driver.Core.FinalizedHeader.Height);
        Assert.Empty(driver.Penalties);
    }

    [Fact]
    public void BlocksByHeight_OfOthersThanTheOneAsked_OrWithoutCertificates_AreNotTaken()
    {
        List<Proposal> chain = _forge.Chain(80);
        CoreDriver driver = Started();
        BehindBy(driver, chain);
        Send range = driver.Effects.OfType<Send>().Last(send => send.Message.BlocksRequest is not null);
        Assert.Equal(new BlocksRequest(1, 64), range.Message.BlocksRequest);
        ushort other = (ushort)Enumerable.Range(0, 4).First(peer => peer != range.Peer && peer != _own);
        int held = driver.Core.PendingBlocks;
        for (int index = 0; index < 79; index++)
        {
            driver.Receive(other, ConsensusMessage.OfBlockResponse(chain[index]));
        }
        // Those near the view that everybody is in are taken from anyone, as always.
        Assert.True(driver.Core.PendingBlocks <= held + 9);
        QuorumCertificate weak = _forge.Certificate(VoteKind.Prevote, chain[8].Header, 0, 1);
        Proposal unproved = _forge.Block(chain[8].Header, weak, 10);
        driver.Clear();
        driver.Receive(range.Peer, ConsensusMessage.OfBlockResponse(unproved));
        Assert.Single(driver.Penalties);
    }

    [Fact]
    public void PeerThatDoesNotAnswerByHeight_IsReplaced()
    {
        List<Proposal> chain = _forge.Chain(30);
        CoreDriver driver = Started();
        BehindBy(driver, chain);
        HashSet<ushort> asked = [];
        for (int round = 0; round < 6; round++)
        {
            asked.UnionWith(driver.Effects.OfType<Send>().Where(send => send.Message.BlocksRequest is not null)
                .Select(send => send.Peer));
            driver.At(driver.NowMs + 501);
        }

        Assert.Equal(3, asked.Count);
        Assert.DoesNotContain(_own, asked);
    }

    [Fact]
    public void RequestByHeight_IsServedFromTheStore_WhenItReachesTheFinalChain()
    {
        CoreDriver driver = new(_forge, _own, safety: null, final: _first.Header);
        driver.At(0).Clear();
        driver.Receive(3, ConsensusMessage.Of(new BlocksRequest(1, 64)));
        driver.Receive(3, ConsensusMessage.Of(new BlocksRequest(2, 64)));

        Assert.Equal(new ServeBlocks(3, 1, 64), Assert.Single(driver.Effects));
    }

    [Fact]
    public void Signature_BeforeItsRecordIsDurable_IsABrokenInvariant()
    {
        RestoredState restored = new(_forge.Epoch, _forge.GenesisHeader, null, []);
        ConsensusConfig config = new(_forge.Genesis, _own, ConsensusTiming.ForSlot(500));
        ConsensusCore core = new(config, _forge.Crypto, restored);
        EffectBuffer effects = new();
        core.Step(new TickInput(0, SimulatedGenesis.TimestampMs), effects);
        core.Step(new TickInput(5_000, SimulatedGenesis.TimestampMs + 5_000), effects);
        Sign sign = Assert.Single(effects.Effects.OfType<Sign>(), item => item.Request is TimeoutSignRequest);

        Assert.Throws<InvariantViolationException>(() => core.Step(
            new SignedInput(5_000, SimulatedGenesis.TimestampMs, sign.RequestId, new byte[96]), effects));
    }

    [Fact]
    public void SignerAway_SendsNothing_AndGivesUpTheViewOnceItIsBack()
    {
        CoreDriver driver = new(_forge, _own) { SignerIsAway = true };
        driver.At(0).At(5_000).At(10_000);
        Assert.Empty(driver.Effects.OfType<Broadcast>());
        driver.SignerIsAway = false;
        driver.At(20_000);
        Assert.Contains(driver.Sent, message => message.Timeout is { View: 1 });
    }

    [Fact]
    public void Observer_FollowsAndSignsNothing()
    {
        CoreDriver driver = new(_forge, own: null);
        driver.At(0).Receive(1, ConsensusMessage.Of(_first)).At(660).At(5_000);
        driver.Receive(1, ConsensusMessage.OfCommit(_forge.Certificate(VoteKind.Precommit, _first.Header, 0, 1, 2)));

        Assert.Equal(_first.Header, driver.Core.FinalizedHeader);
        Assert.Empty(driver.Effects.OfType<Sign>());
        Assert.Empty(driver.Effects.OfType<Persist>());
    }

    [Fact]
    public void SingleValidator_FinalizesAlone()
    {
        VoteForge forge = new(10);
        CoreDriver driver = new(forge, own: 0);
        for (long now = 0; now < 10_000; now += 10)
        {
            driver.At(now);
        }

        Assert.InRange(driver.Core.FinalizedHeader.Height, 14UL, 19UL);
        Assert.Empty(driver.Effects.OfType<Send>());
    }

    [Fact]
    public void RandomMessages_NeverThrow()
    {
        SeededRandom random = new(31);
        CoreDriver driver = Started();
        for (int round = 0; round < 20_000; round++)
        {
            driver.Receive((ushort)random.Below(6), ConsensusGenerator.Message(random, 3));
        }

        Assert.Equal(1UL, driver.Core.CurrentView);
        Assert.Empty(driver.Effects.OfType<Halt>());
    }

    [Theory]
    [InlineData(0UL)]
    [InlineData(66UL)]
    [InlineData(ulong.MaxValue - 8)]
    [InlineData(ulong.MaxValue)]
    public void ExtremeViews_NeverThrow_NeverCount(ulong view)
    {
        CoreDriver driver = Started();
        Header header = _first.Header with { View = view, Height = view, TimestampMs = view };
        QuorumCertificate weak = _certificate with { View = view };
        driver.Receive(1, ConsensusMessage.Of(_forge.Vote(VoteKind.Prevote, view, header.Hash, 1)));
        driver.Receive(1, ConsensusMessage.Of(_forge.Vote(VoteKind.Precommit, view, header.Hash, 1)));
        driver.Receive(1, ConsensusMessage.Of(_forge.Timeout(view, _forge.Root, 1)));
        driver.Receive(1, ConsensusMessage.Of(_forge.Timeout(view, weak, 1)));
        driver.Receive(1, ConsensusMessage.Of(new EntryCertificate(weak, null)));
        driver.Receive(1, ConsensusMessage.Of(new EntryCertificate(null, _forge.TimeoutCertificate(view, weak, 1))));
        driver.Receive(1, ConsensusMessage.OfCommit(weak with { Kind = VoteKind.Precommit }));
        driver.Receive(1, ConsensusMessage.Of(Sign(header)));
        driver.Receive(1, ConsensusMessage.OfBlockResponse(Sign(header with { Justify = weak })));
        driver.At(1_000);

        Assert.Equal(1UL, driver.Core.CurrentView);
        Assert.Equal(_forge.GenesisHeader, driver.Core.FinalizedHeader);
    }

    [Fact]
    public void MutatedMessages_NeverThrow_NeverMoveTheChain()
    {
        SeededRandom random = new(32);
        QuorumCertificate commit = _forge.Certificate(VoteKind.Precommit, _first.Header, 0, 1, 2);
        ConsensusMessage[] messages =
        [
            ConsensusMessage.Of(_first),
            ConsensusMessage.Of(_second),
            ConsensusMessage.Of(new EntryCertificate(_certificate, null)),
            ConsensusMessage.Of(new EntryCertificate(null, _forge.TimeoutCertificate(3, _certificate, 0, 1, 2))),
            ConsensusMessage.Of(_forge.Timeout(1, _forge.Root, 2)),
            ConsensusMessage.Of(_forge.Vote(VoteKind.Prevote, 1, _first.Hash, 2)),
            ConsensusMessage.OfCommit(commit),
        ];
        CoreDriver driver = Started();
        for (int round = 0; round < 20_000; round++)
        {
            byte[] bytes = Ace.Encode(messages[random.Below(messages.Length)]);
            bytes[1 + random.Below(bytes.Length - 1)] ^= (byte)(1 + random.Below(255));
            if (Ace.TryDecode(bytes, out ConsensusMessage mutated, out _))
            {
                driver.Receive((ushort)random.Below(5), mutated);
            }
        }

        Assert.Equal(_forge.GenesisHeader, driver.Core.FinalizedHeader);
        Assert.Empty(driver.Effects.OfType<Halt>());
    }

    [Fact]
    public void StateDigest_IsEqualOnEqualHistories()
    {
        CoreDriver left = Started();
        CoreDriver right = Started();
        Assert.Equal(left.Core.StateDigest(), right.Core.StateDigest());

        left.Receive(1, ConsensusMessage.Of(_first));

        Assert.NotEqual(left.Core.StateDigest(), right.Core.StateDigest());
    }

    private static List<Vote> Votes(CoreDriver driver) =>
        [.. driver.Sent.Where(message => message.Vote is not null).Select(message => message.Vote!).Distinct()];

    // Shows the node the certificate of the last block of a chain, and the block.
    private void BehindBy(CoreDriver driver, List<Proposal> chain)
    {
        QuorumCertificate certificate = _forge.Certificate(VoteKind.Prevote, chain[^1].Header, 0, 1, 2);
        driver.Receive(1, ConsensusMessage.Of(new EntryCertificate(certificate, null)));
        driver.Receive(1, ConsensusMessage.OfBlockResponse(chain[^1]));
    }

    private ushort NotBackup(ulong view) => (ushort)((_forge.Lottery.BackupLeader(view) + 1) % 4);

    private CoreDriver Started() => new CoreDriver(_forge, _own).At(0);

    private Proposal Sign(Header header) => _forge.Sign(header, _first.Payload);
}
