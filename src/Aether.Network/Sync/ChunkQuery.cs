using Aether.Core.Codec;
using Aether.Core.Types;

namespace Aether.Network.Sync;

/// <summary>
/// Asks for a chunk: <c>protocol u8 = 5, content 32, index u32</c>, the content being the manifest's. The answer is the
/// chunk's bytes; an empty one says that the answerer does not have it.
/// </summary>
public readonly record struct ChunkQuery(Hash256 Content, uint Index) : IAceValue<ChunkQuery>
{
    /// <summary>First byte of the request.</summary>
    public const byte Protocol = 5;

    /// <inheritdoc/>
    public static ChunkQuery Decode(ref AceReader reader)
    {
        reader.Require(reader.U8() == Protocol, DecodeError.BadTag);
        return new ChunkQuery(reader.Hash(), reader.U32());
    }

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        writer.U8(Protocol);
        writer.Hash(Content);
        writer.U32(Index);
    }
}
