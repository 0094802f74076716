using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Types;

namespace Aether.Execution.Snapshots;

/// <summary>
/// What shows that the block of a snapshot is final, and what a node needs to go on from it: other nodes may have other
/// certificates, so it is no part of the manifest.
/// </summary>
/// <param name="Block">The block.</param>
/// <param name="Finality">Shows it final in its epoch.</param>
/// <param name="Epochs">What opens each epoch from the first one after genesis, in order.</param>
public sealed record SnapshotHead(Proposal Block, FinalityProof Finality, EpochProof[] Epochs) : IAceValue<SnapshotHead>
{
    private const int MinEpochProofBytes = 256;

    /// <inheritdoc/>
    public static SnapshotHead Decode(ref AceReader reader)
    {
        Proposal block = Proposal.Decode(ref reader);
        if (reader.Failed)
        {
            return new SnapshotHead(block, null!, []);
        }
        FinalityProof finality = FinalityProof.Decode(ref reader);
        return new SnapshotHead(
            block, finality, reader.List<EpochProof>(Limits.LightClient.MaxEpochProofs, MinEpochProofBytes));
    }

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        Block.Encode(writer);
        Finality.Encode(writer);
        writer.List<EpochProof>(Epochs);
    }
}
