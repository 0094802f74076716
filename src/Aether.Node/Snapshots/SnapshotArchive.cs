using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Execution.Snapshots;

namespace Aether.Node.Snapshots;

/// <summary>The snapshots in a mirror.</summary>
/// <remarks>
/// A snapshot is there when its manifest is; chunks and head are written before and removed after it. Everything is
/// checked when it is read: chunks against the manifest, the manifest against the block that the head shows final.
/// </remarks>
internal sealed class SnapshotArchive(ISnapshotMirror mirror)
{
    /// <summary>The mirror.</summary>
    public ISnapshotMirror Mirror { get; } = mirror;

    /// <summary>Names of all snapshots, by height.</summary>
    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellation)
    {
        IReadOnlyList<string> names = await Mirror.ListAsync("", cancellation).ConfigureAwait(false);
        return [.. names
            .Where(name => name.EndsWith(SnapshotNames.ManifestSuffix, StringComparison.Ordinal))
            .Select(name => name[..^SnapshotNames.ManifestSuffix.Length])
            .Where(SnapshotNames.IsValid)];
    }

    /// <summary>The manifest of a snapshot.</summary>
    /// <exception cref="SnapshotFailureException">It is missing or malformed.</exception>
    public async Task<SnapshotManifest> ReadManifestAsync(string snapshot, CancellationToken cancellation)
    {
        string name = SnapshotNames.Manifest(snapshot);
        byte[]? bytes = await Mirror.TryReadAsync(name, Limits.Snapshot.MaxManifestBytes, cancellation)
            .ConfigureAwait(false);
        if (bytes is null)
        {
            throw new SnapshotFailureException(snapshot, -1, $"there is no snapshot {snapshot} here");
        }
        bool valid = bytes.Length <= Limits.Snapshot.MaxManifestBytes
            & Ace.TryDecode(bytes, out SnapshotManifest manifest, out DecodeError error);
        return valid && SnapshotNames.Of(manifest) == snapshot
            ? manifest
            : throw new SnapshotFailureException(
                snapshot, -1, $"the manifest of {snapshot} is not one of that snapshot ({error})");
    }

    /// <summary>What shows the block of a snapshot final.</summary>
    /// <exception cref="SnapshotFailureException">It is missing or malformed.</exception>
    public async Task<SnapshotHead> ReadHeadAsync(string snapshot, CancellationToken cancellation)
    {
        string name = SnapshotNames.Head(snapshot);
        byte[]? bytes = await Mirror.TryReadAsync(name, Limits.Snapshot.MaxHeadBytes, cancellation)
            .ConfigureAwait(false);
        if (bytes is null
            || bytes.Length > Limits.Snapshot.MaxHeadBytes
            || !Ace.TryDecode(bytes, out SnapshotHead head, out DecodeError _))
        {
            throw new SnapshotFailureException(
                snapshot, -1, $"the finality proof of {snapshot} is missing or malformed");
        }
        return head;
    }

    /// <summary>A chunk, checked.</summary>
    /// <exception cref="SnapshotFailureException">It is missing or does not hold.</exception>
    public async Task<StateItems> ReadChunkAsync(
        SnapshotManifest manifest, int index, CancellationToken cancellation)
    {
        byte[]? bytes = await ReadBytesAsync(manifest, index, cancellation).ConfigureAwait(false);
        SnapshotError error = Check(manifest, index, bytes, out StateItems items);
        return error == SnapshotError.None ? items : throw Refusal(manifest, index, error);
    }

    /// <summary>The bytes of a chunk as the mirror has them; null when it has none.</summary>
    public Task<byte[]?> ReadBytesAsync(SnapshotManifest manifest, int index, CancellationToken cancellation) =>
        Mirror.TryReadAsync(
            SnapshotNames.Object(manifest.Parts[index].Content), (int)manifest.Parts[index].Bytes, cancellation);

    /// <summary>Checks the bytes of a chunk.</summary>
    public static SnapshotError Check(SnapshotManifest manifest, int index, byte[]? bytes, out StateItems items)
    {
        items = StateItems.Empty;
        if (bytes is null)
        {
            return SnapshotError.Missing;
        }
        SnapshotPart part = manifest.Parts[index];
        return manifest.Base is null
            ? SnapshotCheck.Chunk(manifest.StateRoot, part, bytes, out items)
            : SnapshotCheck.Difference(manifest.StateRoot, part, bytes, out items);
    }

    /// <summary>Makes a snapshot visible whose chunks are all written.</summary>
    public async Task PublishAsync(SnapshotManifest manifest, SnapshotHead head, CancellationToken cancellation)
    {
        string name = SnapshotNames.Of(manifest);
        await Mirror.WriteAsync(SnapshotNames.Head(name), Ace.Encode(head), cancellation).ConfigureAwait(false);
        await Mirror.WriteAsync(SnapshotNames.Manifest(name), Ace.Encode(manifest), cancellation)
            .ConfigureAwait(false);
    }

    /// <summary>Why a chunk is refused, with its name.</summary>
    public static SnapshotFailureException Refusal(SnapshotManifest manifest, int index, SnapshotError error)
    {
        string reason = error switch
        {
            SnapshotError.Missing => "is missing",
            SnapshotError.WrongSize => "has another size than the manifest says",
            SnapshotError.WrongContent => "does not have the content that its name says",
            SnapshotError.Malformed => "is no canonical chunk",
            SnapshotError.WrongRange => "is of another range of keys than the manifest says",
            _ => "has a proof that does not lead to the state root",
        };
        Hash256 content = manifest.Parts[index].Content;
        string name = SnapshotNames.Of(manifest);
        return new SnapshotFailureException(
            name, index, $"chunk {index} of {name} ({SnapshotNames.Object(content)}) {reason}");
    }
}
