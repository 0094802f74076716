using Aether.Consensus.Epochs;
using Aether.Consensus.HotStuff;
using Aether.Consensus.SlashingProtection;
using Aether.Core.Types;
using Xunit;

namespace Aether.UnitTests.Consensus.Epochs;

public sealed class ChainCoreTests
{
    private const ushort Own = 2;

    private readonly VoteForge _forge = VoteForge.WithShortEpochs(10, 10, 10, 10);
    private readonly List<Proposal> _chain;
    private readonly EpochTransition _transition;
    private readonly Proposal _closing;
    private readonly FinalityProof _proof;
    private readonly EpochContext _next;
    private readonly VoteForge _nextForge;

    public ChainCoreTests()
    {
        _chain = _forge.Chain(7);
        _transition = _forge.Transition(10, 0, 20, 10);
        _closing = _forge.Closing(_chain[^1], 8, _transition);
        _proof = new FinalityProof([], Commit(_closing), null, null);
        _next = EpochContext.After(_forge.Genesis.Parameters, _closing.Header, _transition, _proof);
        _nextForge = _forge.Next(_next);
    }

    [Fact]
    public void ClosingBlock_Final_StartsTheNextEpoch_StoredBeforeItsRootIsFinal()
    {
        ChainDriver driver = Started();
        Feed(driver, [.. _chain, _closing]);
        Assert.Equal(0U, driver.Core.Epoch.Epoch);
        driver.Clear();
        driver.Receive(1, ConsensusMessage.OfCommit(Commit(_closing)));

        Assert.Equal((1U, 9UL), (driver.Core.Epoch.Epoch, driver.Core.CurrentView));
        Assert.Equal(_closing.Header, driver.Core.FinalizedHeader);
        StartEpoch start = Assert.Single(driver.Effects.OfType<StartEpoch>());
        Assert.Equal(_next.Transition.ComputeHash(), start.Epoch.Transition.ComputeHash());
        Finalize final = driver.Effects.OfType<Finalize>().Last();
        Assert.True(driver.Effects.IndexOf(start) < driver.Effects.IndexOf(final));
        Assert.Equal(_closing.Hash, final.Blocks[^1].Block.Hash);
        Assert.Contains(driver.Sent, message => message.Commit is not null);
        Assert.Equal((1U, 0UL), (driver.Core.Safety.Epoch, driver.Core.Safety.PrevotedView));
    }

    [Fact]
    public void HelperBlocks_MakeTheClosingBlockFinal_AndNeverThemselves()
    {
        Proposal helper = _forge.Helper(_closing, 10);
        Proposal top = _forge.Helper(helper, 11);
        ChainDriver driver = Started();
        Feed(driver, [.. _chain, _closing, helper, top]);
        Assert.Equal(0U, driver.Core.Epoch.Epoch);
        QuorumCertificate ofTop = _forge.Certificate(VoteKind.Prevote, top.Header, 0, 1, 2);
        driver.Receive(1, ConsensusMessage.Of(new EntryCertificate(ofTop, null)));

        Assert.Equal(1U, driver.Core.Epoch.Epoch);
        Assert.Equal(_closing.Header, driver.Core.FinalizedHeader);
        Assert.Equal([1UL, 2, 3, 4, 5, 6, 7, 8], driver.FinalHeights);
        Assert.Equal([helper.Header], driver.Core.Epoch.RootProof!.Path);
        Assert.Equal(top.Header, driver.Core.Epoch.RootProof?.Child);
        Assert.DoesNotContain(driver.Effects, effect => effect is Execute { Block.Header.View: > 8 });
    }

    [Fact]
    public void CommitOfAHelper_IsACommitOfTheClosingBlock()
    {
        Proposal helper = _forge.Helper(_closing, 10);
        ChainDriver driver = Started();
        Feed(driver, [.. _chain, _closing, helper]);
        driver.Receive(1, ConsensusMessage.OfCommit(_forge.Certificate(VoteKind.Precommit, helper.Header, 0, 1, 2)));

        Assert.Equal((1U, 9UL), (driver.Core.Epoch.Epoch, driver.Core.CurrentView));
        Assert.Equal([helper.Header], driver.Core.Epoch.RootProof!.Path);
    }

