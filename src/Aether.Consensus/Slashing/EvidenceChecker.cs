using Aether.Consensus.HotStuff;
using Aether.Consensus.Votes;
using Aether.Core.Types;

namespace Aether.Consensus.Slashing;

/// <summary>Decides whether evidence about one epoch convicts, and whom.</summary>
/// <remarks>
/// <b>Consensus</b>: the answer depends on the evidence, the epoch's validator set and its root alone; one aggregate
/// check per side. An honest validator is never convicted, whatever it receives and in whatever order.
/// <b>Threads</b>: one caller at a time. <b>Errors</b>: no evidence throws.
/// </remarks>
public sealed class EvidenceChecker
{
    private readonly ValidatorSet _validators;
    private readonly QuorumCertificate _root;
    private readonly IConsensusCrypto _crypto;
    private readonly ConsensusRules _rules = new();
    private readonly CertificateChecker _certificates;

    /// <summary>A checker of the epoch whose root certificate this is.</summary>
    public EvidenceChecker(ValidatorSet validators, QuorumCertificate root, IConsensusCrypto crypto)
    {
        _validators = validators;
        _root = root;
        _crypto = crypto;
        _certificates = new CertificateChecker(validators, crypto, _rules, root);
    }

    /// <summary>The epoch it judges.</summary>
    public uint Epoch => _root.Epoch;

    /// <summary>The set it judges by.</summary>
    public ValidatorSet Validators => _validators;

    /// <summary>Epoch of the statements in a piece of evidence; decoded evidence always has one.</summary>
    public static uint EpochOf(Evidence evidence) => evidence switch
    {
        { DoubleProposal: { } part } => part.First.Header.Epoch,
        { DoubleVote: { } part } => part.First.Epoch,
        { Amnesia: { } part } => part.Vote.Epoch,
        { InvalidVote: { } part } => part.Vote.Epoch,
        _ => 0,
    };

    /// <summary>
    /// <see cref="EvidenceError.None"/> and one conviction for each culprit in order of index; otherwise the first
    /// reason found, from cheap checks to dear ones, and nobody.
    /// </summary>
    public EvidenceError Check(Evidence evidence, out Conviction[] convictions)
    {
        EvidenceError error = CheckForm(evidence, out Conviction[] suspects);
        error = error == EvidenceError.None ? CheckSignatures(evidence) : error;
        convictions = error == EvidenceError.None ? suspects : [];
        return error;
    }

    /// <summary>
    /// The part of <see cref="Check"/> before any signature: whom the evidence would convict if all of it verifies.
    /// </summary>
    public EvidenceError CheckForm(Evidence evidence, out Conviction[] suspects)
    {
        suspects = [];
        return evidence switch
        {
            { DoubleProposal: { } part } => CheckForm(part, out suspects),
            { DoubleVote: { } part } => CheckForm(part, out suspects),
            { Amnesia: { } part } => CheckForm(part, out suspects),
            { InvalidVote: { } part } => CheckForm(part, out suspects),
            _ => EvidenceError.Empty,
        };
    }

    /// <summary>
    /// True when no validator may prevote this header: R2(ii), or a certificate that does not verify. What an honest
    /// voter refuses for other reasons does not count here.
    /// </summary>
    public bool IsForbidden(Header header) =>
        header.Justify.Kind != VoteKind.Prevote
        || !_rules.IsJustified(header)
        || _certificates.Check(header.Justify) != CertificateError.None
        || (header.Timeout is { } timeout && _certificates.Check(timeout) != CertificateError.None);

    /// <summary>True for a certificate of this epoch by a quorum; the root certificate has no votes.</summary>
    internal bool IsCertificate(QuorumCertificate certificate) =>
        !certificate.IsRoot && _certificates.IsValid(certificate);

