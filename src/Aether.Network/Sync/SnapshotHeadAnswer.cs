using Aether.Core.Codec;
using Aether.Core.Types;

namespace Aether.Network.Sync;

/// <summary>The block of a snapshot and what shows it final in its epoch.</summary>
public sealed record SnapshotHeadAnswer(Proposal Block, FinalityProof Finality) : IAceValue<SnapshotHeadAnswer>
{
    /// <inheritdoc/>
    public static SnapshotHeadAnswer Decode(ref AceReader reader)
    {
        Proposal block = Proposal.Decode(ref reader);
        return new SnapshotHeadAnswer(block, reader.Failed ? null! : FinalityProof.Decode(ref reader));
    }

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        Block.Encode(writer);
        Finality.Encode(writer);
    }
}
