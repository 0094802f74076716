using Aether.Core.Ledger;
using Aether.Network.Sync;

namespace Aether.NetworkTests.Sync;

internal sealed record TestSnapshot(
    SnapshotManifest Manifest, byte[] Encoded, List<byte[]> Chunks, SnapshotOffer Offer);
