using System.Diagnostics.CodeAnalysis;
using Aether.Consensus.Epochs;
using Aether.Consensus.LeaderElection;
using Aether.Core;
using Aether.Core.Types;

namespace Aether.Consensus.HotStuff;

/// <summary>Proposals, execution, fetching and finality.</summary>
public sealed partial class ConsensusCore
{
    private readonly Dictionary<Hash256, QuorumCertificate> _orphanCertificates = [];
    private readonly Queue<Hash256> _orphanOrder = new();

    private void OnProposal(ushort peer, Proposal proposal, bool isAnswer)
    {
        if (_tree.Find(proposal.Hash) is { } known)
        {
            FollowRange(known);
            return;
        }
        bool requested = _requests.Contains(proposal.Hash)
            || (isAnswer && _range.Contains(peer, proposal.Header.Height));
        if (!requested && !IsInWindow(proposal.Header.View))
        {
            return;
        }
        if (AcceptProposal(peer, proposal, requested))
        {
            _requests.Close(proposal.Hash);
            FollowRange(_tree.Find(proposal.Hash));
        }
    }

    // Checks from cheap to dear; a null peer means our own store or our own proposal. True when the block is held now.
    private bool AcceptProposal(ushort? peer, Proposal proposal, bool requested)
    {
        Header header = proposal.Header;
        if (header.Epoch != _epoch || header.Proposer >= _validators.Count || header.View <= _tree.Finalized.View
            || header.Height <= _tree.Finalized.Height)
        {
            return false;
        }
        int sameProposer = CountOf(header.View, header.Proposer);
        // Two show the equivocation; more come only when a certificate or a descendant names them.
        if (sameProposer >= 2 && !requested)
        {
            return false;
        }
        if (!HeaderRules.IsWellFormed(header, _config.Genesis.Parameters, _context) || !_rules.IsJustified(header)
            || !TryRank(header, out LeadRank rank) || !_crypto.VerifyHeader(proposal.SignedHeader)
            || !HasValidCertificates(header) || !HasValidRootProof(header)
            || !_crypto.VerifyPayload(header, proposal.Payload))
        {
            Penalise(peer, "invalid proposal");
            NoteInvalid(proposal.SignedHeader);
            return false;
        }
        NoteContradictions(proposal.SignedHeader);
        BlockNode node = new(proposal, rank) { IsStored = peer is null };
        if (!_tree.TryAdd(node))
        {
            return false;
        }
        _detector.OnHeader(header);
        ushort source = peer ?? OwnPeer;
        if (_orphanCertificates.Remove(node.Hash, out QuorumCertificate? certificate) || IsHigh(node, out certificate))
        {
            node.Certificate = certificate;
            OnQuorumCertificate(source, certificate);
        }
        FollowCertificates(source, header);
        if (_tree.FindHeader(header.ParentHash) is null)
        {
            RequestBlock(header.ParentHash, source);
        }
        return true;
    }

    private int CountOf(ulong view, ushort proposer)
    {
        int count = 0;
        IReadOnlyList<BlockNode> nodes = _tree.InView(view);
        for (int index = 0; index < nodes.Count; index++)
        {
            count += nodes[index].Header.Proposer == proposer ? 1 : 0;
        }
        return count;
    }

    private void FollowCertificates(ushort peer, Header header)
    {
        OnQuorumCertificate(peer, header.Justify);
        if (header.Timeout is { } timeout)
        {
            OnTimeoutCertificate(peer, timeout);
        }
    }

    private bool HasValidCertificates(Header header) =>
        _checker.IsValid(header.Justify)
        && (header.Timeout is null || _checker.IsValid(header.Timeout));

    // R2(iii): the VRF proof holds for the view and gives the claim, or the proposer is the view's backup leader.
    private bool TryRank(Header header, out LeadRank rank)
    {
        Span<byte> output = stackalloc byte[64];
        rank = LeadRank.Backup;
        if (!_crypto.VerifyVrf(header.Proposer, _lottery.Alpha(header.View), header.VrfProof, output))
        {
            return false;
        }
        return header.LeadKind == LeadKind.Vrf
            ? _lottery.TryRank(header.Proposer, output, out rank)
            : BackupLeaderOf(header.View) == header.Proposer;
    }

    private int BackupLeaderOf(ulong view) => view == _view ? _backupLeader : _lottery.BackupLeader(view);

    private void Penalise(ushort? peer, string reason)
    {
        if (peer is { } known && known != _config.OwnPeer)
        {
            _effects.Add(new PenalisePeer(known, reason));
        }
    }

    private void OnOwnHeader(Header header, byte[] signature)
    {
        if (header.View != _view || header.PayloadBytes != (uint)_ownPayload.Length)
        {
            return;
        }
        uint period = _epoch - _validators[header.Proposer].KesStartEpoch;
        Proposal proposal = new(new Core.Types.SignedHeader(header, period, signature), _ownPayload);
        BlockNode node = new(proposal, OwnRank(header)) { Execution = ExecutionState.Valid };
        if (_tree.TryAdd(node))
        {
            _ownProposal = ConsensusMessage.Of(proposal);
            _effects.Add(new Broadcast(_ownProposal));
        }
    }

