using Aether.Core.Types;

namespace Aether.Network.Sync;

/// <summary>
/// What a node has to give: its archive of blocks and its snapshots. Null or empty: it does not have it.
/// </summary>
public interface ISyncSource
{
    /// <summary>A final block.</summary>
    Proposal? FinalBlock(ulong height);

    /// <summary>What shows the final block of a height final.</summary>
    FinalityProof? Finality(ulong height);

    /// <summary>What opens an epoch.</summary>
    EpochProof? Epoch(uint epoch);

    /// <summary>Snapshots that are whole, the highest first.</summary>
    IReadOnlyList<SnapshotOffer> Offers();

    /// <summary>Bytes of a manifest, by their hash.</summary>
    ReadOnlyMemory<byte> Manifest(Hash256 content);

    /// <summary>Bytes of a chunk.</summary>
    ReadOnlyMemory<byte> Chunk(Hash256 manifest, int index);
}
