using Aether.Core.Codec;
using Aether.Core.Types;

namespace Aether.Execution.Staking;

/// <summary>An offence that was punished: the same kind in the same epoch is not punished again.</summary>
public readonly record struct PastConviction(uint Epoch, EvidenceKind Kind) : IAceValue<PastConviction>
{
    /// <summary>Encoded size.</summary>
    public const int EncodedBytes = 5;

    /// <inheritdoc/>
    public static PastConviction Decode(ref AceReader reader)
    {
        uint epoch = reader.U32();
        byte kind = reader.U8();
        reader.Require(kind <= (byte)EvidenceKind.InvalidVote, DecodeError.BadTag);
        return new PastConviction(epoch, (EvidenceKind)kind);
    }

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        writer.U32(Epoch);
        writer.U8((byte)Kind);
    }
}