    private LeadRank OwnRank(Header header) => TryRank(header, out LeadRank rank) ? rank : LeadRank.Backup;

    // The best claim of the current view, everything when time presses, and whatever a certificate names.
    private void RequestExecutions()
    {
        BlockNode? best = null;
        bool fallback = _nowMs >= _pacemaker.FallbackDeadlineMs;
        IReadOnlyList<BlockNode> nodes = _tree.InView(_view);
        for (int index = 0; index < nodes.Count; index++)
        {
            BlockNode node = nodes[index];
            if (fallback)
            {
                RequestExecution(node);
            }
            if (node.Execution != ExecutionState.Invalid && (best is null || node.Rank.CompareTo(best.Rank) < 0))
            {
                best = node;
            }
        }
        if (best is not null)
        {
            RequestExecution(best);
        }
        if (_tree.IsFull && _tree.HighestCertified() is { } highest)
        {
            FollowBack(highest);
            return;
        }
        Obtain(_high);
        if (_commit is { } commit)
        {
            Obtain(commit);
        }
    }

    // We are further behind than the tree holds: the walk back goes on from its lowest block, and what it reaches
    // becomes final by itself.
    private void FollowBack(BlockNode highest)
    {
        if (_tree.ChainTo(highest) is not { } chain)
        {
            RequestMissingAncestor(highest);
            return;
        }
        for (int index = chain.Count - 1; index > 0; index--)
        {
            Header child = chain[index].Header;
            if (chain[index].Certificate is { } certificate && _rules.IsTwoChain(chain[index - 1].Header, child))
            {
                FinalizeTo(chain[index - 1], new FinalityProof([], child.Justify, child, certificate));
                return;
            }
        }
    }

    private bool IsHigh(BlockNode node, [NotNullWhen(true)] out QuorumCertificate? certificate)
    {
        certificate = _high.BlockHash == node.Hash ? _high : null;
        return certificate is not null;
    }

    // Fetches what is missing of the chain to a certified block, and executes it.
    private void Obtain(QuorumCertificate certificate)
    {
        if (certificate.View > _tree.Finalized.View && _tree.Find(certificate.BlockHash) is null)
        {
            RequestBlock(certificate.BlockHash, OwnPeer);
        }
        ExecuteChainTo(certificate.BlockHash);
    }

    private void ExecuteChainTo(Hash256 hash)
    {
        if (_tree.Find(hash) is not { Execution: ExecutionState.None } node)
        {
            return;
        }
        if (_tree.ChainTo(node) is not { } chain)
        {
            RequestMissingAncestor(node);
            return;
        }
        foreach (BlockNode ancestor in chain)
        {
            RequestExecution(ancestor);
        }
    }

    private void RequestExecution(BlockNode node)
    {
        if (node.Execution != ExecutionState.None || !_tree.IsParentExecuted(node))
        {
            return;
        }
        BlockRole role = RoleOf(node.Header);
        if (role == BlockRole.Helper)
        {
            JudgeHelper(node);
            return;
        }
        node.Execution = ExecutionState.Requested;
        _effects.Add(new Execute(node.Block, role));
    }

    private void OnExecuted(Hash256 hash, bool valid)
    {
        if (_tree.Find(hash) is not { Execution: ExecutionState.Requested } node)
        {
            return;
        }
        if (valid)
        {
            node.Execution = ExecutionState.Valid;
            return;
        }
        _tree.Invalidate(node);
        StopIfInvalid(node);
    }

    private void StopIfInvalid(BlockNode node)
    {
        if (node.Execution == ExecutionState.Invalid && node.Certificate is not null)
        {
            Stop($"block {node.Hash} has a certificate but does not execute to its roots here: "
                + "this node's state is wrong");
        }
    }

    // The header of the final head or of an executed block.
    private Header? ExecutedHeader(Hash256 hash) =>
        hash == _tree.Finalized.Hash ? _tree.Finalized
        : _tree.Find(hash) is { Execution: ExecutionState.Valid } node ? node.Header
        : null;

    private void RequestBlock(Hash256 hash, ushort peer)
    {
        ushort target = peer == OwnPeer ? _requests.Next(peer) : peer;
        if (_config.Peers > 1 && _requests.TryOpen(hash, target, _nowMs))
        {
            _effects.Add(new Send(target, ConsensusMessage.OfBlockRequest(hash)));
        }
    }

    private void OnBlockRequest(ushort peer, Hash256 hash)
    {
        if (_tree.Find(hash) is { } node)
        {
            _effects.Add(new Send(peer, ConsensusMessage.OfBlockResponse(node.Block)));
        }
        else
        {
            _effects.Add(new ServeBlock(peer, hash));
        }
    }