    [Fact]
    public void HelperWithAnotherState_IsNeverVotedFor()
    {
        Proposal helper = _forge.Helper(_closing, 9);
        Proposal wrong = _forge.Sign(helper.Header with { StateRoot = helper.Hash }, helper.Payload);
        ChainDriver refusing = Started();
        Feed(refusing, [.. _chain, _closing, wrong]);
        refusing.At(700).At(1_200);
        ChainDriver voting = Started();
        Feed(voting, [.. _chain, _closing, helper]);
        voting.At(700).At(1_200);

        Assert.DoesNotContain(refusing.Sent, message => message.Vote?.BlockHash == wrong.Hash);
        Assert.Contains(voting.Sent, message => message.Vote?.BlockHash == helper.Hash);
    }

    [Fact]
    public void FirstProposalOfAnEpoch_ComesEarly_AndIsVotedForWithItsOwnProof()
    {
        Proposal first = _nextForge.Chain(9)[0];
        ChainDriver driver = Started();
        Feed(driver, [.. _chain, _closing]);
        driver.Receive(1, ConsensusMessage.Of(first));
        driver.Receive(1, ConsensusMessage.OfCommit(Commit(_closing))).At(driver.NowMs + 700);

        Vote vote = driver.Sent.Last(message => message.Vote is not null).Vote!;
        Assert.Equal((1U, 9UL, first.Hash), (vote.Epoch, vote.View, vote.BlockHash));
        // The index is that of the new set: stake twenty comes first.
        Assert.Equal(0, vote.Voter);
    }

    [Fact]
    public void FirstProposal_WithoutAProofThatHolds_IsBlamed()
    {
        Proposal first = _nextForge.Chain(9)[0];
        FinalityProof weak = _proof with
        {
            Certificate = _forge.Certificate(VoteKind.Precommit, _closing.Header, 0, 1),
        };
        FinalityProof other = _proof with
        {
            Certificate = _forge.Certificate(VoteKind.Precommit, _closing.Header, 1, 2, 3),
        };
        ChainDriver driver = Entered();
        foreach (FinalityProof? proof in new[] { weak, null })
        {
            driver.Clear();
            driver.Receive(3, ConsensusMessage.Of(
                _nextForge.Sign(first.Header with { EpochProof = proof }, first.Payload)));
            Assert.Single(driver.Effects.OfType<PenalisePeer>());
        }
        driver.Clear();
        // Any proof that holds will do: others saw another quorum.
        driver.Receive(3, ConsensusMessage.Of(
            _nextForge.Sign(first.Header with { EpochProof = other }, first.Payload)));
        Assert.Empty(driver.Effects.OfType<PenalisePeer>());
    }

    [Fact]
    public void CertificatesOfOneEpoch_MeanNothingInTheNext()
    {
        ChainDriver driver = Entered();
        Proposal helper = _forge.Helper(_closing, 9);
        QuorumCertificate old = _forge.Certificate(VoteKind.Prevote, helper.Header, 0, 1, 2, 3);
        driver.Receive(1, ConsensusMessage.Of(new EntryCertificate(old, null)));
        driver.Receive(1, ConsensusMessage.Of(new EntryCertificate(old with { Epoch = 1 }, null)));
        driver.Receive(1, ConsensusMessage.Of(helper));

        Assert.Equal((1U, 9UL), (driver.Core.Epoch.Epoch, driver.Core.CurrentView));
    }

    [Fact]
    public void ValidatorThatLeftTheSet_FollowsAndSignsNothing()
    {
        ChainDriver driver = new ChainDriver(_forge, own: 1).At(0);
        Feed(driver, [.. _chain, _closing]);
        driver.Receive(2, ConsensusMessage.OfCommit(Commit(_closing)));
        driver.Clear();
        Proposal first = _nextForge.Chain(9)[0];
        driver.Receive(2, ConsensusMessage.Of(first)).At(driver.NowMs + 5_000);
        driver.Receive(2, ConsensusMessage.OfCommit(
            _nextForge.Certificate(VoteKind.Precommit, first.Header, 0, 1, 2)));

        Assert.Empty(driver.Effects.OfType<Sign>());
        Assert.Equal(first.Header, driver.Core.FinalizedHeader);
    }

