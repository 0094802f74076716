using Aether.Consensus.Epochs;
using Aether.Consensus.HotStuff;
using Aether.Consensus.SlashingProtection;
using Aether.Core.Types;

namespace Aether.TestKit.Simulation;

/// <summary>Counts rare things that honest cores do, by what went in, what came out and where the node stood.</summary>
/// <remarks>Looks on only: nothing here decides anything.</remarks>
internal sealed class StepWatcher(Simulation simulation)
{
    private const ulong ManyViews = 10;
    private const int ManyBlocks = 16;

    private readonly SimulationCoverage _coverage = simulation.Coverage;
    private ulong _viewBefore;
    private ulong _finalBefore;

    /// <summary>A core is about to handle an input.</summary>
    public void Before(SimulatedNode node, ConsensusInput input)
    {
        if (!node.IsHonest)
        {
            return;
        }
        ChainCore core = node.Core!;
        _viewBefore = core.CurrentView;
        _finalBefore = core.FinalizedHeader.Height;
        switch (input)
        {
            case MessageInput message:
                Heard(core, message.Message);
                break;
            case BuiltInput built:
                _coverage.Add(RareEvent.BuiltTooLate, built.View != core.CurrentView);
                break;
            case ExecutedInput executed:
                _coverage.Add(RareEvent.ExecutionRefused, !executed.Valid);
                break;
        }
    }

    /// <summary>The core handled it and gave these effects.</summary>
    public void After(SimulatedNode node, ConsensusInput input, IReadOnlyList<ConsensusEffect> effects)
    {
        if (!node.IsHonest)
        {
            return;
        }
        ChainCore core = node.Core!;
        if (core.CurrentView != _viewBefore && _viewBefore != 0)
        {
            Entered(core, input);
        }
        _coverage.Add(RareEvent.FinalByWalkingBack, core.FinalizedHeader.Height > _finalBefore
            && input is MessageInput { Message.BlockResponse: not null });
        _coverage.Add(RareEvent.FinalByExecution, core.FinalizedHeader.Height > _finalBefore && input is ExecutedInput);
        for (int index = 0; index < effects.Count; index++)
        {
            Did(node, core, effects[index]);
        }
    }

    /// <summary>A node starts from its disk.</summary>
    public void Started(SimulatedNode node, RestoredState restored)
    {
        if (!node.IsHonest)
        {
            return;
        }
        _coverage.Add(RareEvent.StartWithPendingBlocks, restored.Pending.Count > 0);
        _coverage.Add(RareEvent.StartWithManyPendingBlocks, restored.Pending.Count > ManyBlocks);
        _coverage.Add(RareEvent.StartInLaterEpoch, restored.Epoch.Epoch > 0);
        _coverage.Add(RareEvent.StartBeforeStoredEpoch, restored.Later.Count > 0);
        if (restored.Safety is not { } record)
        {
            return;
        }
        _coverage.Add(RareEvent.StartBeforeRecordEpoch, record.Epoch > restored.Epoch.Epoch);
        _coverage.Add(RareEvent.StartAfterEpochOfRecord, record.Epoch < restored.Epoch.Epoch);
        _coverage.Add(RareEvent.StartAfterTimeout, record.TimedOutView > 0
            && record.TimedOutView >= record.PrevotedView);
        _coverage.Add(RareEvent.StartWithTimeoutCertificate, record.Entry?.Timeout is not null);
        _coverage.Add(RareEvent.StartBetweenVotes, record.PrevotedView > record.PrecommittedView);
        _coverage.Add(RareEvent.StartAfterProposal, record.ProposedView > record.PrevotedView);
    }

    /// <summary>A signature comes back from the signer.</summary>
    public void Signed(SimulatedNode node, SignRequest request)
    {
        if (!node.IsHonest || node.Core is not { } core)
        {
            return;
        }
        switch (request)
        {
            case VrfSignRequest vrf:
                _coverage.Add(RareEvent.ClaimTooLate, vrf.View < core.CurrentView);
                break;
            case HeaderSignRequest header:
                _coverage.Add(RareEvent.ProposalTooLate, header.Header.View < core.CurrentView);
                break;
            case TimeoutSignRequest timeout:
                _coverage.Add(RareEvent.TimeoutTooLate, timeout.View < core.CurrentView);
                break;
            case VoteSignRequest { Kind: VoteKind.Prevote } vote:
                _coverage.Add(RareEvent.PrevoteTooLate, vote.View < core.CurrentView);
                break;
        }
    }

    private void Heard(ChainCore core, ConsensusMessage message)
    {
        ulong view = core.CurrentView;
        uint epoch = core.Epoch.Epoch;
        if (message.Vote is { } vote)
        {
            _coverage.Add(RareEvent.VoteOfOldView, vote.Epoch == epoch && vote.View < view);
            _coverage.Add(RareEvent.VoteAhead, vote.Epoch == epoch && vote.View > view + 1);
            Elsewhere(epoch, vote.Epoch);
        }
        else if (message.Timeout is { } timeout)
        {
            _coverage.Add(RareEvent.TimeoutOfOldView, timeout.Epoch == epoch && timeout.View < view);
            _coverage.Add(RareEvent.TimeoutAhead, timeout.Epoch == epoch && timeout.View > view);
            _coverage.Add(RareEvent.TimeoutWithNewerCertificate, timeout.Epoch == epoch && timeout.HighView >= view);
            Elsewhere(epoch, timeout.Epoch);
        }
        else if (message.Proposal is { Header: { } header })
        {
            _coverage.Add(RareEvent.ProposalOfOldView, header.Epoch == epoch && header.View < view);
            _coverage.Add(RareEvent.ProposalAhead, header.Epoch == epoch && header.View > view);
            _coverage.Add(RareEvent.ProposalOnUnknownView, header.Epoch == epoch && header.Justify.View > view);
            Elsewhere(epoch, header.Epoch);
        }
        else if (message.Commit is { } commit)
        {
            _coverage.Add(RareEvent.CommitAhead, commit.Epoch == epoch && commit.View > view);
            Elsewhere(epoch, commit.Epoch);
        }
        else if (message.Entry is { } entry)
        {
            _coverage.Add(RareEvent.EntryFarAhead, entry.Epoch == epoch && entry.EnteredView > view + ManyViews);
            Elsewhere(epoch, entry.Epoch);
        }
        else if (message.EpochProof is { } proof)
        {
            _coverage.Add(RareEvent.EpochProofTaken, proof.Closing.Epoch == epoch);
            _coverage.Add(RareEvent.EpochProofTooLate, proof.Closing.Epoch < epoch);
        }
    }

