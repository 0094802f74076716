using Aether.Core.Ledger;
using Aether.Execution.Snapshots;

namespace Aether.Node.Snapshots;

/// <summary>Copies a snapshot from one mirror to another; what is there already is not copied again.</summary>
internal static class SnapshotCopy
{
    /// <summary>Copies; every chunk is checked on the way.</summary>
    /// <exception cref="SnapshotFailureException">A chunk of the source does not hold.</exception>
    public static async Task<SnapshotManifest> RunAsync(
        SnapshotArchive source,
        SnapshotArchive destination,
        string snapshot,
        Action<SnapshotProgress>? progress,
        CancellationToken cancellation)
    {
        SnapshotManifest manifest = await source.ReadManifestAsync(snapshot, cancellation).ConfigureAwait(false);
        SnapshotHead head = await source.ReadHeadAsync(snapshot, cancellation).ConfigureAwait(false);
        long total = 0;
        for (int index = 0; index < manifest.Parts.Length; index++)
        {
            SnapshotPart part = manifest.Parts[index];
            string name = SnapshotNames.Object(part.Content);
            if (!await destination.Mirror.ExistsAsync(name, cancellation).ConfigureAwait(false))
            {
                byte[]? bytes = await source.ReadBytesAsync(manifest, index, cancellation).ConfigureAwait(false);
                SnapshotError error = SnapshotArchive.Check(manifest, index, bytes, out StateItems _);
                if (error != SnapshotError.None)
                {
                    throw SnapshotArchive.Refusal(manifest, index, error);
                }
                await destination.Mirror.WriteAsync(name, bytes, cancellation).ConfigureAwait(false);
            }
            total += part.Bytes;
            progress?.Invoke(new(index + 1, total, (index + 1) * 1_000 / manifest.Parts.Length));
        }
        await destination.PublishAsync(manifest, head, cancellation).ConfigureAwait(false);
        return manifest;
    }
}