    [Fact]
    public void LatePeer_IsShownTheEndOfItsEpoch_NotTooOften()
    {
        ChainDriver driver = Entered();
        ConsensusMessage late = ConsensusMessage.Of(_forge.Timeout(9, _forge.Root, 3));
        driver.Clear();
        driver.Receive(3, late).Receive(3, late);

        Send answer = Assert.Single(driver.Effects.OfType<Send>());
        Assert.Equal(3, answer.Peer);
        Assert.Equal(_closing.Hash, answer.Message.EpochProof?.Closing.Hash);
        driver.At(driver.NowMs + 500);
        driver.Clear();
        driver.Receive(3, ConsensusMessage.OfEpochProofRequest(0));
        Assert.NotNull(Assert.Single(driver.Effects.OfType<Send>()).Message.EpochProof);
        driver.Receive(1, ConsensusMessage.OfEpochProofRequest(1)).Receive(1, ConsensusMessage.OfEpochProofRequest(7));
        Assert.Single(driver.Effects.OfType<Send>());
    }

    [Fact]
    public void EpochNotInMemory_IsShownFromTheStore()
    {
        EpochContext late = _next with { Epoch = 9 };
        ChainDriver driver = new ChainDriver(_forge, Own, new RestoredState(late, late.RootHeader, null, [])).At(0);
        driver.Clear();
        driver.Receive(3, ConsensusMessage.OfEpochProofRequest(4));

        Assert.Equal(new ServeEpochProof(3, 4), Assert.Single(driver.Effects.OfType<ServeEpochProof>()));
    }

    [Fact]
    public void NodeThatIsBehind_AsksForTheProof_FetchesByHeight_AndFollows()
    {
        ChainDriver driver = Started();
        Proposal first = _nextForge.Chain(9)[0];
        driver.Receive(1, ConsensusMessage.Of(first));
        Assert.DoesNotContain(driver.Effects, effect => effect is Send);
        driver.At(driver.NowMs + 300);
        Send ask = Assert.Single(driver.Effects.OfType<Send>(), send => send.Message.EpochProofRequest is not null);
        Assert.Equal((1, 0U), (ask.Peer, ask.Message.EpochProofRequest!.Value));
        driver.Clear();

        driver.Receive(1, ConsensusMessage.Of(_next.ToProof()!));
        Send range = Assert.Single(driver.Effects.OfType<Send>(), send => send.Message.BlocksRequest is not null);
        Assert.Equal(new BlocksRequest(1, 8), range.Message.BlocksRequest);
        foreach (Proposal block in _chain.Append(_closing))
        {
            driver.Receive(range.Peer, ConsensusMessage.OfBlockResponse(block));
        }

        Assert.Equal((1U, 9UL), (driver.Core.Epoch.Epoch, driver.Core.CurrentView));
        Assert.Equal([1UL, 2, 3, 4, 5, 6, 7, 8], driver.FinalHeights);
        driver.At(driver.NowMs + 700);
        Assert.Contains(driver.Sent, message => message.Vote is { Epoch: 1 });
        Assert.DoesNotContain(driver.Sent, message => message.Vote is { Epoch: 0 });
    }

    [Fact]
    public void ProofThatDoesNotHold_IsBlamed_AndChangesNothing()
    {
        ChainDriver driver = Started();
        EpochProof proof = _next.ToProof()!;
        driver.Receive(3, ConsensusMessage.Of(proof with { Transition = _forge.Transition(1, 1, 1, 1) }));

        Assert.Equal(3, Assert.Single(driver.Effects.OfType<PenalisePeer>()).Peer);
        driver.Receive(3, ConsensusMessage.Of(proof with { Closing = proof.Closing with { Epoch = 5 } }));
        Assert.DoesNotContain(driver.Effects, effect => effect is Send);
        Assert.Equal(0U, driver.Core.Epoch.Epoch);
    }

