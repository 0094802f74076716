using Aether.Consensus.Epochs;
using Aether.Consensus.SlashingProtection;
using Aether.Core.Types;

namespace Aether.Consensus.HotStuff;

/// <summary>The voting rules on which safety rests, each as one predicate or one state change.</summary>
/// <remarks>
/// <b>Consensus</b>: nothing else decides about signatures, certificates or finality. Methods are virtual so that tests
/// can plant a known bug in each and show that the simulator finds it.
/// </remarks>
public class ConsensusRules
{
    /// <summary>Strictly more than two thirds of the stake.</summary>
    public virtual bool IsQuorum(UInt128 weight, UInt128 total) => Quorum.IsReached(weight, total);

    /// <summary>
    /// R2(ii): the header's own certificates let it be proposed in its view, whatever the voter's lock is.
    /// </summary>
    public virtual bool IsJustified(Header header)
    {
        if (header.Justify.View >= header.View || header.Justify.BlockHash != header.ParentHash)
        {
            return false;
        }
        return header.Timeout is null
            ? header.Justify.View == header.View - 1
            : header.Timeout.View == header.View - 1 && header.Justify.View >= header.Timeout.HighView;
    }

    /// <summary>R1: one proposal per view; the same one again is allowed.</summary>
    public virtual bool MayPropose(SafetyRecord record, ulong view, Hash256 hash) =>
        view > record.ProposedView || (view == record.ProposedView && hash == record.ProposedHash);

    /// <summary>R3: one prevote per view, none in a view already timed out.</summary>
    public virtual bool MayPrevote(SafetyRecord record, ulong view, Hash256 hash) =>
        view > record.TimedOutView
        && (view > record.PrevotedView || (view == record.PrevotedView && hash == record.PrevotedHash));

    /// <summary>R4: no precommit in a view at or below a timeout, and one block per view.</summary>
    public virtual bool MayPrecommit(SafetyRecord record, ulong view, Hash256 hash) =>
        view > record.TimedOutView
        && (view > record.PrecommittedView || (view == record.PrecommittedView && hash == record.PrecommittedHash));

    /// <summary>R5: never a timeout below a view already voted in.</summary>
    public virtual bool MayTimeout(SafetyRecord record, ulong view) =>
        view >= Math.Max(record.PrevotedView, record.TimedOutView);

    /// <summary>The record that allows a proposal.</summary>
    public virtual SafetyRecord AfterPropose(SafetyRecord record, ulong view, Hash256 hash) =>
        record with { ProposedView = view, ProposedHash = hash };

    /// <summary>The record that allows a prevote: it also locks on the header's justification.</summary>
    public virtual SafetyRecord AfterPrevote(SafetyRecord record, Header header) =>
        Raise(record with { PrevotedView = header.View, PrevotedHash = header.Hash }, header.Justify);

    /// <summary>The record that allows a precommit: the lock rises to the QC first.</summary>
    public virtual SafetyRecord AfterPrecommit(SafetyRecord record, QuorumCertificate certificate) =>
        Raise(record, certificate) with
        {
            PrecommittedView = certificate.View,
            PrecommittedHash = certificate.BlockHash,
        };

    /// <summary>The record that allows a timeout: no prevote in this view or below may follow.</summary>
    public virtual SafetyRecord AfterTimeout(SafetyRecord record, ulong view) => record with
    {
        PrevotedHash = view > record.PrevotedView ? Hash256.Zero : record.PrevotedHash,
        PrevotedView = Math.Max(record.PrevotedView, view),
        TimedOutView = view,
    };

    /// <summary>R7: a block is final when a child exactly one view later has a QC too.</summary>
    public virtual bool IsTwoChain(Header block, Header child) =>
        child.ParentHash == block.Hash && child.View == block.View + 1;

    /// <summary>R9: the role of a block of this epoch.</summary>
    public virtual BlockRole RoleOf(EpochContext epoch, ulong view, ulong justifyView) =>
        EpochRules.RoleOf(epoch, view, justifyView);

    /// <summary>R9: helper blocks make the closing block final and never become final themselves.</summary>
    public virtual bool MayBeFinal(BlockRole role) => role != BlockRole.Helper;

    /// <summary>R9: nobody signs in an epoch once its key has signed in a later one.</summary>
    public virtual bool MaySign(EpochContext epoch, SafetyRecord? record) =>
        record is null || record.Epoch <= epoch.Epoch;

    /// <summary>The record an epoch starts with: that of the epoch itself, or a new one.</summary>
    public virtual SafetyRecord RecordFor(EpochContext epoch, SafetyRecord? record) =>
        record is not null && record.Epoch == epoch.Epoch ? record : SafetyRecord.Initial(epoch.RootCertificate);

    /// <summary>The record with the lock raised to a certificate, if that is higher.</summary>
    public SafetyRecord Raise(SafetyRecord record, QuorumCertificate certificate) =>
        certificate.View > record.HighCertificate.View ? record with { HighCertificate = certificate } : record;
}