    private EvidenceError CheckForm(DoubleProposal part, out Conviction[] suspects)
    {
        suspects = [];
        Header first = part.First.Header;
        Header second = part.Second.Header;
        EvidenceError error = first.Epoch != second.Epoch ? EvidenceError.EpochsDiffer
            : first.Epoch != Epoch ? EvidenceError.WrongEpoch
            : first.View != second.View ? EvidenceError.ViewsDiffer
            : first.Proposer != second.Proposer ? EvidenceError.ProposersDiffer
            : first.Proposer >= _validators.Count ? EvidenceError.UnknownProposer
            : first.Hash == second.Hash ? EvidenceError.SameBlock
            : !EvidenceParts.IsOrdered(first.Hash, second.Hash) ? EvidenceError.NotOrdered
            : EvidenceError.None;
        if (error == EvidenceError.None)
        {
            suspects = [Convict(first.Proposer, EvidenceKind.DoubleProposal, first.View)];
        }
        return error;
    }

    private EvidenceError CheckForm(DoubleVote part, out Conviction[] suspects)
    {
        suspects = [];
        QuorumCertificate first = part.First;
        QuorumCertificate second = part.Second;
        EvidenceError error = first.Epoch != second.Epoch ? EvidenceError.EpochsDiffer
            : first.Epoch != Epoch ? EvidenceError.WrongEpoch
            : first.Kind != second.Kind ? EvidenceError.WrongKind
            : first.View != second.View ? EvidenceError.ViewsDiffer
            : first.BlockHash == second.BlockHash ? EvidenceError.SameBlock
            : !EvidenceParts.IsOrdered(first.BlockHash, second.BlockHash) ? EvidenceError.NotOrdered
            : !IsCanonical(first.Bitmap) || !IsCanonical(second.Bitmap) ? EvidenceError.BadBitmap
            : EvidenceError.None;
        if (error != EvidenceError.None)
        {
            return error;
        }
        byte[] both = Intersect(first.Bitmap, second.Bitmap);
        if (SignerBitmap.PopCount(both) == 0)
        {
            return EvidenceError.NobodySignedBoth;
        }
        EvidenceKind kind = first.Kind == VoteKind.Prevote
            ? EvidenceKind.DoublePrevote
            : EvidenceKind.DoublePrecommit;
        suspects = Convict(both, kind, first.View);
        return EvidenceError.None;
    }

    // Whoever timed out a view signs no vote of it or of a view before afterwards, so the vote came first, and with it
    // the lock.
    private EvidenceError CheckForm(Amnesia part, out Conviction[] suspects)
    {
        suspects = [];
        QuorumCertificate vote = part.Vote;
        TimeoutCertificate timeouts = part.Timeouts;
        EvidenceError error = vote.Epoch != timeouts.Epoch ? EvidenceError.EpochsDiffer
            : vote.Epoch != Epoch ? EvidenceError.WrongEpoch
            : part.Header is null != (vote.Kind == VoteKind.Precommit) ? EvidenceError.WrongKind
            : part.Header is { } header && !IsVotedFor(vote, header) ? EvidenceError.HeaderMismatch
            : timeouts.View < vote.View ? EvidenceError.TimeoutBeforeVote
            : !EvidenceParts.IsStripped(timeouts) ? EvidenceError.NotMinimal
            : !IsCanonical(vote.Bitmap) ? EvidenceError.BadBitmap
            : CheckGroups(timeouts);
        if (error != EvidenceError.None)
        {
            return error;
        }
        byte[] forgot = new byte[vote.Bitmap.Length];
        ulong locked = part.Header?.Justify.View ?? vote.View;
        if (!CollectBelow(timeouts, locked, forgot))
        {
            return EvidenceError.LockKept;
        }
        byte[] both = Intersect(vote.Bitmap, forgot);
        if (SignerBitmap.PopCount(both) == 0)
        {
            return EvidenceError.NobodySignedBoth;
        }
        suspects = Convict(both, EvidenceKind.Amnesia, vote.View);
        return EvidenceError.None;
    }