    private void OnCommit(ushort peer, QuorumCertificate commit)
    {
        bool contradicts = ContradictsFinal(commit);
        bool useful = commit.View > _tree.Finalized.View && (_commit is null || commit.View >= _commit.View);
        if (commit.Epoch != _epoch || (!useful && !contradicts))
        {
            return;
        }
        if (commit.Kind != VoteKind.Precommit || !_checker.IsValid(commit))
        {
            Penalise(peer, "invalid commit certificate");
        }
        else if (contradicts)
        {
            _detector.OnCertificate(commit);
            Stop($"block {commit.BlockHash} of view {commit.View} is committed beside the final chain", commit);
        }
        else
        {
            OnValidCommit(peer, commit);
        }
    }

    private void OnValidCommit(ushort peer, QuorumCertificate commit)
    {
        _detector.OnCertificate(commit);
        if (_commit is { } known && known.View == commit.View && known.BlockHash != commit.BlockHash)
        {
            Stop($"two blocks of view {commit.View} are committed: {known.BlockHash} and {commit.BlockHash}", commit);
        }
        else if (commit.View > (_commit?.View ?? 0))
        {
            _commit = commit;
            if (commit.View > _tree.Finalized.View && _tree.Find(commit.BlockHash) is null)
            {
                RequestBlock(commit.BlockHash, peer);
            }
        }
    }

    // R7: a commit certificate, or the QCs of two blocks in consecutive views; or what catching up has shown.
    private void TryFinalize()
    {
        FinalizeReached();
        if (!IsOver && _commit is { } commit && commit.View > _tree.Finalized.View
            && _tree.Find(commit.BlockHash) is { } committed)
        {
            FinalizeTo(committed, new FinalityProof([], commit, null, null));
        }
        if (!IsOver && _tree.Find(_high.BlockHash) is { Certificate: not null } child
            && _tree.Find(child.Header.ParentHash) is { } parent
            && _rules.IsTwoChain(parent.Header, child.Header))
        {
            FinalizeTo(parent, new FinalityProof([], child.Header.Justify, child.Header, child.Certificate));
        }
    }

    private void FinalizeTo(BlockNode certified, FinalityProof proof)
    {
        if (_tree.ChainTo(certified) is not { } chain)
        {
            if (OldestKnownAncestor(certified).Header.Height == _tree.Finalized.Height + 1)
            {
                bool committed = proof.Certificate.Kind == VoteKind.Precommit;
                Stop(
                    $"final block {certified.Hash} does not descend from the final block {_tree.Finalized.Hash}",
                    committed ? proof.Certificate : null);
                return;
            }
            RequestMissingAncestor(certified);
            return;
        }
        int count = CountFinal(chain);
        if (count == 0)
        {
            return;
        }
        if (!IsExecuted(chain, count))
        {
            ExecuteChainTo(chain[count - 1].Hash);
            return;
        }
        FinalizedBlock[] blocks = new FinalizedBlock[count];
        for (int index = 0; index < count; index++)
        {
            blocks[index] = new FinalizedBlock(chain[index].Block, ProofOf(chain, index, proof));
        }
        FinalizedBlock last = blocks[^1];
        if (RoleOf(last.Block.Header) == BlockRole.Closing && !TryClose(last))
        {
            return;
        }
        _effects.Add(new Finalize(blocks));
        RememberFinal(blocks);
        _tree.Advance(last.Block.Header);
    }

    // The proof of the last block, with the headers from an ancestor of it in front.
    private static FinalityProof? ProofOf(List<BlockNode> chain, int index, FinalityProof proof)
    {
        int above = chain.Count - index - 1;
        if (above == 0 || above + proof.Path.Length > Limits.Block.MaxFinalityPath)
        {
            return above == 0 ? proof : null;
        }
        Header[] path = new Header[above + proof.Path.Length];
        for (int step = 0; step < above; step++)
        {
            path[step] = chain[index + 1 + step].Header;
        }
        proof.Path.CopyTo(path, above);
        return proof with { Path = path };
    }

    private static bool IsExecuted(List<BlockNode> chain, int count)
    {
        for (int index = 0; index < count; index++)
        {
            if (chain[index].Execution != ExecutionState.Valid)
            {
                return false;
            }
        }
        return true;
    }

    private BlockNode OldestKnownAncestor(BlockNode node)
    {
        BlockNode at = node;
        while (_tree.Find(at.Header.ParentHash) is { } parent)
        {
            at = parent;
        }
        return at;
    }

    // One block by hash, many by height.
    private void RequestMissingAncestor(BlockNode node)
    {
        Header oldest = OldestKnownAncestor(node).Header;
        if (!TryRequestRange(oldest.Height))
        {
            RequestBlock(oldest.ParentHash, OwnPeer);
        }
    }

    private void Stop(string reason, QuorumCertificate? conflict = null)
    {
        _halted = true;
        _effects.Add(new Halt(reason, conflict));
    }

    // Certificates of blocks not seen yet; the newest few are enough, older ones come again with their blocks.
    private void KeepOrphanCertificate(QuorumCertificate certificate)
    {
        if (_orphanCertificates.TryAdd(certificate.BlockHash, certificate))
        {
            _orphanOrder.Enqueue(certificate.BlockHash);
        }
        if (_orphanOrder.Count > Limits.Consensus.MaxProposalsPerView)
        {
            _orphanCertificates.Remove(_orphanOrder.Dequeue());
        }
    }
}
