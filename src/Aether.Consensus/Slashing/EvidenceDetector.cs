using Aether.Consensus.HotStuff;
using Aether.Consensus.Votes;
using Aether.Core;
using Aether.Core.Types;

namespace Aether.Consensus.Slashing;

/// <summary>Compares what a node sees of its epoch and collects the contradictions. Bounded memory.</summary>
/// <remarks>
/// Certificates and headers handed in were verified. Votes and timeouts were not: those are verified here, and only
/// when one would contradict something. What is found still goes through <see cref="EvidenceChecker"/>.
/// <b>Threads</b>: one.
/// </remarks>
internal sealed class EvidenceDetector
{
    // More contradictions of one view than this convict nobody new.
    private const int MostPerView = 8;

    // Two show that a proposer contradicts itself; two more may have got votes.
    private const int MostPerProposer = 4;

    private readonly VoteTally _votes;
    private readonly TimeoutTally _timeouts;
    private readonly Func<Hash256, Header?> _findHeader;
    private readonly int _validators;
    private readonly SortedDictionary<ulong, List<QuorumCertificate>> _certificates = [];
    private readonly SortedDictionary<ulong, List<TimeoutCertificate>> _timeoutCertificates = [];
    private readonly SortedDictionary<ulong, List<SignedHeader>> _forbidden = [];
    private readonly List<Evidence> _found = [];

    /// <summary>A detector over the two tallies; <paramref name="findHeader"/> gives known headers by hash.</summary>
    public EvidenceDetector(
        VoteTally votes, TimeoutTally timeouts, Func<Hash256, Header?> findHeader, int validators)
    {
        _votes = votes;
        _timeouts = timeouts;
        _findHeader = findHeader;
        _validators = validators;
    }

    /// <summary>True when something was found since the last <see cref="Drain"/>.</summary>
    public bool HasFound => _found.Count > 0;

    /// <summary>Certificates and headers remembered.</summary>
    public int Remembered => _certificates.Values.Sum(list => list.Count)
        + _timeoutCertificates.Values.Sum(list => list.Count)
        + _forbidden.Values.Sum(list => list.Count);

    /// <summary>What was found since the last call, in order.</summary>
    public Evidence[] Drain()
    {
        Evidence[] found = [.. _found];
        _found.Clear();
        return found;
    }

    /// <summary>Two verified votes of one validator, kind and view for two blocks.</summary>
    public void OnDoubleVote(Vote one, Vote other) => _found.Add(EvidenceParts.DoubleVote(
        EvidenceParts.Aggregate(one, _validators), EvidenceParts.Aggregate(other, _validators)));

    /// <summary>Two verified headers of one proposer and view.</summary>
    public void OnDoubleProposal(SignedHeader one, SignedHeader other) =>
        _found.Add(EvidenceParts.DoubleProposal(one, other));

    /// <summary>A vote that the tally counts now.</summary>
    public void OnVote(Vote vote)
    {
        if (_certificates.TryGetValue(vote.View, out List<QuorumCertificate>? certificates))
        {
            foreach (QuorumCertificate certificate in certificates)
            {
                CompareVotes(certificate, vote);
            }
        }
        CompareWithForbidden(vote);
        if (LockOf(vote.Kind, vote.View, vote.BlockHash, out Header? header) is { } locked)
        {
            CompareWithTimeouts(vote, header, locked);
        }
    }

    /// <summary>A verified certificate of prevotes or precommits.</summary>
    public void OnCertificate(QuorumCertificate certificate)
    {
        if (certificate.IsRoot || !TryRemember(certificate, out List<QuorumCertificate> others))
        {
            return;
        }
        foreach (QuorumCertificate other in others)
        {
            if (other.Kind == certificate.Kind && other.BlockHash != certificate.BlockHash)
            {
                _found.Add(EvidenceParts.DoubleVote(other, certificate));
            }
        }
        foreach (Vote vote in _votes.In(certificate.View, certificate.Kind))
        {
            CompareVotes(certificate, vote);
        }
        CompareWithForbidden(certificate);
        CompareWithTimeouts(certificate);
    }

    /// <summary>A timeout that the tally counts now.</summary>
    public void OnTimeout(TimeoutVote timeout)
    {
        TimeoutCertificate? single = null;
        // A lock above the reported view comes from a vote above it.
        foreach ((ulong view, List<QuorumCertificate> certificates) in _certificates)
        {
            if (view > timeout.View)
            {
                break;
            }
            foreach (QuorumCertificate certificate in certificates)
            {
                if (view > timeout.HighView && SignerBitmap.Contains(certificate.Bitmap, timeout.Voter)
                    && Locks(certificate, out Header? header) > timeout.HighView && _timeouts.Verify(timeout))
                {
                    single ??= EvidenceParts.Aggregate(timeout, _validators);
                    _found.Add(EvidenceParts.Amnesia(certificate, header, single));
                }
            }
        }
        foreach (Vote vote in _votes.Of(timeout.Voter, timeout.HighView + 1, timeout.View))
        {
            if (LockOf(vote.Kind, vote.View, vote.BlockHash, out Header? header) > timeout.HighView
                && _votes.Verify(vote) && _timeouts.Verify(timeout))
            {
                single ??= EvidenceParts.Aggregate(timeout, _validators);
                _found.Add(EvidenceParts.Amnesia(EvidenceParts.Aggregate(vote, _validators), header, single));
            }
        }
    }