    // A vote for a header's hash in another view or epoch than the header's is as invalid as one for a bad header.
    private EvidenceError CheckForm(InvalidVote part, out Conviction[] suspects)
    {
        suspects = [];
        QuorumCertificate vote = part.Vote;
        Header header = part.Header;
        EvidenceError error = vote.Epoch != Epoch ? EvidenceError.WrongEpoch
            : vote.Kind != VoteKind.Prevote ? EvidenceError.WrongKind
            : vote.BlockHash != header.Hash ? EvidenceError.HeaderMismatch
            : !IsCanonical(vote.Bitmap) ? EvidenceError.BadBitmap
            : EvidenceError.None;
        if (error == EvidenceError.None)
        {
            suspects = Convict(vote.Bitmap, EvidenceKind.InvalidVote, vote.View);
        }
        return error;
    }

    private EvidenceError CheckSignatures(Evidence evidence)
    {
        if (evidence.InvalidVote is { } invalid && IsVotedFor(invalid.Vote, invalid.Header)
            && !IsForbidden(invalid.Header))
        {
            return EvidenceError.ValidVote;
        }
        bool first = evidence switch
        {
            { DoubleProposal: { } part } => _crypto.VerifyHeader(part.First),
            { DoubleVote: { } part } => _crypto.VerifyCertificate(part.First),
            { Amnesia: { } part } => _crypto.VerifyCertificate(part.Vote),
            _ => _crypto.VerifyCertificate(evidence.InvalidVote!.Vote),
        };
        if (!first)
        {
            return EvidenceError.FirstSignature;
        }
        bool second = evidence switch
        {
            { DoubleProposal: { } part } => _crypto.VerifyHeader(part.Second),
            { DoubleVote: { } part } => _crypto.VerifyCertificate(part.Second),
            { Amnesia: { } part } => _crypto.VerifyTimeoutCertificate(part.Timeouts),
            _ => true,
        };
        return second ? EvidenceError.None : EvidenceError.SecondSignature;
    }

    private static bool IsVotedFor(QuorumCertificate vote, Header header) =>
        vote.BlockHash == header.Hash && vote.View == header.View && vote.Epoch == header.Epoch;

    private EvidenceError CheckGroups(TimeoutCertificate timeouts)
    {
        byte[] seen = new byte[SignerBitmap.BytesFor(_validators.Count)];
        for (int index = 0; index < timeouts.Groups.Length; index++)
        {
            TimeoutGroup group = timeouts.Groups[index];
            if (!IsCanonical(group.Bitmap))
            {
                return EvidenceError.BadBitmap;
            }
            bool ascends = index == 0 || timeouts.Groups[index - 1].HighView < group.HighView;
            if (!ascends || SignerBitmap.PopCount(Intersect(seen, group.Bitmap)) > 0)
            {
                return EvidenceError.BadGroups;
            }
            Merge(seen, group.Bitmap);
        }
        bool ends = timeouts.Groups.Length > 0 && timeouts.Groups[^1].HighView == timeouts.HighView;
        return ends ? EvidenceError.None : EvidenceError.BadGroups;
    }

    private static bool CollectBelow(TimeoutCertificate timeouts, ulong locked, byte[] forgot)
    {
        bool any = false;
        foreach (TimeoutGroup group in timeouts.Groups)
        {
            if (group.HighView < locked)
            {
                Merge(forgot, group.Bitmap);
                any = true;
            }
        }
        return any;
    }

    private bool IsCanonical(byte[] bitmap) => SignerBitmap.IsCanonical(bitmap, _validators.Count);

    private static byte[] Intersect(byte[] left, byte[] right)
    {
        byte[] both = new byte[left.Length];
        for (int index = 0; index < both.Length; index++)
        {
            both[index] = (byte)(left[index] & right[index]);
        }
        return both;
    }

    private static void Merge(byte[] into, byte[] bitmap)
    {
        for (int index = 0; index < into.Length; index++)
        {
            into[index] |= bitmap[index];
        }
    }

    private Conviction Convict(int validator, EvidenceKind kind, ulong view) =>
        new(_validators[validator].Address, Epoch, kind, view);

    private Conviction[] Convict(byte[] bitmap, EvidenceKind kind, ulong view)
    {
        List<Conviction> convictions = [];
        for (int index = 0; index < _validators.Count; index++)
        {
            if (SignerBitmap.Contains(bitmap, index))
            {
                convictions.Add(Convict(index, kind, view));
            }
        }
        return [.. convictions];
    }
}
