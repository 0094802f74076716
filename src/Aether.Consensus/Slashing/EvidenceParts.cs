using Aether.Core.Types;

namespace Aether.Consensus.Slashing;

/// <summary>Builds evidence in its one canonical form.</summary>
/// <remarks>
/// <b>Consensus</b>: two sides are ordered by block hash, and timeouts carry the empty certificate of their highest
/// view, so that nobody can give one fact many encodings.
/// </remarks>
public static class EvidenceParts
{
    /// <summary>One vote as an aggregate with one signer.</summary>
    public static QuorumCertificate Aggregate(Vote vote, int validators)
    {
        byte[] bitmap = new byte[SignerBitmap.BytesFor(validators)];
        SignerBitmap.Add(bitmap, vote.Voter);
        return new QuorumCertificate(vote.Kind, vote.Epoch, vote.View, vote.BlockHash, bitmap, vote.Signature);
    }

    /// <summary>One timeout as an aggregate with one group and one signer.</summary>
    public static TimeoutCertificate Aggregate(TimeoutVote timeout, int validators)
    {
        byte[] bitmap = new byte[SignerBitmap.BytesFor(validators)];
        SignerBitmap.Add(bitmap, timeout.Voter);
        return new TimeoutCertificate(
            timeout.Epoch,
            timeout.View,
            [new TimeoutGroup(timeout.HighView, bitmap)],
            timeout.Signature,
            NoCertificate(timeout.Epoch, timeout.HighView));
    }

    /// <summary>Two headers of one proposer and view.</summary>
    public static Evidence DoubleProposal(SignedHeader one, SignedHeader other) =>
        Evidence.Of(IsOrdered(one.Header.Hash, other.Header.Hash)
            ? new DoubleProposal(one, other)
            : new DoubleProposal(other, one));

    /// <summary>Votes of one kind and view for two blocks.</summary>
    public static Evidence DoubleVote(QuorumCertificate one, QuorumCertificate other) =>
        Evidence.Of(IsOrdered(one.BlockHash, other.BlockHash)
            ? new DoubleVote(one, other)
            : new DoubleVote(other, one));

    /// <summary>Precommits, or prevotes with their header, and timeouts that forget what they locked.</summary>
    public static Evidence Amnesia(QuorumCertificate vote, Header? header, TimeoutCertificate timeouts) =>
        Evidence.Of(new Amnesia(vote, header, Strip(timeouts)));

    /// <summary>Prevotes for a header that no rule allows.</summary>
    public static Evidence InvalidVote(QuorumCertificate vote, Header header) =>
        Evidence.Of(new InvalidVote(vote, header));

    /// <summary>Timeouts without the certificate they carry: their signatures do not cover it.</summary>
    internal static TimeoutCertificate Strip(TimeoutCertificate timeouts) =>
        timeouts with { HighCertificate = NoCertificate(timeouts.Epoch, timeouts.HighView) };

    internal static bool IsStripped(TimeoutCertificate timeouts) =>
        timeouts.HighCertificate == NoCertificate(timeouts.Epoch, timeouts.HighView);

    internal static bool IsOrdered(Hash256 first, Hash256 second) => first.CompareTo(second) < 0;

    private static QuorumCertificate NoCertificate(uint epoch, ulong view) =>
        QuorumCertificate.Root(epoch, view, Hash256.Zero);
}
