using Aether.Core.Types;

namespace Aether.TestKit.Simulation;

/// <summary>Every vote signature that was ever made, honest or not: what certificates can exist at all.</summary>
/// <remarks>Counts stake with its own arithmetic, once for each key.</remarks>
internal sealed class SignatureLedger(Genesis genesis)
{
    private readonly Dictionary<(ulong View, VoteKind Kind, Hash256 Hash), ulong> _votes = [];
    private readonly Dictionary<(ulong View, ulong HighView), ulong> _timeouts = [];
    private readonly Dictionary<(ulong View, VoteKind Kind), Hash256> _certified = [];

    /// <summary>Records a vote. True when it completes the first quorum of its block.</summary>
    public bool AddVote(ushort voter, VoteKind kind, ulong view, Hash256 hash)
    {
        ulong before = _votes.GetValueOrDefault((view, kind, hash));
        ulong after = before | (1UL << voter);
        _votes[(view, kind, hash)] = after;
        if (!IsQuorum(after) || IsQuorum(before))
        {
            return false;
        }
        if (!_certified.TryAdd((view, kind), hash))
        {
            throw new SimulationViolationException("I-4", $"two blocks of view {view} have a {kind} quorum");
        }
        return true;
    }

    /// <summary>Records a timeout.</summary>
    public void AddTimeout(ushort voter, ulong view, ulong highView)
    {
        ulong before = _timeouts.GetValueOrDefault((view, highView));
        _timeouts[(view, highView)] = before | (1UL << voter);
    }

    /// <summary>True when the certificate's signers signed, each counted once, and are a quorum.</summary>
    public bool Exists(QuorumCertificate certificate, Header root)
    {
        if (certificate.IsRoot)
        {
            return certificate.BlockHash == root.Hash && certificate.View == 0;
        }
        ulong signers = Mask(certificate.Bitmap);
        ulong known = _votes.GetValueOrDefault((certificate.View, certificate.Kind, certificate.BlockHash));
        return (signers & ~known) == 0 && IsQuorum(signers);
    }

    /// <summary>
    /// True when a quorum signed timeouts of this view with the stated certificate views, each key once.
    /// </summary>
    public bool Exists(TimeoutCertificate certificate, Header root)
    {
        ulong all = 0;
        ulong highest = 0;
        foreach (TimeoutGroup group in certificate.Groups)
        {
            ulong signers = Mask(group.Bitmap);
            ulong known = _timeouts.GetValueOrDefault((certificate.View, group.HighView));
            if ((signers & ~known) != 0 || (signers & all) != 0)
            {
                return false;
            }
            all |= signers;
            highest = Math.Max(highest, group.HighView);
        }
        return IsQuorum(all) && highest == certificate.HighCertificate.View
            && certificate.HighCertificate.Kind == VoteKind.Prevote && Exists(certificate.HighCertificate, root);
    }

    /// <summary>True when a quorum prevoted the block.</summary>
    public bool IsCertified(ulong view, Hash256 hash) =>
        IsQuorum(_votes.GetValueOrDefault((view, VoteKind.Prevote, hash)));

    private static ulong Mask(byte[] bitmap)
    {
        ulong mask = 0;
        for (int index = 0; index < bitmap.Length && index < 8; index++)
        {
            mask |= (ulong)bitmap[index] << (8 * index);
        }
        return mask;
    }

    private bool IsQuorum(ulong signers)
    {
        ulong weight = 0;
        ulong total = 0;
        for (int index = 0; index < genesis.Validators.Count; index++)
        {
            ulong stake = (ulong)genesis.Validators[index].Stake;
            total += stake;
            weight += ((signers >> index) & 1) != 0 ? stake : 0;
        }
        return weight > total * 2 / 3 && weight * 3 > total * 2;
    }
}