    [Fact]
    public void Restart_WithARecordOfALaterEpoch_SignsNothingUntilTheChainIsThere()
    {
        SafetyRecord record = SafetyRecord.Initial(_next.RootCertificate) with { PrevotedView = 12, TimedOutView = 12 };
        RestoredState restored = new(_forge.Epoch, _forge.GenesisHeader, record, []);
        ChainDriver driver = new ChainDriver(_forge, Own, restored).At(0);
        Feed(driver, [.. _chain, _closing]);
        driver.At(5_000);
        Assert.Empty(driver.Effects.OfType<Sign>());
        Assert.Same(record, driver.Core.Safety);

        driver.Receive(1, ConsensusMessage.OfCommit(Commit(_closing)));
        Assert.Equal((1U, 12UL), (driver.Core.Safety.Epoch, driver.Core.Safety.PrevotedView));
        Proposal first = _nextForge.Chain(9)[0];
        driver.Receive(1, ConsensusMessage.Of(first)).At(driver.NowMs + 700);
        Assert.DoesNotContain(driver.Sent, message => message.Vote is not null);
        Assert.NotEmpty(driver.Effects.OfType<Sign>());
    }

    [Fact]
    public void Restart_WithARecordOfAnOlderEpoch_StartsTheEpochWithANewOne()
    {
        SafetyRecord record = SafetyRecord.Initial(_forge.Root) with { PrevotedView = 99, TimedOutView = 99 };
        RestoredState restored = new(_next, _closing.Header, record, []) { Previous = _forge.Epoch };
        ChainDriver driver = new ChainDriver(_forge, Own, restored).At(0);
        driver.Receive(1, ConsensusMessage.Of(_nextForge.Chain(9)[0])).At(700);

        Assert.Contains(driver.Sent, message => message.Vote is { Epoch: 1, View: 9 });
    }

    [Fact]
    public void Restart_BetweenTheStoredEpochAndItsFinalRoot_FinishesWithoutVotes()
    {
        RestoredState restored = new(_forge.Epoch, _chain[^1].Header, null, [_closing]) { Later = [_next] };
        ChainDriver driver = new ChainDriver(_forge, Own, restored).At(0);

        Assert.Equal((1U, 9UL), (driver.Core.Epoch.Epoch, driver.Core.CurrentView));
        Assert.Equal([8UL], driver.FinalHeights);
        Assert.Single(driver.Effects.OfType<StartEpoch>());
    }

    [Fact]
    public void Restart_OnAClosingHeadWithoutItsEpoch_WaitsForTheProof()
    {
        RestoredState restored = new(_forge.Epoch, _closing.Header, null, []);
        ChainDriver driver = new ChainDriver(_forge, Own, restored).At(0);
        driver.Receive(1, ConsensusMessage.Of(_next.ToProof()!));

        Assert.Equal((1U, 9UL), (driver.Core.Epoch.Epoch, driver.Core.CurrentView));
        Assert.Empty(driver.Effects.OfType<Finalize>());
    }

    [Fact]
    public void SignaturesAskedForInTheOldEpoch_AnswerNothingInTheNew()
    {
        ChainDriver driver = Entered();
        ulong view = driver.Core.CurrentView;
        for (ulong request = 1; request < 40; request++)
        {
            driver.Step(new SignedInput(driver.NowMs, 0, request, new byte[96]));
        }

        Assert.Equal((1U, view), (driver.Core.Epoch.Epoch, driver.Core.CurrentView));
    }

    private static void Feed(ChainDriver driver, IEnumerable<Proposal> blocks)
    {
        foreach (Proposal block in blocks)
        {
            driver.Receive(1, ConsensusMessage.Of(block)).At(driver.NowMs + 10);
        }
    }

    private ChainDriver Started() => new ChainDriver(_forge, Own).At(0);

    private ChainDriver Entered()
    {
        ChainDriver driver = Started();
        Feed(driver, [.. _chain, _closing]);
        return driver.Receive(1, ConsensusMessage.OfCommit(Commit(_closing)));
    }

    private QuorumCertificate Commit(Proposal block) => _forge.Certificate(VoteKind.Precommit, block.Header, 0, 1, 2);
}
