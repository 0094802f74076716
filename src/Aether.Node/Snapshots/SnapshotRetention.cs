using Aether.Core;
using Aether.Core.Ledger;

namespace Aether.Node.Snapshots;

/// <summary>Keeps the newest snapshots and differences of a folder and removes the others.</summary>
internal static class SnapshotRetention
{
    /// <summary>
    /// Removes old snapshots and the chunks that nobody names. Not while a snapshot is being written to the folder.
    /// </summary>
    public static async Task ApplyAsync(FolderMirror folder, CancellationToken cancellation)
    {
        SnapshotArchive archive = new(folder);
        List<SnapshotManifest> all = [];
        foreach (string name in await archive.ListAsync(cancellation).ConfigureAwait(false))
        {
            all.Add(await archive.ReadManifestAsync(name, cancellation).ConfigureAwait(false));
        }
        HashSet<SnapshotManifest> kept =
        [
            .. all.Where(item => item.Base is null).OrderByDescending(item => item.Height)
                .Take(Limits.Snapshot.KeptSnapshots),
            .. all.Where(item => item.Base is not null).OrderByDescending(item => item.Height)
                .Take(Limits.Snapshot.KeptDifferences),
        ];
        foreach (SnapshotManifest manifest in all.Where(item => !kept.Contains(item)))
        {
            string name = SnapshotNames.Of(manifest);
            await folder.DeleteAsync(SnapshotNames.Manifest(name), cancellation).ConfigureAwait(false);
            await folder.DeleteAsync(SnapshotNames.Head(name), cancellation).ConfigureAwait(false);
        }
        HashSet<string> named =
            [.. kept.SelectMany(item => item.Parts).Select(part => SnapshotNames.Object(part.Content))];
        foreach (string name in await folder.ListAsync(SnapshotNames.Objects, cancellation).ConfigureAwait(false))
        {
            if (!named.Contains(name))
            {
                await folder.DeleteAsync(name, cancellation).ConfigureAwait(false);
            }
        }
    }
}
