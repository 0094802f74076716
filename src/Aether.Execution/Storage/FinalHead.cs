using Aether.Core.Codec;
using Aether.Core.Types;

namespace Aether.Execution.Storage;

/// <summary>The last committed block and the name of its tree's root node.</summary>
internal sealed record FinalHead(Header Header, ulong RootVersion) : IAceValue<FinalHead>
{
    /// <inheritdoc/>
    public static FinalHead Decode(ref AceReader reader) => new(Header.Decode(ref reader), reader.U64());

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        Header.Encode(writer);
        writer.U64(RootVersion);
    }
}
