using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Execution.Snapshots;
using Aether.Execution.State;
using Aether.Execution.Storage;
using Aether.Node.Cli;
using Aether.Node.Options;
using Aether.Node.Snapshots;
using Aether.Pipeline.BlockImport;

namespace Aether.Node.Storage;

/// <summary>Finds the nearest state from which blocks can be executed again.</summary>
/// <remarks>
/// A state the store keeps, a snapshot in the data folder, the genesis: whichever is nearest below the first block that
/// is asked for. Every start is compared with the state root of its block.
/// </remarks>
/// <param name="genesis">The chain.</param>
/// <param name="chain">Its store.</param>
/// <param name="dataFolder">The node's folder.</param>
/// <param name="log">Told in sentences about a snapshot that cannot be used.</param>
internal sealed class ReplayStart(Genesis genesis, ChainStore chain, string dataFolder, Action<string> log)
{
    private const int PartKeys = 1 << 14;

    /// <summary>Starts a replay.</summary>
    /// <param name="first">First block that is asked for.</param>
    /// <param name="source">What it starts from, for people.</param>
    /// <exception cref="NodeStartException">No state below that block is here, or blocks behind it are not.</exception>
    public ChainReplay Open(ulong first, out string source)
    {
        ulong before = first - 1;
        KeptHistory kept = chain.Kept;
        if (TryOpenKept(before, out ChainReplay? replay))
        {
            source = $"the kept state of height {before}";
            return replay!;
        }
        if (TryOpenSnapshot(before, kept, out replay, out source))
        {
            return replay!;
        }
        // The genesis is in a file of its own: its block is not needed.
        if (kept.OldestBlock <= 1)
        {
            source = "the genesis";
            return ChainReplay.Start(genesis, chain);
        }
        string states = kept.OldestState == KeptHistory.NoState ? "none" : $"those from height {kept.OldestState} on";
        throw new NodeStartException(
            ExitCode.Usage,
            $"blocks are kept from height {kept.OldestBlock} on and of past states {states}; without a state below "
            + $"block {first} nothing can be executed there. Choose a later --from, or put a snapshot into "
            + $"{Path.Combine(dataFolder, SnapshotOptions.FolderName)}.");
    }

    private bool TryOpenKept(ulong height, out ChainReplay? replay)
    {
        replay = null;
        if (height == 0
            || !chain.TryGetFinalProposal(height, out Proposal? block)
            || !chain.TryRewind(height, int.MaxValue, out BlockState? state, out StatePin? pin))
        {
            return false;
        }
        using (pin)
        {
            replay = ChainReplay.StartBehind(genesis, chain, block, PartsOf(state));
        }
        return replay is not null
            ? true
            : throw new NodeStartException(
                ExitCode.Storage, $"the kept state of height {height} does not have its root; see aether db verify.");
    }

    private bool TryOpenSnapshot(ulong before, KeptHistory kept, out ChainReplay? replay, out string source)
    {
        using FolderMirror folder = new(Path.Combine(dataFolder, SnapshotOptions.FolderName));
        SnapshotArchive archive = new(folder);
        IReadOnlyList<string> names = Wait(archive.ListAsync(CancellationToken.None));
        foreach (string name in names.Where(SnapshotNames.IsFull).Reverse())
        {
            try
            {
                SnapshotManifest manifest = Wait(archive.ReadManifestAsync(name, CancellationToken.None));
                bool fits = manifest.Height > 0 && manifest.Height <= before && manifest.Height + 1 >= kept.OldestBlock;
                replay = fits ? OpenSnapshot(archive, manifest) : null;
                if (replay is not null)
                {
                    source = $"the snapshot {name}";
                    return true;
                }
            }
            catch (Exception error) when (error is SnapshotFailureException or MirrorException)
            {
                log($"{name} is left out: {error.Message}");
            }
        }
        replay = null;
        source = "";
        return false;
    }

    // The block is this store's own, so nobody else need show it final.
    private ChainReplay? OpenSnapshot(SnapshotArchive archive, SnapshotManifest manifest)
    {
        bool same = chain.TryGetFinalHeader(manifest.Height, out Header? header)
            && header.Hash == manifest.BlockHash
            && header.StateRoot == manifest.StateRoot;
        if (!same)
        {
            log($"{SnapshotNames.Of(manifest)} is left out: it is of another chain");
            return null;
        }
        SnapshotHead head = Wait(archive.ReadHeadAsync(SnapshotNames.Of(manifest), CancellationToken.None));
        return head.Block.Hash == manifest.BlockHash
            ? ChainReplay.StartBehind(
                genesis,
                chain,
                head.Block,
                Enumerable.Range(0, manifest.Parts.Length).Select(
                    index => Wait(archive.ReadChunkAsync(manifest, index, CancellationToken.None))))
            : null;
    }

    private static IEnumerable<StateItems> PartsOf(BlockState state)
    {
        using StateCursor cursor = new(state, default);
        List<KeyValuePair<Hash256, byte[]?>> part = [];
        while (TryRead(cursor, part))
        {
            if (part.Count == PartKeys)
            {
                yield return StateItems.Of(part);
                part.Clear();
            }
        }
        yield return StateItems.Of(part);
    }

    private static bool TryRead(StateCursor cursor, List<KeyValuePair<Hash256, byte[]?>> part)
    {
        bool more = cursor.TryNext(out Hash256 key, out ReadOnlySpan<byte> value);
        if (more)
        {
            part.Add(new(key, value.ToArray()));
        }
        return more;
    }

    private static T Wait<T>(Task<T> task) => task.GetAwaiter().GetResult();
}