    /// <summary>A verified timeout certificate.</summary>
    public void OnTimeoutCertificate(TimeoutCertificate certificate)
    {
        List<TimeoutCertificate> known = At(_timeoutCertificates, certificate.View);
        if (known.Exists(other => other.Signature == certificate.Signature) || known.Count >= MostPerView)
        {
            return;
        }
        known.Add(certificate);
        Bound(_timeoutCertificates);
        ulong lowest = certificate.Groups[0].HighView;
        foreach ((ulong view, List<QuorumCertificate> certificates) in _certificates)
        {
            if (view > certificate.View)
            {
                break;
            }
            foreach (QuorumCertificate votes in certificates)
            {
                if (view > lowest && Locks(votes, out Header? header) > lowest)
                {
                    CompareAmnesia(votes, header, certificate);
                }
            }
        }
        foreach (TimeoutGroup group in certificate.Groups)
        {
            CompareGroup(group, certificate);
        }
    }

    /// <summary>A verified header of a known block: locks of votes for it are known from now on.</summary>
    public void OnHeader(Header header)
    {
        foreach (Vote vote in _votes.In(header.View, VoteKind.Prevote))
        {
            if (vote.BlockHash == header.Hash)
            {
                CompareWithTimeouts(vote, header, header.Justify.View);
            }
        }
        foreach (QuorumCertificate certificate in CertificatesOf(header.View))
        {
            if (certificate.Kind == VoteKind.Prevote && certificate.BlockHash == header.Hash)
            {
                CompareWithTimeouts(certificate);
            }
        }
    }

    /// <summary>True while a header of this view and proposer could still be remembered as forbidden.</summary>
    public bool HasRoomFor(Header header) =>
        FindForbidden(header.View, header.Hash) is null
        && _forbidden.Values.Sum(list => list.Count) < Limits.Evidence.MaxRemembered
        && _forbidden.Values.Sum(list => list.Count(other => other.Header.Proposer == header.Proposer))
            < MostPerProposer;

    /// <summary>A header with a verified signature for which nobody may vote.</summary>
    public void OnForbidden(SignedHeader header)
    {
        List<SignedHeader> known = At(_forbidden, header.Header.View);
        foreach (SignedHeader other in known)
        {
            if (other.Header.Proposer == header.Header.Proposer && other.Header.Hash != header.Header.Hash)
            {
                OnDoubleProposal(other, header);
            }
        }
        known.Add(header);
        foreach (Vote vote in _votes.In(header.Header.View, VoteKind.Prevote))
        {
            CompareWithForbidden(vote);
        }
        foreach (QuorumCertificate certificate in CertificatesOf(header.Header.View))
        {
            CompareWithForbidden(certificate);
        }
    }

    /// <summary>The headers of a view for which nobody may vote.</summary>
    public IReadOnlyList<SignedHeader> ForbiddenIn(ulong view) =>
        _forbidden.TryGetValue(view, out List<SignedHeader>? list) ? list : [];

    /// <summary>Forgets what is older than the window behind a view.</summary>
    public void Prune(ulong view)
    {
        ulong floor = view > Limits.Evidence.WindowViews ? view - Limits.Evidence.WindowViews : 0;
        PruneBelow(_certificates, floor);
        PruneBelow(_timeoutCertificates, floor);
        PruneBelow(_forbidden, floor);
    }

    private static List<T> At<T>(SortedDictionary<ulong, List<T>> memory, ulong view)
    {
        if (!memory.TryGetValue(view, out List<T>? list))
        {
            list = [];
            memory.Add(view, list);
        }
        return list;
    }

    private static void Bound<T>(SortedDictionary<ulong, List<T>> memory)
    {
        while (memory.Count > (int)Limits.Evidence.WindowViews + (int)Limits.Consensus.MaxFutureViews)
        {
            memory.Remove(memory.First().Key);
        }
    }

    private static void PruneBelow<T>(SortedDictionary<ulong, List<T>> memory, ulong floor)
    {
        while (memory.Count > 0 && memory.First().Key < floor)
        {
            memory.Remove(memory.First().Key);
        }
    }

    private bool TryRemember(QuorumCertificate certificate, out List<QuorumCertificate> others)
    {
        others = At(_certificates, certificate.View);
        if (others.Count >= MostPerView || others.Exists(other =>
            other.Kind == certificate.Kind && other.BlockHash == certificate.BlockHash))
        {
            return false;
        }
        others.Add(certificate);
        Bound(_certificates);
        return true;
    }

    private void CompareVotes(QuorumCertificate certificate, Vote vote)
    {
        if (certificate.Kind == vote.Kind && certificate.BlockHash != vote.BlockHash
            && SignerBitmap.Contains(certificate.Bitmap, vote.Voter) && _votes.Verify(vote))
        {
            _found.Add(EvidenceParts.DoubleVote(certificate, EvidenceParts.Aggregate(vote, _validators)));
        }
    }

