using Aether.Consensus.Epochs;
using Aether.Consensus.Slashing;
using Aether.Consensus.Votes;
using Aether.Core;
using Aether.Core.Types;
using Aether.Execution.Storage;
using Aether.Node.Rpc;
using Aether.Pipeline;

namespace Aether.Node.Halting;

/// <summary>All that a node knows about two final blocks that conflict, and whom it convicts.</summary>
/// <remarks>
/// The side of this node is complete. Of the other one a node may hold the certificate alone: then those are convicted
/// who signed both, where that can be seen without its headers.
/// </remarks>
internal sealed record ConflictReport
{
    /// <summary>What consensus saw, in a sentence.</summary>
    public required string Reason { get; init; }

    /// <summary>The certificate that contradicts the final chain here; null when consensus named none.</summary>
    public QuorumCertificate? Conflict { get; init; }

    /// <summary>The last block that both sides share; null when too little of the other side is held.</summary>
    public Header? Common { get; init; }

    /// <summary>Final blocks here, above the common one if that is known, up to the view of the conflict.</summary>
    public Header[] OwnHeaders { get; init; } = [];

    /// <summary>Shows the last of them final.</summary>
    public FinalityProof? OwnProof { get; init; }

    /// <summary>Blocks of the other side up to the certified one, as far as they are held.</summary>
    public Header[] OtherHeaders { get; init; } = [];

    /// <summary>Evidence that convicts, checked.</summary>
    public IReadOnlyList<Evidence> Evidence { get; init; } = [];

    /// <summary>Whom it convicts, each offence once.</summary>
    public IReadOnlyList<Conviction> Convictions { get; init; } = [];

    /// <summary>Stake of the convicted in the set of the epoch.</summary>
    public UInt128 ConvictedStake { get; init; }

    /// <summary>Stake of the whole set.</summary>
    public UInt128 TotalStake { get; init; }

    /// <summary>What comparing the two sides gave.</summary>
    public ForkError Comparison { get; init; }

    /// <summary>Puts together what the node's store and the fault hold.</summary>
    public static ConflictReport Create(NodeView node, NodeFault fault)
    {
        ConflictReport report = new()
        {
            Reason = fault.Reason,
            Conflict = fault.Conflict,
            Comparison = ForkError.Incomplete,
        };
        uint epoch = fault.Conflict?.Epoch ?? node.Store.FinalizedHeader.Epoch;
        if (node.Epochs.Find(epoch) is not { } context
            || !CommitteeCryptoFactory.TryCreate(node.Genesis, out CommitteeCryptoFactory? crypto, out string _))
        {
            return report;
        }
        EvidenceChecker checker = new(context.Validators, context.RootCertificate, crypto.Create(context));
        List<Evidence> evidence = [.. fault.Evidence];
        if (fault.Conflict is { } conflict)
        {
            report = AddSides(report, node.Store, conflict);
            ForkVerdict? verdict = Compare(checker, report, node.Store);
            report = report with { Comparison = verdict?.Error ?? ForkError.Incomplete };
            evidence.AddRange(FindEvidence(report, conflict, verdict));
        }
        return Convict(report, checker, evidence);
    }

    private static ConflictReport AddSides(ConflictReport report, ChainStore store, QuorumCertificate conflict)
    {
        List<Header> other = [];
        Header? common = null;
        Hash256 next = conflict.BlockHash;
        while (common is null && other.Count < Limits.Consensus.MaxPendingBlocks
            && store.TryGetProposal(next, out Proposal? block))
        {
            if (IsFinal(store, block.Header))
            {
                common = block.Header;
                break;
            }
            other.Insert(0, block.Header);
            next = block.Header.ParentHash;
        }
        Header[] own = OwnSide(store, common, conflict.View);
        FinalityProof? proof = null;
        if (own.Length > 0)
        {
            store.TryGetFinality(own[^1].Height, out proof);
        }
        return report with { Common = common, OtherHeaders = [.. other], OwnHeaders = own, OwnProof = proof };
    }

    // From the common block, or from the block below the conflict, to the first block at its view or above.
    private static Header[] OwnSide(ChainStore store, Header? common, ulong view)
    {
        List<Header> own = [];
        for (ulong height = store.FinalizedHeader.Height;
            height > (common?.Height ?? 0) && own.Count < Limits.Consensus.MaxPendingBlocks; height--)
        {
            if (!store.TryGetFinalProposal(height, out Proposal? block)
                || (common is null && block.Header.View < view && own.Count > 0))
            {
                break;
            }
            own.Insert(0, block.Header);
        }
        int above = own.FindIndex(header => header.View >= view);
        return above < 0 ? [.. own] : [.. own[..(above + 1)]];
    }

    private static bool IsFinal(ChainStore store, Header header) =>
        store.TryGetFinalProposal(header.Height, out Proposal? final) && final.Hash == header.Hash;

    private static ForkVerdict? Compare(EvidenceChecker checker, ConflictReport report, ChainStore store)
    {
        if (report.Common is not { } common || report.OwnProof is not { } proof || report.OtherHeaders.Length == 0)
        {
            return null;
        }
        Header certified = proof.Path.Length > 0 ? proof.Path[^1] : report.OwnHeaders[^1];
        QuorumCertificate? quorum = store.TryGetFinalProposal(certified.Height + 1, out Proposal? child)
            && child.Header.Justify.BlockHash == certified.Hash ? child.Header.Justify : null;
        ForkSide own = new(report.OwnHeaders, proof, quorum);
        ForkSide other = new(report.OtherHeaders, new FinalityProof([], report.Conflict!, null, null));
        return ForkAnalysis.Convict(checker, common, own, other);
    }

    private static IEnumerable<Evidence> FindEvidence(
        ConflictReport report, QuorumCertificate conflict, ForkVerdict? verdict)
    {
        if (verdict?.Evidence is { } found)
        {
            yield return found;
        }
        if (report.OwnProof?.Certificate is { Kind: VoteKind.Precommit } commit && commit.Epoch == conflict.Epoch
            && commit.View == conflict.View && commit.BlockHash != conflict.BlockHash)
        {
            yield return EvidenceParts.DoubleVote(commit, conflict);
        }
    }

    private static ConflictReport Convict(ConflictReport report, EvidenceChecker checker, List<Evidence> evidence)
    {
        List<Evidence> kept = [];
        HashSet<Conviction> convictions = [];
        foreach (Evidence piece in evidence)
        {
            int before = convictions.Count;
            if (EvidenceChecker.EpochOf(piece) == checker.Epoch
                && checker.Check(piece, out Conviction[] proven) == EvidenceError.None)
            {
                convictions.UnionWith(proven);
            }
            if (convictions.Count > before)
            {
                kept.Add(piece);
            }
        }
        UInt128 stake = 0;
        foreach (Address address in convictions.Select(conviction => conviction.Validator).Distinct())
        {
            stake += checker.Validators[checker.Validators.IndexOf(address)].Stake;
        }
        return report with
        {
            Evidence = kept,
            Convictions = [.. convictions],
            ConvictedStake = stake,
            TotalStake = checker.Validators.TotalStake,
        };
    }
}
