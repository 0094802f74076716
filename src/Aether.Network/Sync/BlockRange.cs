using Aether.Core;
using Aether.Core.Codec;

namespace Aether.Network.Sync;

/// <summary>
/// Asks for final blocks by height: <c>protocol u8 = 2, part u8, first u64, count u8</c>. Part 0: headers with a proof
/// for the last; part 1: payloads.
/// </summary>
/// <param name="Payloads">Payloads, else headers.</param>
/// <param name="First">The lowest height wanted.</param>
/// <param name="Count">How many, from one to <see cref="Limits.Sync.MaxBlocks"/>.</param>
public readonly record struct BlockRange(bool Payloads, ulong First, byte Count) : IAceValue<BlockRange>
{
    /// <summary>First byte of the request.</summary>
    public const byte Protocol = 2;

    /// <inheritdoc/>
    public static BlockRange Decode(ref AceReader reader)
    {
        reader.Require(reader.U8() == Protocol, DecodeError.BadTag);
        BlockRange range = new(reader.Bool(), reader.U64(), reader.U8());
        bool fits = range.Count is > 0 and <= Limits.Sync.MaxBlocks && range.First <= ulong.MaxValue - range.Count;
        reader.Require(reader.Failed || fits);
        return range;
    }

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        writer.U8(Protocol);
        writer.Bool(Payloads);
        writer.U64(First);
        writer.U8(Count);
    }
}