    private void CompareWithForbidden(Vote vote)
    {
        if (vote.Kind == VoteKind.Prevote && FindForbidden(vote.View, vote.BlockHash) is { } header
            && _votes.Verify(vote))
        {
            _found.Add(EvidenceParts.InvalidVote(EvidenceParts.Aggregate(vote, _validators), header));
        }
    }

    private void CompareWithForbidden(QuorumCertificate certificate)
    {
        if (certificate.Kind == VoteKind.Prevote
            && FindForbidden(certificate.View, certificate.BlockHash) is { } header)
        {
            _found.Add(EvidenceParts.InvalidVote(certificate, header));
        }
    }

    private Header? FindForbidden(ulong view, Hash256 hash)
    {
        foreach (SignedHeader header in ForbiddenIn(view))
        {
            if (header.Header.Hash == hash)
            {
                return header.Header;
            }
        }
        return null;
    }

    private void CompareWithTimeouts(Vote vote, Header? header, ulong locked)
    {
        QuorumCertificate? single = null;
        foreach (TimeoutVote timeout in _timeouts.Of(vote.Voter, vote.View))
        {
            if (timeout.HighView < locked && _votes.Verify(vote) && _timeouts.Verify(timeout))
            {
                single ??= EvidenceParts.Aggregate(vote, _validators);
                _found.Add(EvidenceParts.Amnesia(single, header, EvidenceParts.Aggregate(timeout, _validators)));
            }
        }
        foreach (TimeoutCertificate timeouts in CertificatesFrom(vote.View))
        {
            foreach (TimeoutGroup group in timeouts.Groups)
            {
                if (group.HighView < locked && SignerBitmap.Contains(group.Bitmap, vote.Voter) && _votes.Verify(vote))
                {
                    single ??= EvidenceParts.Aggregate(vote, _validators);
                    _found.Add(EvidenceParts.Amnesia(single, header, timeouts));
                }
            }
        }
    }

    private void CompareWithTimeouts(QuorumCertificate certificate)
    {
        ulong? locked = Locks(certificate, out Header? header);
        foreach (TimeoutCertificate timeouts in CertificatesFrom(certificate.View))
        {
            if (locked > timeouts.Groups[0].HighView)
            {
                CompareAmnesia(certificate, header, timeouts);
            }
        }
        foreach (TimeoutVote timeout in _timeouts.From(certificate.View))
        {
            if (locked > timeout.HighView && SignerBitmap.Contains(certificate.Bitmap, timeout.Voter)
                && _timeouts.Verify(timeout))
            {
                _found.Add(EvidenceParts.Amnesia(
                    certificate, header, EvidenceParts.Aggregate(timeout, _validators)));
            }
        }
    }

    private IReadOnlyList<QuorumCertificate> CertificatesOf(ulong view) =>
        _certificates.TryGetValue(view, out List<QuorumCertificate>? list) ? list : [];

    private IEnumerable<TimeoutCertificate> CertificatesFrom(ulong view) =>
        _timeoutCertificates.Where(entry => entry.Key >= view).SelectMany(entry => entry.Value);

    // Whether anybody is in both is the checker's question; here it only must not be asked in vain too often.
    private void CompareAmnesia(QuorumCertificate votes, Header? header, TimeoutCertificate timeouts)
    {
        ulong? locked = Locks(votes, out _);
        foreach (TimeoutGroup group in timeouts.Groups)
        {
            if (group.HighView < locked && Intersects(group.Bitmap, votes.Bitmap))
            {
                _found.Add(EvidenceParts.Amnesia(votes, header, timeouts));
                return;
            }
        }
    }

    private void CompareGroup(TimeoutGroup group, TimeoutCertificate certificate)
    {
        for (ushort voter = 0; voter < _validators; voter++)
        {
            if (!SignerBitmap.Contains(group.Bitmap, voter))
            {
                continue;
            }
            foreach (Vote vote in _votes.Of(voter, group.HighView + 1, certificate.View))
            {
                if (LockOf(vote.Kind, vote.View, vote.BlockHash, out Header? header) > group.HighView
                    && _votes.Verify(vote))
                {
                    _found.Add(EvidenceParts.Amnesia(
                        EvidenceParts.Aggregate(vote, _validators), header, certificate));
                }
            }
        }
    }

    private static bool Intersects(byte[] left, byte[] right)
    {
        int common = 0;
        for (int index = 0; index < Math.Min(left.Length, right.Length); index++)
        {
            common |= left[index] & right[index];
        }
        return common != 0;
    }

    private ulong? Locks(QuorumCertificate certificate, out Header? header) =>
        LockOf(certificate.Kind, certificate.View, certificate.BlockHash, out header);

    // A precommit locks on its view; a prevote on what its header builds on, if that is known.
    private ulong? LockOf(VoteKind kind, ulong view, Hash256 hash, out Header? header)
    {
        header = kind == VoteKind.Prevote ? _findHeader(hash) : null;
        return kind == VoteKind.Precommit ? view : header?.Justify.View;
    }
}
