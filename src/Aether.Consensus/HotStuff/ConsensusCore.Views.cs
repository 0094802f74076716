using Aether.Consensus.Epochs;
using Aether.Consensus.LeaderElection;
using Aether.Consensus.SlashingProtection;
using Aether.Core.Types;

namespace Aether.Consensus.HotStuff;

/// <summary>View entry, leadership, timers and repetition.</summary>
public sealed partial class ConsensusCore
{
    private readonly IReadOnlyList<Proposal> _restoredPending;
    private ulong _view;
    private EntryCertificate? _entry;
    private VrfProof _ownProof;
    private bool _hasOwnProof;
    private bool _isClaimant;
    private bool _isBackup;
    private int _backupLeader;
    private ulong _buildRequestedView;
    private Hash256 _buildParent;
    private ulong _buildTimestampMs;
    private long? _timerMs;
    private ConsensusMessage? _ownProposal;
    private ConsensusMessage? _ownPrevote;
    private ConsensusMessage? _ownPrecommit;
    private ConsensusMessage? _ownTimeout;

    // Recovery ends before the first input: stored blocks, then the view that the safety record proves.
    private void Start()
    {
        _started = true;
        foreach (Proposal block in _restoredPending.OrderBy(block => block.Header.View).ThenBy(block => block.Hash))
        {
            AcceptProposal(peer: null, block, requested: true);
        }
        ulong view = Math.Max(_high.View + 1, _record.Entry?.EnteredView ?? 1);
        EntryCertificate? entry = _record.Entry?.EnteredView == view
            ? _record.Entry
            : new EntryCertificate(_high, null);
        EnterView(view, entry!, byQuorum: true);
    }

    // R0: a certificate of a view lets everyone into the next.
    private void EnterView(ulong view, EntryCertificate entry, bool byQuorum)
    {
        if (view <= _view)
        {
            return;
        }
        _view = view;
        _entry = entry;
        _ownProposal = null;
        _ownTimeout = null;
        _hasOwnProof = false;
        _isClaimant = false;
        _backupLeader = _lottery.BackupLeader(view);
        _isBackup = _config.OwnIndex == _backupLeader;
        ulong parentTimestamp = _tree.FindHeader(_high.BlockHash)?.TimestampMs ?? 0;
        _pacemaker.Enter(_nowMs, _wallMs, parentTimestamp, byQuorum);
        PruneBelow(view);
        // Once the next epoch is known, nobody needs to hear which views of this one we walk through.
        if (IsFollowing)
        {
            return;
        }
        if (!IsRoot(entry))
        {
            _effects.Add(new Broadcast(ConsensusMessage.Of(entry)));
        }
        if (_config.OwnIndex is not null)
        {
            RequestSignature(new VrfSignRequest(view, _lottery.Alpha(view)));
        }
    }

    private static bool IsRoot(EntryCertificate entry) => entry.Quorum is { IsRoot: true };

    private void PruneBelow(ulong view)
    {
        ulong floor = view > Core.Limits.Consensus.MaxPastViews ? view - Core.Limits.Consensus.MaxPastViews : 0;
        _votes.Prune(floor);
        _timeouts.Prune(floor);
        _tree.PruneUncertified(floor, _commit?.BlockHash);
        _detector.Prune(view);
    }

    private void OnOwnVrfProof(VrfSignRequest request, byte[] proof)
    {
        if (request.View != _view || proof.Length != VrfProof.Bytes || _config.OwnIndex is not { } own)
        {
            return;
        }
        Span<byte> output = stackalloc byte[64];
        _ownProof = new VrfProof(proof);
        _hasOwnProof = _crypto.VerifyVrf(own, request.Alpha, _ownProof, output);
        _isClaimant = _hasOwnProof && _lottery.TryRank(own, output, out LeadRank _);
    }

    // R1: claimants at the start of the view; the backup when no complete claim came in time.
    private void TryPropose()
    {
        if (!_hasOwnProof || _buildRequestedView >= _view || _nowMs < _pacemaker.StartMs)
        {
            return;
        }
        bool backupTurn = _isBackup && _nowMs >= _pacemaker.ClaimDeadlineMs && !HasCompleteClaim();
        if ((!_isClaimant && !backupTurn) || _record.ProposedView >= _view || _record.TimedOutView >= _view)
        {
            return;
        }
        Header? parent = ExecutedHeader(_high.BlockHash);
        if (parent is null || !TryJustify(out TimeoutCertificate? _))
        {
            return;
        }
        _buildRequestedView = _view;
        // The start of the slot, not of the proposal: a backup's later turn does not push the slots after it back.
        ulong late = (ulong)(_nowMs - _pacemaker.StartMs);
        ulong slotStart = _wallMs > late ? _wallMs - late : 0;
        ulong timestamp = Math.Max(slotStart, parent.TimestampMs + (ulong)_config.Timing.SlotMs);
        _buildParent = parent.Hash;
        _buildTimestampMs = timestamp;
        BlockRole role = _rules.RoleOf(_context, _view, _high.View);
        if (role == BlockRole.Helper)
        {
            OnBuilt(_view, HelperBlock.Build(parent));
        }
        else
        {
            _effects.Add(new Build(_view, parent, timestamp, role));
        }
    }

