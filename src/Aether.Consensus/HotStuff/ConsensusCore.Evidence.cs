using Aether.Consensus.Slashing;
using Aether.Core;
using Aether.Core.Types;

namespace Aether.Consensus.HotStuff;

/// <summary>
/// Contradictions: found in what arrives, or reported by others; checked before they are kept or sent on.
/// </summary>
public sealed partial class ConsensusCore
{
    private readonly EvidenceChecker _evidenceChecker;
    private readonly EvidenceDetector _detector;
    private readonly EvidencePool _evidence = new();
    private readonly SortedDictionary<ulong, Hash256> _finalViews = [];
    private ulong _finalFloor;

    /// <summary>What messages made this core keep.</summary>
    internal CoreFootprint Footprint => new(
        _votes.Count,
        _timeouts.Count,
        _votes.SlotCount + _timeouts.SlotCount,
        _timeouts.HighCount + _orphanCertificates.Count + _detector.Remembered,
        _tree.Count,
        _evidence.Bytes);

    private void OnEvidence(ushort peer, Evidence evidence)
    {
        if (EvidenceChecker.EpochOf(evidence) != _epoch)
        {
            return;
        }
        EvidenceError error = _evidenceChecker.CheckForm(evidence, out Conviction[] suspects);
        // Checking signatures is dear, and everybody sends on what is new to it.
        if (error == EvidenceError.None && suspects.All(_evidence.IsCharged))
        {
            return;
        }
        if (error != EvidenceError.None || !TryKeep(evidence))
        {
            Penalise(peer, "evidence that convicts nobody");
        }
    }

    // Every final block of the views above the floor is known by its view.
    private void RememberFinal(FinalizedBlock[] blocks)
    {
        if (_finalViews.Count == 0)
        {
            _finalFloor = _tree.Finalized.View;
        }
        foreach (FinalizedBlock block in blocks)
        {
            _finalViews.Add(block.Block.Header.View, block.Block.Hash);
        }
        while (_finalViews.Count > (int)Limits.Evidence.WindowViews)
        {
            _finalFloor = _finalViews.First().Key;
            _finalViews.Remove(_finalFloor);
        }
    }

    // A commit of a view that the final chain has passed, for another block than the chain has there.
    private bool ContradictsFinal(QuorumCertificate commit) =>
        _finalViews.Count > 0 && commit.View > _finalFloor && commit.View <= _tree.Finalized.View
        && (!_finalViews.TryGetValue(commit.View, out Hash256 hash) || hash != commit.BlockHash);

    private void ReportFound()
    {
        if (!_detector.HasFound)
        {
            return;
        }
        foreach (Evidence evidence in _detector.Drain())
        {
            bool isNew = _evidenceChecker.CheckForm(evidence, out Conviction[] suspects) == EvidenceError.None
                && !suspects.All(_evidence.IsCharged);
            if (isNew)
            {
                TryKeep(evidence);
            }
        }
    }

    // False only when it does not convict.
    private bool TryKeep(Evidence evidence)
    {
        if (_evidenceChecker.Check(evidence, out Conviction[] convictions) != EvidenceError.None)
        {
            return false;
        }
        if (_evidence.TryAdd(evidence, convictions))
        {
            _effects.Add(new EvidenceFound(evidence, convictions));
            _effects.Add(new Broadcast(ConsensusMessage.Of(evidence)));
        }
        return true;
    }

    // An invalid proposal is remembered when its proposer signed it and nobody may vote for it: whoever does is
    // convicted by its vote and this header.
    private void NoteInvalid(SignedHeader header)
    {
        if (!_detector.HasRoomFor(header.Header) || !_crypto.VerifyHeader(header)
            || !_evidenceChecker.IsForbidden(header.Header))
        {
            return;
        }
        NoteContradictions(header);
        _detector.OnForbidden(header);
    }

    private void NoteContradictions(SignedHeader header)
    {
        foreach (SignedHeader other in _detector.ForbiddenIn(header.Header.View))
        {
            if (other.Header.Proposer == header.Header.Proposer && other.Header.Hash != header.Header.Hash)
            {
                _detector.OnDoubleProposal(other, header);
                return;
            }
        }
        foreach (BlockNode node in _tree.InView(header.Header.View))
        {
            if (node.Header.Proposer == header.Header.Proposer && node.Hash != header.Header.Hash)
            {
                _detector.OnDoubleProposal(node.Block.SignedHeader, header);
                return;
            }
        }
    }

    private Header? FindHeader(Hash256 hash) => _tree.FindHeader(hash);
}
