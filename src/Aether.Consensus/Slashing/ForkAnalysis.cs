using Aether.Core.Types;

namespace Aether.Consensus.Slashing;

/// <summary>Convicts more than a third of the stake from two conflicting final blocks of one epoch.</summary>
/// <remarks>
/// The induction of the safety argument, backwards. First every header of both branches is audited: whoever prevoted
/// one that no rule allows is convicted. If all were allowed, let v be the lower of the two views of finality. The
/// other branch has a first block at v or above. At v itself two quorums voted for two blocks. Above v that block
/// builds on a certificate below v, so it carries timeouts of a quorum, of which none reports a certificate as high as
/// v; those who made the block of view v final are in that quorum too, and had locked on it before. Any two quorums
/// share more than a third of the stake.
/// <b>Threads</b>: as its checker. <b>Errors</b>: no input throws.
/// </remarks>
public static class ForkAnalysis
{
    /// <summary>
    /// One piece of checked evidence that convicts more than a third, or the reason why there is none.
    /// </summary>
    public static ForkVerdict Convict(EvidenceChecker checker, Header common, ForkSide first, ForkSide second)
    {
        ForkError error = ForkBranch.TryCreate(checker, common, first, out ForkBranch one);
        error = error == ForkError.None ? ForkBranch.TryCreate(checker, common, second, out ForkBranch other)
            : Fail(error, one, out other);
        if (error == ForkError.None && (Contains(one, other.Certified) || Contains(other, one.Certified)))
        {
            error = ForkError.NoConflict;
        }
        if (error != ForkError.None)
        {
            return Refuse(error);
        }
        bool isOneLower = one.Certified.View <= other.Certified.View;
        ForkBranch lower = isOneLower ? one : other;
        ForkBranch upper = isOneLower ? other : one;
        Evidence? evidence = Audit(checker, common, lower) ?? Audit(checker, common, upper) ?? Compare(lower, upper);
        if (evidence is null || checker.Check(evidence, out Conviction[] convictions) != EvidenceError.None)
        {
            return Refuse(ForkError.Incomplete);
        }
        UInt128 stake = 0;
        foreach (Conviction conviction in convictions)
        {
            stake += checker.Validators[checker.Validators.IndexOf(conviction.Validator)].Stake;
        }
        return new ForkVerdict(ForkError.None, evidence, convictions, stake);
    }

    private static ForkError Fail(ForkError error, ForkBranch branch, out ForkBranch same)
    {
        same = branch;
        return error;
    }

    private static ForkVerdict Refuse(ForkError error) => new(error, null, [], 0);

    private static bool Contains(ForkBranch branch, Header block) =>
        Array.Exists(branch.Blocks, other => other.Hash == block.Hash);

    // From the top down: a header that may be voted for vouches for the certificate of its parent.
    private static Evidence? Audit(EvidenceChecker checker, Header common, ForkBranch branch)
    {
        if (branch.Child is { } child
            && (AuditOne(checker, branch.ChildQuorum, child) ?? AuditLink(child, branch.Certified)) is { } above)
        {
            return above;
        }
        for (int index = branch.Blocks.Length - 1; index >= 0; index--)
        {
            Header block = branch.Blocks[index];
            if (checker.IsForbidden(block))
            {
                return AuditOne(checker, branch.QuorumOf(index), block);
            }
            Header parent = index == 0 ? common : branch.Blocks[index - 1];
            if (AuditLink(block, parent) is { } evidence)
            {
                return evidence;
            }
        }
        return null;
    }

    private static Evidence? AuditOne(EvidenceChecker checker, QuorumCertificate? quorum, Header block) =>
        quorum is not null && checker.IsForbidden(block) ? EvidenceParts.InvalidVote(quorum, block) : null;

    // The certificate names the parent's hash; whoever signed it for another view than the parent's voted wrongly.
    private static Evidence? AuditLink(Header block, Header parent) =>
        block.Justify.IsRoot || block.Justify.View == parent.View
            ? null
            : EvidenceParts.InvalidVote(block.Justify, parent);

    private static Evidence? Compare(ForkBranch lower, ForkBranch upper)
    {
        ulong view = lower.Certified.View;
        int index = Array.FindIndex(upper.Blocks, block => block.View >= view);
        if (index < 0)
        {
            return null;
        }
        Header block = upper.Blocks[index];
        bool isTop = index == upper.Blocks.Length - 1;
        if (block.View == view)
        {
            return isTop && lower.Commit is { } one && upper.Commit is { } other
                ? EvidenceParts.DoubleVote(one, other)
                : DoubleVote(lower.QuorumOf(lower.Blocks.Length - 1), upper.QuorumOf(index));
        }
        if (lower.Commit is { } commit)
        {
            return Amnesia(commit, null, block);
        }
        return block.View == view + 1
            ? DoubleVote(lower.ChildQuorum, upper.QuorumOf(index))
            : Amnesia(lower.ChildQuorum!, lower.Child, block);
    }

    private static Evidence? DoubleVote(QuorumCertificate? one, QuorumCertificate? other) =>
        one is null || other is null ? null : EvidenceParts.DoubleVote(one, other);

    private static Evidence? Amnesia(QuorumCertificate votes, Header? header, Header block) =>
        block.Timeout is { } timeouts ? EvidenceParts.Amnesia(votes, header, timeouts) : null;
}
