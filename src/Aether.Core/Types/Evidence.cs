using System.Security.Cryptography;
using Aether.Core.Codec;

namespace Aether.Core.Types;

/// <summary>Signatures that convict validators by themselves. Exactly one part is set.</summary>
/// <remarks>
/// <b>Consensus</b>: tags are in blocks. Decoding judges form only; whether it convicts is another check.
/// </remarks>
public sealed record Evidence : IAceValue<Evidence>
{
    /// <summary>Least encoded size: two root certificates.</summary>
    public const int MinEncodedBytes = 1 + (2 * (1 + 4 + 8 + 32 + 4 + BlsSignature.Bytes));

    /// <summary>Tag 0.</summary>
    public DoubleProposal? DoubleProposal { get; private init; }

    /// <summary>Tag 1.</summary>
    public DoubleVote? DoubleVote { get; private init; }

    /// <summary>Tag 2.</summary>
    public Amnesia? Amnesia { get; private init; }

    /// <summary>Tag 3.</summary>
    public InvalidVote? InvalidVote { get; private init; }

    /// <summary>Wraps a part.</summary>
    public static Evidence Of(DoubleProposal part) => new() { DoubleProposal = part };

    /// <summary>Wraps a part.</summary>
    public static Evidence Of(DoubleVote part) => new() { DoubleVote = part };

    /// <summary>Wraps a part.</summary>
    public static Evidence Of(Amnesia part) => new() { Amnesia = part };

    /// <summary>Wraps a part.</summary>
    public static Evidence Of(InvalidVote part) => new() { InvalidVote = part };

    /// <inheritdoc/>
    public static Evidence Decode(ref AceReader reader)
    {
        int start = reader.Offset;
        Evidence evidence = DecodePart(ref reader);
        reader.Require(reader.Offset - start <= Limits.Evidence.MaxBytes, DecodeError.OverLimit);
        return evidence;
    }

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        writer.U8(Tag());
        DoubleProposal?.Encode(writer);
        DoubleVote?.Encode(writer);
        Amnesia?.Encode(writer);
        InvalidVote?.Encode(writer);
    }

    /// <summary>SHA-256("aeth/evidence/v1" || evidence).</summary>
    public Hash256 ComputeHash()
    {
        AceWriter writer = new(1024);
        writer.Fixed("aeth/evidence/v1"u8);
        Encode(writer);
        return new Hash256(SHA256.HashData(writer.WrittenSpan));
    }

    private static Evidence DecodePart(ref AceReader reader)
    {
        switch (reader.U8())
        {
            case 0:
                return Of(Types.DoubleProposal.Decode(ref reader));
            case 1:
                return Of(Types.DoubleVote.Decode(ref reader));
            case 2:
                return Of(Types.Amnesia.Decode(ref reader));
            case 3:
                return Of(Types.InvalidVote.Decode(ref reader));
            default:
                reader.Fail(DecodeError.BadTag);
                return new Evidence();
        }
    }

    private byte Tag()
    {
        if (DoubleProposal is not null)
        {
            return 0;
        }
        if (DoubleVote is not null)
        {
            return 1;
        }
        return Amnesia is not null ? (byte)2 : (byte)3;
    }
}
