using System.Collections.Immutable;
using Aether.Consensus.SlashingProtection;
using Aether.Consensus.Votes;
using Aether.Core;
using Aether.Core.Diagnostics;
using Aether.Core.Types;

namespace Aether.Consensus.HotStuff;

/// <summary>Votes, timeouts, certificates and our own signatures.</summary>
public sealed partial class ConsensusCore
{
    private readonly Dictionary<ulong, (SignRequest Request, ulong AfterPosition)> _signing = [];
    private ulong _nextRequestId = 1;
    private ulong _prevoteRequestedView;
    private ulong _precommitRequestedView;
    // Of this run, unlike the record: after a restart the timeout of the view is made and sent again.
    private ulong _timeoutRequestedView;
    private ulong _timeoutRefusedView;
    private QuorumCertificate? _timeoutCertificate;
    private byte[] _ownPayload = [];

    private void OnVote(ushort peer, Vote vote)
    {
        if (vote.Epoch != _epoch || vote.Voter >= _validators.Count || !IsInWindow(vote.View))
        {
            return;
        }
        VoteOutcome outcome = _votes.Add(vote, peer, IsNear(vote.View));
        PenaliseAll(outcome.Liars, "vote with a bad signature");
        if (outcome.Conflict is { } earlier)
        {
            _detector.OnDoubleVote(earlier, vote);
        }
        if (outcome.IsCounted)
        {
            _detector.OnVote(vote);
        }
        if (outcome.Certificate is not { } certificate)
        {
            return;
        }
        _checker.Trust(certificate);
        if (certificate.Kind == VoteKind.Prevote)
        {
            OnQuorumCertificate(peer, certificate);
        }
        else
        {
            OnValidCommit(peer, certificate);
        }
    }

    // What comes for the views around ours is kept unchecked: in the next moment a quorum of it is checked at once.
    private bool IsNear(ulong view) => view <= _view + 1;

    private void PenaliseAll(ImmutableArray<ushort> peers, string reason)
    {
        foreach (ushort peer in peers)
        {
            Penalise(peer, reason);
        }
    }

    private bool IsInWindow(ulong view) =>
        view > 0 && view <= _view + Limits.Consensus.MaxFutureViews
        && view + Limits.Consensus.MaxPastViews >= _view;

    // A verified QC: it may raise the lock, carries everyone into the next view, and allows a precommit.
    private void OnQuorumCertificate(ushort peer, QuorumCertificate certificate)
    {
        _detector.OnCertificate(certificate);
        // The QC of the final head itself still counts: it lets a node that only saw the commit enter the next view.
        if (certificate.View < _tree.Finalized.View)
        {
            return;
        }
        BlockNode? node = _tree.Find(certificate.BlockHash);
        if (node is not null)
        {
            node.Certificate ??= certificate;
            StopIfInvalid(node);
        }
        else if (certificate.BlockHash != _tree.Finalized.Hash)
        {
            RequestBlock(certificate.BlockHash, peer);
            KeepOrphanCertificate(certificate);
        }
        if (certificate.View > _high.View)
        {
            _high = certificate;
            if (node is not null)
            {
                _effects.Add(new SafeHead(node.Header));
            }
        }
        if (certificate.View + 1 > _view)
        {
            EnterView(certificate.View + 1, new EntryCertificate(certificate, null), byQuorum: true);
        }
    }

    // R3, with the choice among proposals by rank.
    private void TryPrevote()
    {
        if (_config.OwnIndex is null || _prevoteRequestedView >= _view || _nowMs < _pacemaker.ClaimDeadlineMs)
        {
            return;
        }
        BlockNode? best = null;
        bool fallback = _nowMs >= _pacemaker.FallbackDeadlineMs;
        IReadOnlyList<BlockNode> nodes = _tree.InView(_view);
        for (int index = 0; index < nodes.Count; index++)
        {
            BlockNode node = nodes[index];
            bool candidate = node.Execution == ExecutionState.Valid
                ? HasFittingParent(node.Header)
                : node.Execution != ExecutionState.Invalid && !fallback;
            if (candidate && (best is null || node.Rank.CompareTo(best.Rank) < 0))
            {
                best = node;
            }
        }
        if (best is not { Execution: ExecutionState.Valid } || !_rules.IsJustified(best.Header)
            || !_rules.MayPrevote(_record, _view, best.Hash))
        {
            return;
        }
        _prevoteRequestedView = _view;
        StoreDurably(best);
        PersistRecord(_rules.Raise(_rules.AfterPrevote(_record, best.Header), _high) with { Entry = _entry });
        RequestSignature(new VoteSignRequest(VoteKind.Prevote, _epoch, _view, best.Hash) { Header = best.Header });
    }

    // R2(i) and (v): what needs the parent and the clock.
    private bool HasFittingParent(Header header) =>
        _tree.FindHeader(header.ParentHash) is { } parent
        && header.Justify.View == parent.View
        && header.Height == parent.Height + 1
        && header.TimestampMs >= parent.TimestampMs + (ulong)_config.Timing.SlotMs
        && header.TimestampMs <= _wallMs + Limits.Block.MaxFutureMs;

    // R4: needs the header and its QC, not the executed payload.
    private void TryPrecommit()
    {
        if (_config.OwnIndex is null || _high.IsRoot || _precommitRequestedView >= _high.View
            || _high.View + 2 < _view || _tree.Find(_high.BlockHash) is not { } node
            || !_rules.MayPrecommit(_record, _high.View, _high.BlockHash))
        {
            return;
        }
        _precommitRequestedView = _high.View;
        StoreDurably(node);
        PersistRecord(_rules.AfterPrecommit(_record, _high) with { Entry = _entry });
        RequestSignature(new VoteSignRequest(VoteKind.Precommit, _epoch, _high.View, _high.BlockHash));
    }

