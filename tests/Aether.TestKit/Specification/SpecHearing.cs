using Aether.Consensus.Epochs;
using Aether.Consensus.HotStuff;
using Aether.Core.Types;

namespace Aether.TestKit.Specification;

/// <summary>Takes messages of one epoch apart into the headers and signatures that <see cref="Spec"/> knows.</summary>
internal sealed class SpecHearing
{
    private readonly IConsensusCrypto _crypto;
    private readonly Dictionary<object, bool> _known = new(ReferenceEqualityComparer.Instance);
    private readonly SpecEpoch _epoch;
    private readonly Spec _spec;

    /// <summary>A validator at the start of an epoch.</summary>
    public SpecHearing(SpecEpoch epoch, IConsensusCrypto crypto)
    {
        _epoch = epoch;
        _crypto = crypto;
        _spec = new Spec(epoch);
    }

    /// <summary>The epoch.</summary>
    public SpecEpoch Epoch => _epoch;

    /// <summary>What was heard so far, and the rules.</summary>
    public Spec Spec => _spec;

    /// <summary>The epoch of a message; null when it says nothing of one.</summary>
    public static uint? EpochOf(ConsensusMessage message) =>
        (message.Proposal ?? message.BlockResponse)?.Header.Epoch ?? message.Vote?.Epoch ?? message.Timeout?.Epoch
        ?? message.Entry?.Epoch ?? message.Commit?.Epoch ?? message.EpochProof?.Closing.Epoch;

    /// <summary>A message came. Gives the view that it obliges the node to enter; zero for none.</summary>
    public ulong Hear(ConsensusMessage message)
    {
        if ((message.Proposal ?? message.BlockResponse) is { } proposal && _crypto.VerifyHeader(proposal.SignedHeader))
        {
            Hear(proposal.Header);
        }
        if (message.Vote is { } vote)
        {
            Hear(vote);
        }
        if (message.Timeout is { } timeout)
        {
            Hear(timeout);
        }
        if (message.Commit is { } commit)
        {
            Hear(commit);
        }
        if (message.EpochProof is { } proof)
        {
            Hear(proof.Closing, proof.Finality);
        }
        // A certificate of a view below the final head means nothing any more.
        bool obliges = message.Entry is { } entry && Hear(entry) && entry.EnteredView > _spec.Final.View;
        return obliges ? message.Entry!.EnteredView : 0;
    }

    /// <summary>A header and its certificates; whose signature it bears was checked.</summary>
    public void Hear(Header header)
    {
        _spec.See(header);
        Hear(header.Justify);
        if (header.Timeout is { } timeout)
        {
            Hear(timeout);
        }
    }

    /// <summary>A proof of finality with the headers in it.</summary>
    public void Hear(Header header, FinalityProof proof)
    {
        Hear(header);
        Array.ForEach(proof.Path, Hear);
        Hear(proof.Certificate);
        if (proof.Child is { } child)
        {
            Hear(child);
        }
        if (proof.ChildCertificate is { } certificate)
        {
            Hear(certificate);
        }
    }

    /// <summary>True when it lets a validator into its view: a commit certificate in place of a QC does not.</summary>
    public bool Hear(EntryCertificate entry) => entry.Quorum is { } quorum
        ? Hear(quorum) && quorum.Kind == VoteKind.Prevote
        : Hear(entry.Timeout!);

    /// <summary>True when the certificate holds: every signature in it, and enough of them.</summary>
    /// <remarks>
    /// One object comes many times, since messages are not copied on their way; what a faulty node changed is another.
    /// </remarks>
    public bool Hear(QuorumCertificate certificate)
    {
        if (!_known.TryGetValue(certificate, out bool holds))
        {
            holds = Learn(certificate);
            _known.Add(certificate, holds);
        }
        return holds;
    }

    /// <summary>True when the certificate holds, with the one inside.</summary>
    public bool Hear(TimeoutCertificate certificate)
    {
        if (!_known.TryGetValue(certificate, out bool holds))
        {
            holds = Learn(certificate);
            _known.Add(certificate, holds);
        }
        return holds;
    }

    /// <summary>Forgets which objects were heard, and signatures that no rule asks for.</summary>
    public void Forget()
    {
        _spec.Forget();
        _known.Clear();
    }

    private void Hear(Vote vote)
    {
        if (vote.Voter < _epoch.Stakes.Count && !_spec.Seen.HasVote(vote.Kind, vote.View, vote.BlockHash, vote.Voter)
            && _crypto.VerifyVote(vote))
        {
            _spec.Seen.AddVote(vote.Kind, vote.View, vote.BlockHash, vote.Voter);
        }
    }

    private void Hear(TimeoutVote timeout)
    {
        Hear(timeout.HighCertificate);
        Hear(timeout.Entry);
        if (timeout.Voter < _epoch.Stakes.Count
            && !_spec.Seen.HasTimeout(timeout.View, timeout.HighView, timeout.Voter)
            && _crypto.VerifyTimeout(timeout))
        {
            _spec.Seen.AddTimeout(timeout.View, timeout.HighView, timeout.Voter);
        }
    }

    private bool Learn(QuorumCertificate certificate)
    {
        (VoteKind kind, ulong view, Hash256 hash) = (certificate.Kind, certificate.View, certificate.BlockHash);
        if (certificate.IsRoot)
        {
            return certificate.Equals(_epoch.RootCertificate);
        }
        if (certificate.Epoch != _epoch.Epoch || !SignerBitmap.IsCanonical(certificate.Bitmap, _epoch.Stakes.Count))
        {
            return false;
        }
        int[] signers = SignersOf(certificate.Bitmap);
        if (!_crypto.VerifyCertificate(certificate))
        {
            return false;
        }
        Array.ForEach(signers, signer => _spec.Seen.AddVote(kind, view, hash, signer));
        return _spec.Seen.IsQuorum(signers);
    }

    private bool Learn(TimeoutCertificate certificate)
    {
        int[] all = [.. certificate.Groups.SelectMany(group => SignersOf(group.Bitmap))];
        bool formed = certificate.Epoch == _epoch.Epoch && certificate.Groups.Length > 0
            && certificate.Groups.All(group => group.HighView < certificate.View
                && SignerBitmap.IsCanonical(group.Bitmap, _epoch.Stakes.Count))
            && certificate.Groups.Zip(certificate.Groups.Skip(1)).All(
                static pair => pair.First.HighView < pair.Second.HighView)
            && certificate.Groups[^1].HighView == certificate.HighCertificate.View
            && all.Distinct().Count() == all.Length && certificate.HighCertificate.Kind == VoteKind.Prevote;
        if (!formed || !Hear(certificate.HighCertificate) || !_crypto.VerifyTimeoutCertificate(certificate))
        {
            return false;
        }
        foreach (TimeoutGroup group in certificate.Groups)
        {
            Array.ForEach(SignersOf(group.Bitmap), signer =>
                _spec.Seen.AddTimeout(certificate.View, group.HighView, signer));
        }
        return _spec.Seen.IsQuorum(all);
    }

    private int[] SignersOf(byte[] bitmap) =>
        [.. Enumerable.Range(0, _epoch.Stakes.Count).Where(index => SignerBitmap.Contains(bitmap, index))];
}
