using Aether.Core.Diagnostics;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Execution.Snapshots;

namespace Aether.Node.Snapshots;

/// <summary>Makes snapshots and differences in a folder.</summary>
/// <remarks>
/// Two nodes make the same bytes. What was written before an interruption is taken up again. <b>Cost</b>: the memory of
/// a few chunks.
/// </remarks>
/// <param name="folder">Where to.</param>
/// <param name="pace">How fast.</param>
/// <param name="progress">Told after each chunk, or null.</param>
internal sealed class SnapshotWriter(FolderMirror folder, SnapshotPace pace, Action<SnapshotProgress>? progress = null)
{
    private readonly SnapshotArchive _archive = new(folder);

    /// <summary>Writes the full snapshot of a state; gives its manifest.</summary>
    public async Task<SnapshotManifest> WriteFullAsync(
        SnapshotSource source, SnapshotHead head, CancellationToken cancellation)
    {
        string name = SnapshotNames.OfFull(source.Block.Height);
        string journalPath = Path.Combine(folder.Folder, name + ".journal");
        SnapshotManifest manifest;
        using (SnapshotJournal journal = SnapshotJournal.Open(journalPath, source, part => Holds(source, part)))
        {
            long bytes = journal.Parts.Sum(part => (long)part.Bytes);
            Hash256? next = NextOf(journal.Parts);
            using IStateCursor? cursor = next is { } first ? source.Open(first) : null;
            SnapshotChunker? chunker = cursor is null ? null : new SnapshotChunker(source.Proofs, cursor, next!.Value);
            while (chunker is not null && TryCut(chunker, out SnapshotPart part, out byte[] chunk))
            {
                await KeepAsync(part, chunk, cancellation).ConfigureAwait(false);
                journal.Append(part);
                bytes += part.Bytes;
                progress?.Invoke(new(journal.Parts.Count, bytes, SnapshotProgress.ShareOf(part.Last)));
            }
            manifest = source.Describe(null, [.. journal.Parts]);
            await _archive.PublishAsync(manifest, head, cancellation).ConfigureAwait(false);
        }
        File.Delete(journalPath);
        return manifest;
    }

    /// <summary>Writes what changed since an earlier snapshot in the folder; gives the manifest.</summary>
    public async Task<SnapshotManifest> WriteDifferenceAsync(
        SnapshotSource source, SnapshotHead head, SnapshotManifest earlier, CancellationToken cancellation)
    {
        Check.That(earlier.Base is null && earlier.Height < source.Block.Height);
        List<SnapshotPart> parts = [];
        long bytes = 0;
        using (SnapshotCursor before = new(_archive, earlier))
        using (IStateCursor after = source.Open(Hash256.Zero))
        {
            SnapshotDifferencer differencer = new(source.Proofs, before, after);
            while (differencer.TryNext(out SnapshotPart part, out byte[] chunk))
            {
                await KeepAsync(part, chunk, cancellation).ConfigureAwait(false);
                parts.Add(part);
                bytes += part.Bytes;
                progress?.Invoke(new(parts.Count, bytes, SnapshotProgress.ShareOf(part.Last)));
            }
        }
        SnapshotBase start = new(earlier.Epoch, earlier.Height, earlier.StateRoot);
        SnapshotManifest manifest = source.Describe(start, [.. parts]);
        await _archive.PublishAsync(manifest, head, cancellation).ConfigureAwait(false);
        return manifest;
    }

    // Copies the bytes: they are the chunker's until its next chunk, and writing waits.
    private static bool TryCut(SnapshotChunker chunker, out SnapshotPart part, out byte[] chunk)
    {
        bool more = chunker.TryNext(out part, out ReadOnlySpan<byte> bytes);
        chunk = bytes.ToArray();
        return more;
    }

    private async Task KeepAsync(SnapshotPart part, byte[] chunk, CancellationToken cancellation)
    {
        // Also where a file of that name is: it may be damaged.
        string name = SnapshotNames.Object(part.Content);
        await folder.WriteAsync(name, chunk, cancellation).ConfigureAwait(false);
        await pace.SpendAsync(chunk.Length, cancellation).ConfigureAwait(false);
    }

    private bool Holds(SnapshotSource source, SnapshotPart part)
    {
        string name = SnapshotNames.Object(part.Content);
        byte[]? bytes = folder.TryReadAsync(name, (int)part.Bytes, CancellationToken.None).GetAwaiter().GetResult();
        return bytes is not null
            && SnapshotCheck.Chunk(source.Block.StateRoot, part, bytes, out StateItems _) == SnapshotError.None;
    }

    // The key behind what is written; null when everything is.
    private static Hash256? NextOf(List<SnapshotPart> parts)
    {
        if (parts.Count == 0)
        {
            return Hash256.Zero;
        }
        return parts[^1].Last == KeyOrder.Greatest ? null : KeyOrder.Next(parts[^1].Last);
    }
}
