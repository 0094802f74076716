using Aether.Core.Codec;

namespace Aether.Core.Types;

/// <summary>
/// Votes that lock their signers on a view, and timeouts of the same or a later view that report an older certificate.
/// </summary>
/// <param name="Vote">Precommits, which lock on their own view, or prevotes. One vote has one signer.</param>
/// <param name="Header">For prevotes: the header, whose justification is the lock. Null for precommits.</param>
/// <param name="Timeouts">
/// The timeouts. Whoever is in <paramref name="Vote"/> and in a group below the lock is convicted. One timeout is a
/// certificate with one group and one signer; no quorum is needed.
/// </param>
public sealed record Amnesia(QuorumCertificate Vote, Header? Header, TimeoutCertificate Timeouts) : IAceValue<Amnesia>
{
    /// <inheritdoc/>
    public static Amnesia Decode(ref AceReader reader)
    {
        QuorumCertificate vote = QuorumCertificate.Decode(ref reader);
        Header? header = reader.Option<Header>();
        reader.Require(reader.Failed || header is null == (vote.Kind == VoteKind.Precommit));
        return new Amnesia(vote, header, reader.Failed ? null! : TimeoutCertificate.Decode(ref reader));
    }

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        Vote.Encode(writer);
        writer.Option(Header);
        Timeouts.Encode(writer);
    }
}
