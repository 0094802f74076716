using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Execution.Snapshots;

namespace Aether.Node.Snapshots;

/// <summary>Checks a snapshot from its block's finality to its last chunk.</summary>
internal sealed class SnapshotVerifier(
    SnapshotArchive archive, SnapshotTrust trust, Action<SnapshotProgress>? progress = null)
{
    /// <summary>Checks that the block is final; gives the manifest and what shows it.</summary>
    /// <exception cref="SnapshotFailureException">It does not hold.</exception>
    public async Task<(SnapshotManifest Manifest, SnapshotHead Head)> VerifyHeadAsync(
        string snapshot, CancellationToken cancellation)
    {
        SnapshotManifest manifest = await archive.ReadManifestAsync(snapshot, cancellation).ConfigureAwait(false);
        SnapshotHead head = await archive.ReadHeadAsync(snapshot, cancellation).ConfigureAwait(false);
        trust.Require(snapshot, manifest, head);
        return (manifest, head);
    }

    /// <summary>Checks everything; gives the manifest.</summary>
    /// <exception cref="SnapshotFailureException">Something does not hold; the chunk is named.</exception>
    public async Task<SnapshotManifest> VerifyAsync(string snapshot, CancellationToken cancellation)
    {
        (SnapshotManifest manifest, SnapshotHead _) =
            await VerifyHeadAsync(snapshot, cancellation).ConfigureAwait(false);
        long bytes = 0;
        for (int index = 0; index < manifest.Parts.Length; index++)
        {
            SnapshotPart part = manifest.Parts[index];
            await archive.ReadChunkAsync(manifest, index, cancellation).ConfigureAwait(false);
            bytes += part.Bytes;
            progress?.Invoke(new(index + 1, bytes, (index + 1) * 1_000 / manifest.Parts.Length));
        }
        return manifest;
    }
}
