using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Types;

namespace Aether.Network.Sync;

/// <summary>
/// Headers from the first wanted on, of one epoch: <c>headers [signed header], finality option</c>. The proof is there
/// when there are headers.
/// </summary>
/// <param name="Headers">In order; none when the answerer does not have the first.</param>
/// <param name="Finality">Shows the last one final.</param>
public sealed record HeaderAnswer(SignedHeader[] Headers, FinalityProof? Finality) : IAceValue<HeaderAnswer>
{
    private const int MinHeaderBytes = 256;

    /// <inheritdoc/>
    public static HeaderAnswer Decode(ref AceReader reader)
    {
        SignedHeader[] headers = reader.List<SignedHeader>(Limits.Sync.MaxBlocks, MinHeaderBytes);
        FinalityProof? finality = reader.Option<FinalityProof>();
        reader.Require(reader.Failed || (finality is not null) == (headers.Length > 0));
        return new HeaderAnswer(headers, finality);
    }

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        writer.List<SignedHeader>(Headers);
        writer.Option(Finality);
    }
}
