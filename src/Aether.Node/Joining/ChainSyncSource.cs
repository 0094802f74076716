using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Execution.Snapshots;
using Aether.Execution.Storage;
using Aether.Network.Sync;
using Aether.Node.Snapshots;

namespace Aether.Node.Joining;

/// <summary>What a node gives peers that fetch: its chain and the snapshots in its folder.</summary>
/// <remarks>
/// A snapshot is offered when it is of this very chain. A chunk whose file is damaged is not had, so that nobody names
/// this node for what its disk did. <b>Threads</b>: one caller; it waits for the disk.
/// </remarks>
internal sealed class ChainSyncSource : ISyncSource, IDisposable
{
    private const long ListMs = 1_000;

    private readonly ChainStore _chain;
    private readonly FolderMirror _folder;
    private readonly SnapshotArchive _archive;
    private readonly TimeProvider _time;
    private readonly Dictionary<string, KeptSnapshot?> _known = new(StringComparer.Ordinal);
    private KeptSnapshot[] _offered = [];
    private long _listedAt;
    private bool _listed;
    private (Hash256 Content, byte[] Bytes) _manifest;

    /// <summary>Starts.</summary>
    /// <param name="chain">The chain; stays the caller's and outlives this.</param>
    /// <param name="snapshots">Folder of its snapshots; it may be missing.</param>
    /// <param name="time">Clock: the folder is looked at once a second at the most.</param>
    public ChainSyncSource(ChainStore chain, string snapshots, TimeProvider time)
    {
        _chain = chain;
        _folder = new FolderMirror(snapshots);
        _archive = new SnapshotArchive(_folder);
        _time = time;
    }

    /// <inheritdoc/>
    public Proposal? FinalBlock(ulong height) =>
        _chain.TryGetFinalProposal(height, out Proposal? block) ? block : HeadOf(height)?.Block;

    /// <inheritdoc/>
    public FinalityProof? Finality(ulong height)
    {
        if (_chain.TryGetFinality(height, out FinalityProof? finality))
        {
            return finality;
        }
        // A closing block's is kept as what opens the next epoch.
        bool closes = _chain.TryGetFinalHeader(height, out Header? header)
            && _chain.TryGetEpoch(header.Epoch + 1, out EpochProof? next)
            && next.Closing.Hash == header.Hash;
        return closes && _chain.TryGetEpoch(header!.Epoch + 1, out EpochProof? opening)
            ? opening.Finality
            : HeadOf(height)?.Finality;
    }

    /// <inheritdoc/>
    public EpochProof? Epoch(uint epoch) => _chain.TryGetEpoch(epoch, out EpochProof? proof) ? proof : null;

    /// <inheritdoc/>
    public IReadOnlyList<SnapshotOffer> Offers() => [.. Listed().Select(kept => kept.Offer)];

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Manifest(Hash256 content)
    {
        if (_manifest.Bytes is not null && _manifest.Content == content)
        {
            return _manifest.Bytes;
        }
        if (Find(content) is { } kept
            && Read(SnapshotNames.Manifest(kept.Name), Limits.Snapshot.MaxManifestBytes) is { } bytes
            && SnapshotContent.NameOf(bytes) == content)
        {
            _manifest = (content, bytes);
            return bytes;
        }
        return default;
    }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Chunk(Hash256 manifest, int index)
    {
        if (Find(manifest) is not { } kept || index >= kept.Parts.Length)
        {
            return default;
        }
        SnapshotPart part = kept.Parts[index];
        byte[]? bytes = Read(SnapshotNames.Object(part.Content), (int)part.Bytes);
        bool whole = bytes is not null && bytes.Length == part.Bytes && SnapshotContent.NameOf(bytes) == part.Content;
        return whole ? bytes : default(ReadOnlyMemory<byte>);
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    private KeptSnapshot? Find(Hash256 content) =>
        Array.Find(Listed(), kept => kept.Offer.Content == content);

    // The block of a snapshot may be pruned from the chain; it lies beside the snapshot.
    private SnapshotHead? HeadOf(ulong height)
    {
        KeptSnapshot? kept = Array.Find(Listed(), kept => kept.Offer.Height == height);
        try
        {
            return kept is null ? null : Wait(_archive.ReadHeadAsync(kept.Name, CancellationToken.None));
        }
        catch (Exception error) when (error is MirrorException or SnapshotFailureException)
        {
            return null;
        }
    }

    private KeptSnapshot[] Listed()
    {
        long now = _time.GetTimestamp();
        if (_listed && _time.GetElapsedTime(_listedAt, now).TotalMilliseconds < ListMs)
        {
            return _offered;
        }
        _listed = true;
        _listedAt = now;
        try
        {
            string[] names = [.. Wait(_archive.ListAsync(CancellationToken.None)).Where(SnapshotNames.IsFull)];
            foreach (string gone in _known.Keys.Except(names).ToArray())
            {
                _known.Remove(gone);
            }
            foreach (string name in names.Where(name => !_known.ContainsKey(name)))
            {
                _known[name] = Describe(name);
            }
        }
        catch (MirrorException)
        {
            _known.Clear();
        }
        _offered =
        [
            .. _known.Values.OfType<KeptSnapshot>().OrderByDescending(kept => kept.Offer.Height)
                .Take(Limits.Sync.MaxOffers),
        ];
        return _offered;
    }

    // Null for what is no snapshot of this chain: it is not looked at again.
    private KeptSnapshot? Describe(string name)
    {
        byte[]? bytes = Read(SnapshotNames.Manifest(name), Limits.Snapshot.MaxManifestBytes);
        if (bytes is null || !Ace.TryDecode(bytes, out SnapshotManifest manifest, out DecodeError _))
        {
            return null;
        }
        bool own = SnapshotNames.Of(manifest) == name
            && manifest.Base is null
            && _chain.TryGetFinalHeader(manifest.Height, out Header? header)
            && header.Hash == manifest.BlockHash
            && header.StateRoot == manifest.StateRoot;
        SnapshotOffer offer = new(manifest.Height, manifest.Epoch, SnapshotContent.NameOf(bytes), (uint)bytes.Length);
        return own ? new KeptSnapshot(name, offer, manifest.Parts) : null;
    }

    private byte[]? Read(string name, int maxBytes)
    {
        try
        {
            byte[]? bytes = Wait(_folder.TryReadAsync(name, maxBytes, CancellationToken.None));
            return bytes is null || bytes.Length > maxBytes ? null : bytes;
        }
        catch (MirrorException)
        {
            return null;
        }
    }

    private static T Wait<T>(Task<T> task) => task.GetAwaiter().GetResult();

    private sealed record KeptSnapshot(string Name, SnapshotOffer Offer, SnapshotPart[] Parts);
}
