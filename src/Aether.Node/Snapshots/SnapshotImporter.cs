using Aether.Core.Codec;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Execution.Snapshots;
using Aether.Execution.Storage;
using Aether.Native;
using Aether.Native.RocksDb;
using Aether.Node.Options;
using Aether.Node.Storage;

namespace Aether.Node.Snapshots;

/// <summary>Imports a snapshot, with the differences behind it, into the store of a new node.</summary>
/// <remarks>
/// The store is filled under another name and renamed when its state root is that of a block shown final. Until then
/// nothing is there that a node would open; an interrupted import goes on behind its last whole chunk. Every chunk is
/// checked before it is used.
/// </remarks>
/// <param name="archive">Where from; not trusted.</param>
/// <param name="genesis">The chain.</param>
/// <param name="trust">The checks of blocks.</param>
/// <param name="progress">Told after each chunk, or null.</param>
internal sealed class SnapshotImporter(
    SnapshotArchive archive, Genesis genesis, SnapshotTrust trust, Action<SnapshotProgress>? progress = null)
{
    /// <summary>A file that says that the store is new: no node has signed on it.</summary>
    public const string MarkName = "imported";

    /// <summary>Folder of a store that is being filled.</summary>
    public const string UnfinishedName = "db.import";

    /// <summary>Imports; gives the manifest of the state the node then starts from.</summary>
    /// <param name="snapshot">A full snapshot, or a difference, whose base must be here too.</param>
    /// <param name="dataFolder">Data folder without a store.</param>
    /// <param name="cancellation">Stops it; another import goes on from there.</param>
    /// <exception cref="SnapshotFailureException">Something does not hold; nothing was put in place.</exception>
    public async Task<SnapshotManifest> RunAsync(
        string snapshot, string dataFolder, CancellationToken cancellation)
    {
        string folder = NodeStore.StoreFolder(dataFolder);
        string unfinished = Path.Combine(dataFolder, UnfinishedName);
        string log = NodeStore.LogFolder(dataFolder);
        if (Directory.Exists(folder) || (Directory.Exists(log) && !Directory.Exists(unfinished)))
        {
            throw new NodeStartException(
                ExitCode.Refused, $"{dataFolder} holds a chain and is not overwritten; choose another --data folder.");
        }
        (List<SnapshotManifest> steps, SnapshotHead head) =
            await PlanAsync(snapshot, cancellation).ConfigureAwait(false);
        SnapshotManifest target = steps[^1];
        Hash256 plan = SnapshotContent.NameOf([.. steps.SelectMany(Ace.Encode)]);
        Directory.CreateDirectory(unfinished);
        NodeStore.MakeLog(dataFolder, genesis);
        if (!await FillAsync(unfinished, plan, steps, head, cancellation).ConfigureAwait(false))
        {
            // Another import's leftovers.
            Directory.Delete(unfinished, recursive: true);
            await FillAsync(unfinished, plan, steps, head, cancellation).ConfigureAwait(false);
        }
        // A validator's log of what it signed is made only with a new store: this is one.
        await File.WriteAllBytesAsync(Path.Combine(dataFolder, MarkName), [], cancellation).ConfigureAwait(false);
        Libc.FlushDirectory(Path.GetFullPath(dataFolder));
        Directory.Move(unfinished, folder);
        Libc.FlushDirectory(Path.GetFullPath(dataFolder));
        return target;
    }

    // The manifests in the order of their heights: a full one first.
    private async Task<(List<SnapshotManifest> Steps, SnapshotHead Head)> PlanAsync(
        string snapshot, CancellationToken cancellation)
    {
        SnapshotVerifier verifier = new(archive, trust);
        (SnapshotManifest manifest, SnapshotHead head) =
            await verifier.VerifyHeadAsync(snapshot, cancellation).ConfigureAwait(false);
        List<SnapshotManifest> steps = [manifest];
        while (steps[0].Base is { } start)
        {
            string name = SnapshotNames.OfFull(start.Height);
            (SnapshotManifest earlier, SnapshotHead _) =
                await verifier.VerifyHeadAsync(name, cancellation).ConfigureAwait(false);
            if (earlier.StateRoot != start.StateRoot)
            {
                throw new SnapshotFailureException(
                    snapshot, -1, $"{snapshot} starts from another state than that of {name}");
            }
            steps.Insert(0, earlier);
        }
        return (steps, head);
    }

    // False when the folder holds something else.
    private async Task<bool> FillAsync(
        string folder,
        Hash256 plan,
        List<SnapshotManifest> steps,
        SnapshotHead head,
        CancellationToken cancellation)
    {
        try
        {
            Directory.CreateDirectory(folder);
            using RocksDbKeyValueStore store = RocksDbKeyValueStore.Open(folder);
            if (!ChainImport.TryOpen(store, genesis, plan, steps[^1].Height, out ChainImport import))
            {
                return false;
            }
            await ApplyAsync(import, steps, cancellation).ConfigureAwait(false);
            if (!import.TryFinish(head.Block, head.Finality, head.Epochs, hasLog: true))
            {
                string name = SnapshotNames.Of(steps[^1]);
                throw new SnapshotFailureException(
                    name, -1, $"the chunks of {name} together do not have its state root ({import.Root})");
            }
            return true;
        }
        catch (RocksDbException error)
        {
            throw new NodeStartException(ExitCode.Storage, $"{folder}: {error.Message}");
        }
    }

    // The next chunk is read and checked while one is written.
    private async Task ApplyAsync(
        ChainImport import, List<SnapshotManifest> steps, CancellationToken cancellation)
    {
        (SnapshotManifest Manifest, int Index)[] chunks =
        [
            .. steps.SelectMany(manifest => Enumerable.Range(0, manifest.Parts.Length).Select(i => (manifest, i))),
        ];
        long bytes = chunks.Take(import.Steps).Sum(chunk => (long)chunk.Manifest.Parts[chunk.Index].Bytes);
        Task<StateItems>? next = null;
        for (int done = import.Steps; done < chunks.Length; done++)
        {
            StateItems items = await (next ?? ReadAsync(chunks[done], cancellation)).ConfigureAwait(false);
            cancellation.ThrowIfCancellationRequested();
            next = done + 1 < chunks.Length ? ReadAsync(chunks[done + 1], cancellation) : null;
            import.Apply(items);
            bytes += chunks[done].Manifest.Parts[chunks[done].Index].Bytes;
            progress?.Invoke(new(done + 1, bytes, (done + 1) * 1_000 / chunks.Length));
        }
    }

    private Task<StateItems> ReadAsync((SnapshotManifest Manifest, int Index) chunk, CancellationToken cancellation) =>
        Task.Run(() => archive.ReadChunkAsync(chunk.Manifest, chunk.Index, cancellation), cancellation);
}