    private void Elsewhere(uint own, uint theirs)
    {
        _coverage.Add(RareEvent.MessageOfClosedEpoch, theirs < own);
        _coverage.Add(RareEvent.MessageOfNextEpoch, theirs == own + 1);
        _coverage.Add(RareEvent.MessageOfFarEpoch, theirs > own + 1);
    }

    private void Entered(ChainCore core, ConsensusInput input)
    {
        _coverage.Add(RareEvent.ViewsSkipped, core.CurrentView > _viewBefore + 1);
        _coverage.Add(RareEvent.ManyViewsSkipped, core.CurrentView > _viewBefore + ManyViews);
        _coverage.Add(RareEvent.TimeoutAtItsCap, core.TimeoutMs >= simulation.Settings.Timing.MaxTimeoutMs);
        if (input is not MessageInput { Message: { } message })
        {
            _coverage.Add(RareEvent.ViewEnteredByOwnVote);
            return;
        }
        _coverage.Add(RareEvent.ViewEnteredByVote, message.Vote is not null);
        _coverage.Add(RareEvent.ViewEnteredByTimeout, message.Timeout is not null);
        _coverage.Add(RareEvent.ViewEnteredByProposal, message.Proposal is not null);
        _coverage.Add(RareEvent.ViewEnteredByQuorum, message.Entry?.Quorum is not null);
        _coverage.Add(RareEvent.ViewEnteredByTimeoutCertificate, message.Entry?.Timeout is not null);
        _coverage.Add(RareEvent.ViewEnteredByBlock, message.BlockResponse is not null);
    }

    private void Did(SimulatedNode node, ChainCore core, ConsensusEffect effect)
    {
        switch (effect)
        {
            case Send { Message: { } message }:
                _coverage.Add(RareEvent.BlockAskedFor, message.BlockRequest is not null);
                _coverage.Add(RareEvent.BlocksAskedFor, message.BlocksRequest is not null);
                _coverage.Add(RareEvent.BlockServedFromMemory, message.BlockResponse is not null);
                _coverage.Add(RareEvent.EpochEndAskedFor, message.EpochProofRequest is not null);
                _coverage.Add(RareEvent.EpochEndShown, message.EpochProof is not null);
                break;
            case ServeBlock serve:
                _coverage.Add(RareEvent.UnknownBlockAskedFor, node.Disk.Find(serve.BlockHash) is null);
                break;
            case ServeBlocks:
                _coverage.Add(RareEvent.BlocksServedByHeight);
                break;
            case ServeEpochProof:
                _coverage.Add(RareEvent.EpochEndShownFromDisk);
                break;
            case Execute execute:
                _coverage.Add(RareEvent.OldBlockExecuted, execute.Block.Header.View < core.CurrentView);
                break;
            case Finalize final:
                _coverage.Add(RareEvent.ManyBlocksFinal, final.Blocks.Count > ManyBlocks);
                _coverage.Add(RareEvent.FinalWithoutProof, final.Blocks[0].Proof is null);
                _coverage.Add(RareEvent.FinalLongAfterItsView,
                    final.Blocks[^1].Block.Header.View + ManyViews < core.CurrentView);
                break;
            case PenalisePeer penalty:
                Blamed(penalty.Reason);
                break;
            case EvidenceFound found:
                Found(found);
                break;
        }
    }

    private void Blamed(string reason) => _coverage.Add(reason switch
    {
        "invalid proposal" => RareEvent.BlameForProposal,
        "vote with a bad signature" => RareEvent.BlameForVote,
        "timeout with a bad signature" => RareEvent.BlameForTimeout,
        "invalid timeout" => RareEvent.BlameForTimeoutCertificate,
        "invalid entry certificate" => RareEvent.BlameForEntry,
        "invalid commit certificate" => RareEvent.BlameForCommit,
        "evidence that convicts nobody" => RareEvent.BlameForEvidence,
        "invalid epoch proof" => RareEvent.BlameForEpochProof,
        _ => RareEvent.BlameForOther,
    });

    private void Found(EvidenceFound found)
    {
        _coverage.Add(RareEvent.SeveralConvicted, found.Convictions.Count > 1);
        foreach (Conviction conviction in found.Convictions)
        {
            _coverage.Add(conviction.Kind switch
            {
                EvidenceKind.DoubleProposal => RareEvent.DoubleProposalConvicted,
                EvidenceKind.DoublePrevote => RareEvent.DoublePrevoteConvicted,
                EvidenceKind.DoublePrecommit => RareEvent.DoublePrecommitConvicted,
                EvidenceKind.Amnesia => RareEvent.AmnesiaConvicted,
                _ => RareEvent.InvalidVoteConvicted,
            });
        }
    }
}
