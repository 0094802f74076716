using Aether.Core.Codec;

namespace Aether.Core.Types;

/// <summary>Asks for final blocks by height; each comes back as a block response.</summary>
/// <param name="FirstHeight">The lowest height wanted.</param>
/// <param name="Count">How many, from one to <see cref="Limits.Consensus.MaxBlocksPerRequest"/>.</param>
public sealed record BlocksRequest(ulong FirstHeight, byte Count) : IAceValue<BlocksRequest>
{
    /// <inheritdoc/>
    public static BlocksRequest Decode(ref AceReader reader)
    {
        ulong first = reader.U64();
        byte count = reader.U8();
        reader.Require(reader.Failed || count is > 0 and <= Limits.Consensus.MaxBlocksPerRequest);
        return new BlocksRequest(first, count);
    }

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        writer.U64(FirstHeight);
        writer.U8(Count);
    }
}