    private bool HasCompleteClaim()
    {
        IReadOnlyList<BlockNode> nodes = _tree.InView(_view);
        for (int index = 0; index < nodes.Count; index++)
        {
            if (nodes[index].Rank.Kind == LeadKind.Vrf && nodes[index].Execution == ExecutionState.Valid)
            {
                return true;
            }
        }
        return false;
    }

    // The QC of the view before, or the highest QC together with the TC of the view before.
    private bool TryJustify(out TimeoutCertificate? timeout)
    {
        timeout = _high.View + 1 == _view ? null : _entry?.Timeout;
        return _high.View + 1 == _view || (timeout is not null && timeout.View + 1 == _view);
    }

    private void OnBuilt(ulong view, BuiltBlock? built)
    {
        bool current = view == _view && built is not null && _config.OwnIndex is not null;
        if (!current
            || ExecutedHeader(_high.BlockHash) is not { } parent
            || !TryJustify(out TimeoutCertificate? timeout))
        {
            return;
        }
        if (_buildParent != parent.Hash)
        {
            return;
        }
        Header header = new()
        {
            Epoch = _epoch,
            View = view,
            Height = parent.Height + 1,
            ParentHash = parent.Hash,
            Justify = _high,
            Timeout = timeout,
            EpochProof = _high.IsRoot ? _context.RootProof : null,
            TimestampMs = _buildTimestampMs,
            Proposer = _config.OwnIndex!.Value,
            LeadKind = _isClaimant ? LeadKind.Vrf : LeadKind.Backup,
            VrfProof = _ownProof,
            PayloadRoot = built!.PayloadRoot,
            PayloadBytes = (uint)built.Payload.Length,
            StateRoot = built.StateRoot,
            ReceiptsRoot = built.ReceiptsRoot,
            EvidenceRoot = built.EvidenceRoot,
        };
        if (!_rules.MayPropose(_record, view, header.Hash))
        {
            return;
        }
        PersistRecord(_rules.AfterPropose(_record, view, header.Hash));
        _ownPayload = built.Payload;
        RequestSignature(new HeaderSignRequest(header));
    }

    private void RetryRequests()
    {
        if (_requests.NextRetryMs <= _nowMs)
        {
            foreach ((Hash256 hash, ushort peer) in _requests.TakeDue(_nowMs))
            {
                _effects.Add(new Send(peer, ConsensusMessage.OfBlockRequest(hash)));
            }
        }
        RetryRange();
    }

    // Sends again what may have been lost: half a timeout after the view began, and so on.
    private void Repeat()
    {
        if (_nowMs < _pacemaker.RebroadcastMs)
        {
            return;
        }
        _pacemaker.ScheduleRebroadcast(_nowMs);
        if (_timeoutRefusedView == _view)
        {
            _timeoutRefusedView = 0;
            _timeoutRequestedView = 0;
            GiveUpView();
        }
        if (_entry is { } entry && !IsRoot(entry))
        {
            _effects.Add(new Broadcast(ConsensusMessage.Of(entry)));
        }
        if (_commit is { } commit)
        {
            _effects.Add(new Broadcast(ConsensusMessage.OfCommit(commit)));
        }
        SendAgain(_ownProposal);
        SendAgain(_ownPrevote);
        SendAgain(_ownPrecommit);
        SendAgain(_ownTimeout);
    }

    private void SendAgain(ConsensusMessage? message)
    {
        if (message is not null)
        {
            _effects.Add(new Broadcast(message));
        }
    }

    private void ScheduleTimer()
    {
        long next = long.MaxValue;
        ReadOnlySpan<long> deadlines =
        [
            _pacemaker.StartMs, _pacemaker.ClaimDeadlineMs, _pacemaker.FallbackDeadlineMs,
            _timeoutRequestedView >= _view ? long.MaxValue : _pacemaker.TimeoutDeadlineMs,
            _pacemaker.RebroadcastMs, _requests.NextRetryMs, _range.RetryMs, OuterDeadlineMs,
        ];
        foreach (long deadline in deadlines)
        {
            next = deadline > _nowMs ? Math.Min(next, deadline) : next;
        }
        if (next != _timerMs || next <= _nowMs)
        {
            _timerMs = next;
            _effects.Add(new SetTimer(next));
        }
    }
}
