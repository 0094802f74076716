using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Network.Transport;

namespace Aether.Network.Sync;

/// <summary>The snapshot being fetched.</summary>
internal sealed class SyncTarget(SnapshotOffer offer)
{
    /// <summary>What its holders say of it.</summary>
    public SnapshotOffer Offer { get; } = offer;

    /// <summary>Its block, final.</summary>
    public SnapshotHeadAnswer? Head { get; set; }

    /// <summary>Its manifest, which belongs to the block.</summary>
    public SnapshotManifest? Manifest { get; set; }

    /// <summary>What came of the manifest so far.</summary>
    public List<byte> ManifestBytes { get; } = [];

    /// <summary>Who gave that.</summary>
    public ConnectionId? ManifestSource { get; set; }

    /// <summary>Chunks that are kept.</summary>
    public bool[] Kept { get; set; } = [];

    /// <summary>Chunks that were asked for.</summary>
    public bool[] Asked { get; set; } = [];

    /// <summary>True when the manifest's fields are those of a block.</summary>
    public bool Matches(SnapshotManifest manifest, Header block) =>
        manifest.Base is null
        && manifest.Height == Offer.Height
        && manifest.Epoch == Offer.Epoch
        && manifest.BlockHash == block.Hash
        && manifest.Height == block.Height
        && manifest.View == block.View
        && manifest.Epoch == block.Epoch
        && manifest.StateRoot == block.StateRoot;
}
