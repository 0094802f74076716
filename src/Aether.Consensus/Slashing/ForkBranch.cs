using Aether.Core.Types;

namespace Aether.Consensus.Slashing;

/// <summary>A side of a fork with its links checked, and the certificates of its blocks.</summary>
internal sealed class ForkBranch
{
    private readonly ForkSide _side;

    private ForkBranch(ForkSide side, Header[] blocks)
    {
        _side = side;
        Blocks = blocks;
    }

    /// <summary>The headers above the common ancestor up to the certified block.</summary>
    public Header[] Blocks { get; }

    /// <summary>The certified block.</summary>
    public Header Certified => Blocks[^1];

    /// <summary>The precommits of the certified block; null when it is final by a child of the next view.</summary>
    public QuorumCertificate? Commit => IsTwoChain ? null : _side.Proof.Certificate;

    /// <summary>The child of the certified block with the next view, when that makes it final.</summary>
    public Header? Child => _side.Proof.Child;

    /// <summary>Its quorum certificate.</summary>
    public QuorumCertificate? ChildQuorum => _side.Proof.ChildCertificate;

    private bool IsTwoChain => _side.Proof.Certificate.Kind == VoteKind.Prevote;

    /// <summary>Checks links and finality; no certificate below the top is looked at.</summary>
    public static ForkError TryCreate(
        EvidenceChecker checker, Header common, ForkSide side, out ForkBranch branch)
    {
        Header[] blocks = [.. side.Headers, .. side.Proof.Path];
        branch = new ForkBranch(side, blocks);
        Hash256 parent = common.Hash;
        foreach (Header block in blocks)
        {
            if (block.ParentHash != parent || block.Epoch != checker.Epoch)
            {
                return ForkError.BrokenChain;
            }
            parent = block.Hash;
        }
        return side.Headers.Length == 0 ? ForkError.BrokenChain
            : branch.IsFinal(checker) ? ForkError.None
            : ForkError.NotFinal;
    }

    /// <summary>The quorum certificate of a block of this branch by its place; null when it is not known.</summary>
    public QuorumCertificate? QuorumOf(int index) =>
        index < Blocks.Length - 1 ? Blocks[index + 1].Justify
        : IsTwoChain ? _side.Proof.Certificate
        : _side.Quorum;

    private bool IsFinal(EvidenceChecker checker)
    {
        FinalityProof proof = _side.Proof;
        if (!Certifies(checker, proof.Certificate, Certified)
            || (_side.Quorum is { } quorum && (quorum.Kind != VoteKind.Prevote || !IsOf(checker, quorum))))
        {
            return false;
        }
        return !IsTwoChain
            ? proof.Child is null && proof.ChildCertificate is null
            : proof.Child is { } child && proof.ChildCertificate is { Kind: VoteKind.Prevote } certificate
                && child.ParentHash == Certified.Hash && child.View == Certified.View + 1
                && Certifies(checker, certificate, child);
    }

    private bool IsOf(EvidenceChecker checker, QuorumCertificate quorum) => Certifies(checker, quorum, Certified);

    private static bool Certifies(EvidenceChecker checker, QuorumCertificate certificate, Header block) =>
        certificate.BlockHash == block.Hash && certificate.View == block.View && certificate.Epoch == block.Epoch
        && checker.IsCertificate(certificate);
}
