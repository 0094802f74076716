using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Types;

namespace Aether.Network.Sync;

/// <summary>
/// Asks for what opens epochs: <c>protocol u8 = 7, first u32, count u8</c>. The answer is a list of proofs from the
/// first on; an empty one says that the answerer does not have it.
/// </summary>
/// <param name="First">The first epoch to be opened.</param>
/// <param name="Count">How many, from one to <see cref="Limits.Sync.MaxEpochProofs"/>.</param>
public readonly record struct EpochQuery(uint First, byte Count) : IAceValue<EpochQuery>
{
    /// <summary>First byte of the request.</summary>
    public const byte Protocol = 7;

    private const int MinProofBytes = 256;

    /// <summary>Reads an answer: its form alone.</summary>
    public static bool TryReadAnswer(ReadOnlySpan<byte> bytes, out EpochProof[] proofs)
    {
        AceReader reader = new(bytes);
        proofs = reader.List<EpochProof>(Limits.Sync.MaxEpochProofs, MinProofBytes);
        return !reader.Failed && reader.Remaining == 0;
    }

    /// <inheritdoc/>
    public static EpochQuery Decode(ref AceReader reader)
    {
        reader.Require(reader.U8() == Protocol, DecodeError.BadTag);
        EpochQuery query = new(reader.U32(), reader.U8());
        bool fits = query.Count is > 0 and <= Limits.Sync.MaxEpochProofs && query.First <= uint.MaxValue - query.Count;
        reader.Require(reader.Failed || fits);
        return query;
    }

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        writer.U8(Protocol);
        writer.U32(First);
        writer.U8(Count);
    }
}
