using Aether.Core.Codec;
using Aether.Core.Types;

namespace Aether.Execution.Storage;

/// <summary>The last block the store has whole.</summary>
/// <param name="Header">The block.</param>
/// <param name="Sequence">Records of the block log up to here are in the store; 0 without a log.</param>
internal sealed record FinalHead(Header Header, ulong Sequence) : IAceValue<FinalHead>
{
    /// <inheritdoc/>
    public static FinalHead Decode(ref AceReader reader) =>
        new(Header.Decode(ref reader), reader.U64());

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        Header.Encode(writer);
        writer.U64(Sequence);
    }
}
