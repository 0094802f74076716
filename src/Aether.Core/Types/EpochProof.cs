using Aether.Core.Codec;

namespace Aether.Core.Types;

/// <summary>Shows the next epoch to whoever knows the validator set of the epoch before it.</summary>
/// <param name="Closing">The closing block's header; its payload root commits to the transition.</param>
/// <param name="Transition">The closing block's payload.</param>
/// <param name="Finality">Shows the closing block final by the set of its own epoch.</param>
public sealed record EpochProof(Header Closing, EpochTransition Transition, FinalityProof Finality)
    : IAceValue<EpochProof>
{
    /// <inheritdoc/>
    public static EpochProof Decode(ref AceReader reader)
    {
        Header closing = Header.Decode(ref reader);
        if (reader.Failed)
        {
            return new EpochProof(closing, null!, null!);
        }
        EpochTransition transition = EpochTransition.Decode(ref reader);
        reader.Require(reader.Failed || closing.Epoch == transition.Epoch - 1);
        return new EpochProof(closing, transition, FinalityProof.Decode(ref reader));
    }

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        Closing.Encode(writer);
        Transition.Encode(writer);
        Finality.Encode(writer);
    }
}