    // R5: our timer fired, or validators with more than a third of the stake gave up.
    private void GiveUpView()
    {
        if (_config.OwnIndex is null || _timeoutRequestedView >= _view || !_rules.MayTimeout(_record, _view))
        {
            return;
        }
        _timeoutRequestedView = _view;
        PersistRecord(_rules.Raise(_rules.AfterTimeout(_record, _view), _high) with { Entry = _entry });
        _timeoutCertificate = _record.HighCertificate;
        RequestSignature(new TimeoutSignRequest(_epoch, _view, _record.HighCertificate.View));
    }

    private bool HasHonestTimeout() => Quorum.HasHonest(_timeouts.WeightOf(_view), _validators.TotalStake);

    private void OnTimeout(ushort peer, TimeoutVote timeout)
    {
        if (timeout.Epoch != _epoch || timeout.Voter >= _validators.Count || !IsInWindow(timeout.View)
            || _timeouts.IsKnown(timeout))
        {
            return;
        }
        bool valid = timeout.HighView < timeout.View
            && timeout.HighCertificate.View == timeout.HighView
            && timeout.HighCertificate.Kind == VoteKind.Prevote
            && _checker.IsValid(timeout.HighCertificate);
        if (!valid)
        {
            Penalise(peer, "invalid timeout");
            return;
        }
        // Its certificates hold whoever signed the timeout.
        OnQuorumCertificate(peer, timeout.HighCertificate);
        OnEntry(peer, timeout.Entry);
        TimeoutOutcome outcome = _timeouts.Add(timeout, peer, IsNear(timeout.View));
        PenaliseAll(outcome.Liars, "timeout with a bad signature");
        if (outcome.IsCounted)
        {
            _detector.OnTimeout(timeout);
        }
        if (outcome.Certificate is { } certificate)
        {
            OnTimeoutCertificate(peer, certificate);
        }
    }

    private void OnEntry(ushort peer, EntryCertificate entry)
    {
        if (entry.EnteredView <= _view || entry.Epoch != _epoch)
        {
            return;
        }
        if (entry.Quorum is { Kind: VoteKind.Prevote } quorum && _checker.IsValid(quorum))
        {
            OnQuorumCertificate(peer, quorum);
        }
        else if (entry.Timeout is { } timeout && _checker.IsValid(timeout))
        {
            OnTimeoutCertificate(peer, timeout);
        }
        else
        {
            Penalise(peer, "invalid entry certificate");
        }
    }

    private void OnTimeoutCertificate(ushort peer, TimeoutCertificate certificate)
    {
        _detector.OnTimeoutCertificate(certificate);
        OnQuorumCertificate(peer, certificate.HighCertificate);
        if (certificate.View + 1 > _view)
        {
            EnterView(certificate.View + 1, new EntryCertificate(null, certificate), byQuorum: false);
        }
    }

    private void PersistRecord(SafetyRecord record)
    {
        _record = record;
        _effects.Add(new Persist(record, ++_position));
    }

    private void StoreDurably(BlockNode node)
    {
        if (!node.IsStored)
        {
            node.IsStored = true;
            _effects.Add(new StoreBlock(node.Block, ++_position));
        }
    }

    private void RequestSignature(SignRequest request)
    {
        ulong after = request is VrfSignRequest ? 0 : _position;
        _signing.Add(_nextRequestId, (request, after));
        _effects.Add(new Sign(request, _nextRequestId, after));
        _nextRequestId++;
    }

    private void OnSigned(ulong requestId, byte[]? signature)
    {
        if (!_signing.Remove(requestId, out (SignRequest Request, ulong AfterPosition) pending))
        {
            return;
        }
        if (signature is null)
        {
            // Asked for again when the view's messages are repeated: a signer that was away comes back.
            _timeoutRefusedView = pending.Request is TimeoutSignRequest refused ? refused.View : _timeoutRefusedView;
            return;
        }
        Check.That(pending.AfterPosition <= _durable);
        switch (pending.Request)
        {
            case VrfSignRequest vrf:
                OnOwnVrfProof(vrf, signature);
                break;
            case HeaderSignRequest header:
                OnOwnHeader(header.Header, signature);
                break;
            case VoteSignRequest vote:
                OnOwnVote(vote, new BlsSignature(signature));
                break;
            case TimeoutSignRequest timeout:
                OnOwnTimeout(timeout, new BlsSignature(signature));
                break;
        }
    }

    private void OnOwnVote(VoteSignRequest request, BlsSignature signature)
    {
        ushort own = _config.OwnIndex!.Value;
        Vote vote = new(request.Kind, request.Epoch, request.View, request.BlockHash, own, signature);
        ConsensusMessage message = ConsensusMessage.Of(vote);
        if (request.Kind == VoteKind.Prevote)
        {
            _ownPrevote = message;
        }
        else
        {
            _ownPrecommit = message;
        }
        _effects.Add(new Broadcast(message));
        OnVote(OwnPeer, vote);
    }

    private void OnOwnTimeout(TimeoutSignRequest request, BlsSignature signature)
    {
        if (request.View != _view || _timeoutCertificate is null || _entry is null)
        {
            return;
        }
        ushort own = _config.OwnIndex!.Value;
        TimeoutVote timeout = new(
            request.Epoch, request.View, request.HighView, own, signature, _timeoutCertificate, _entry);
        _ownTimeout = ConsensusMessage.Of(timeout);
        _effects.Add(new Broadcast(_ownTimeout));
        OnTimeout(OwnPeer, timeout);
    }
}
