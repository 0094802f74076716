using Aether.Core.Codec;

namespace Aether.Core.Types;

/// <summary>
/// Prevotes for a header that its own certificates do not justify, or whose certificates are not valid.
/// </summary>
public sealed record InvalidVote(QuorumCertificate Vote, Header Header) : IAceValue<InvalidVote>
{
    /// <inheritdoc/>
    public static InvalidVote Decode(ref AceReader reader)
    {
        QuorumCertificate vote = QuorumCertificate.Decode(ref reader);
        reader.Require(reader.Failed || vote.Kind == VoteKind.Prevote);
        return new InvalidVote(vote, reader.Failed ? null! : Header.Decode(ref reader));
    }

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        Vote.Encode(writer);
        Header.Encode(writer);
    }
}
