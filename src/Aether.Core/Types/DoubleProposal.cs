using Aether.Core.Codec;

namespace Aether.Core.Types;

/// <summary>Two headers that one proposer signed in one view.</summary>
public sealed record DoubleProposal(SignedHeader First, SignedHeader Second) : IAceValue<DoubleProposal>
{
    /// <inheritdoc/>
    public static DoubleProposal Decode(ref AceReader reader)
    {
        SignedHeader first = SignedHeader.Decode(ref reader);
        return new DoubleProposal(first, reader.Failed ? first : SignedHeader.Decode(ref reader));
    }

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        First.Encode(writer);
        Second.Encode(writer);
    }
}
