using Aether.Core.Codec;

namespace Aether.Core.Types;

/// <summary>Votes of one kind for two blocks of one view; whoever is in both bitmaps is convicted.</summary>
/// <remarks>One vote is an aggregate with one signer. Neither side needs a quorum.</remarks>
public sealed record DoubleVote(QuorumCertificate First, QuorumCertificate Second) : IAceValue<DoubleVote>
{
    /// <inheritdoc/>
    public static DoubleVote Decode(ref AceReader reader)
    {
        QuorumCertificate first = QuorumCertificate.Decode(ref reader);
        return new DoubleVote(first, reader.Failed ? first : QuorumCertificate.Decode(ref reader));
    }

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        First.Encode(writer);
        Second.Encode(writer);
    }
}
