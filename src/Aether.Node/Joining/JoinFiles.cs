using System.Globalization;
using System.Text;
using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Execution.Snapshots;
using Aether.Native;
using Aether.Network.Sync;
using Aether.Node.Cli;
using Aether.Node.Snapshots;
using Aether.Node.Storage;

namespace Aether.Node.Joining;

/// <summary>What a fetched snapshot leaves in the data folder until it is imported.</summary>
/// <remarks>
/// Chunks lie where the node's own snapshots do, under the hash of their content, so the node gives them to others
/// later; manifest and progress lie in a folder of their own until all chunks are there. <b>Errors</b>:
/// <see cref="MirrorException"/> when the disk cannot be used.
/// </remarks>
internal sealed class JoinFiles(string dataFolder) : IDisposable
{
    /// <summary>Folder of the unfinished fetch.</summary>
    public const string FolderName = "join";

    private const string ManifestName = "manifest";
    private const string ProgressName = "progress";
    private const string AsideName = "aside";

    private readonly FolderMirror _state = new(Path.Combine(dataFolder, FolderName));

    /// <summary>The node's snapshots.</summary>
    public FolderMirror Snapshots { get; } = new(Path.Combine(dataFolder, SnapshotOptions.FolderName));

    /// <summary>What an earlier run kept; null for nothing. Chunks whose files are gone do not count.</summary>
    public (SnapshotManifest? Manifest, byte[] Progress) Load()
    {
        byte[]? bytes = Read(ManifestName, Limits.Snapshot.MaxManifestBytes);
        byte[]? saved = Read(ProgressName, Limits.Snapshot.MaxManifestBytes);
        bool reads = Ace.TryDecode(bytes, out SnapshotManifest manifest, out DecodeError _)
            & Ace.TryDecode(saved, out SyncProgress progress, out DecodeError _);
        if (!reads || progress.Kept.Length != manifest.Parts.Length)
        {
            return (null, []);
        }
        for (int index = 0; index < progress.Kept.Length; index++)
        {
            string name = SnapshotNames.Object(manifest.Parts[index].Content);
            progress.Kept[index] &= Wait(Snapshots.ExistsAsync(name, CancellationToken.None));
        }
        return (manifest, Ace.Encode(progress));
    }

    /// <summary>Another snapshot is fetched: chunks that it does not name are dropped.</summary>
    public void Begin(SnapshotManifest manifest)
    {
        byte[] bytes = Ace.Encode(manifest);
        if (Read(ManifestName, Limits.Snapshot.MaxManifestBytes) is { } before && before.AsSpan().SequenceEqual(bytes))
        {
            return;
        }
        // First the progress: it is of the manifest before.
        Wait(_state.DeleteAsync(ProgressName, CancellationToken.None));
        Drop(manifest);
        Wait(_state.WriteAsync(ManifestName, bytes, CancellationToken.None));
    }

    /// <summary>Keeps a chunk.</summary>
    public void Keep(SnapshotPart part, ReadOnlyMemory<byte> chunk) =>
        Wait(Snapshots.WriteAsync(SnapshotNames.Object(part.Content), chunk, CancellationToken.None));

    /// <summary>Keeps which chunks are there.</summary>
    public void Save(ReadOnlyMemory<byte> progress) =>
        Wait(_state.WriteAsync(ProgressName, progress, CancellationToken.None));

    /// <summary>Makes the snapshot one of the node's; gives its name.</summary>
    public string Publish(SnapshotManifest manifest, SnapshotHead head)
    {
        Wait(new SnapshotArchive(Snapshots).PublishAsync(manifest, head, CancellationToken.None));
        return SnapshotNames.Of(manifest);
    }

    /// <summary>Moves a chain out of the way, whole, so that a snapshot can take its place.</summary>
    /// <param name="height">Its final block: part of the new names.</param>
    /// <returns>Where the store is then.</returns>
    public string SetAside(ulong height)
    {
        byte[] suffix = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $".before-{height}"));
        Wait(_state.WriteAsync(AsideName, suffix, CancellationToken.None));
        FinishSetAside();
        return NodeStore.StoreFolder(dataFolder) + Encoding.ASCII.GetString(suffix);
    }

    /// <summary>Ends what a kill interrupted: store and log are never parted.</summary>
    public void FinishSetAside()
    {
        if (Read(AsideName, Limits.Snapshot.MaxManifestBytes) is not { } bytes)
        {
            return;
        }
        string suffix = Encoding.ASCII.GetString(bytes);
        foreach (string folder in (string[])[NodeStore.StoreFolder(dataFolder), NodeStore.LogFolder(dataFolder)])
        {
            if (Directory.Exists(folder) && !Directory.Exists(folder + suffix))
            {
                Directory.Move(folder, folder + suffix);
            }
        }
        Libc.FlushDirectory(Path.GetFullPath(dataFolder));
        Wait(_state.DeleteAsync(AsideName, CancellationToken.None));
    }

    /// <summary>The import is done: nothing unfinished is left.</summary>
    public void End()
    {
        if (Directory.Exists(_state.Folder))
        {
            Directory.Delete(_state.Folder, recursive: true);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _state.Dispose();
        Snapshots.Dispose();
    }

    // Chunks of the fetch before; where snapshots are published, their retention looks after all chunks.
    private void Drop(SnapshotManifest manifest)
    {
        if (Wait(new SnapshotArchive(Snapshots).ListAsync(CancellationToken.None)).Count > 0)
        {
            return;
        }
        HashSet<string> named = [.. manifest.Parts.Select(part => SnapshotNames.Object(part.Content))];
        foreach (string name in Wait(Snapshots.ListAsync(SnapshotNames.Objects, CancellationToken.None)))
        {
            if (!named.Contains(name))
            {
                Wait(Snapshots.DeleteAsync(name, CancellationToken.None));
            }
        }
    }

    private byte[]? Read(string name, int maxBytes) =>
        Wait(_state.TryReadAsync(name, maxBytes, CancellationToken.None));

    private static void Wait(Task task) => task.GetAwaiter().GetResult();

    private static T Wait<T>(Task<T> task) => task.GetAwaiter().GetResult();
}
