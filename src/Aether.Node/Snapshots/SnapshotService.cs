using System.Threading.Channels;
using Aether.Core.Codec;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Execution.Snapshots;
using Aether.Execution.State;
using Aether.Execution.Storage;
using Aether.Pipeline.Status;

namespace Aether.Node.Snapshots;

/// <summary>
/// Makes a snapshot after the closing block of every epoch, and the difference to the one before, while blocks go on.
/// </summary>
/// <remarks>
/// The state is pinned until its snapshot is made, so newer blocks leave it readable. <b>Threads</b>: told on the
/// execution thread, works on one of its own at a limited pace. When an epoch ends before the last snapshot is done,
/// only the newest waiting one is made.
/// </remarks>
internal sealed class SnapshotService : IAsyncDisposable
{
    private readonly ChainStore _store;
    private readonly Hash256 _genesisHash;
    private readonly FolderMirror _folder;
    private readonly long _bytesPerSecond;
    private readonly Action<string> _log;
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<(Header Block, BlockState State, StatePin Pin)> _wanted =
        Channel.CreateBounded<(Header Block, BlockState State, StatePin Pin)>(
            new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest },
            dropped => dropped.Pin.Dispose());

    private readonly Task _work;

    /// <summary>Starts.</summary>
    /// <param name="store">The chain.</param>
    /// <param name="genesisHash">Its genesis.</param>
    /// <param name="folder">Where to.</param>
    /// <param name="bytesPerSecond">How fast; 0 for no limit.</param>
    /// <param name="log">Told in sentences what was made and what went wrong.</param>
    public SnapshotService(
        ChainStore store, Hash256 genesisHash, FolderMirror folder, long bytesPerSecond, Action<string> log)
    {
        _store = store;
        _genesisHash = genesisHash;
        _folder = folder;
        _bytesPerSecond = bytesPerSecond;
        _log = log;
        _work = Task.Run(RunAsync);
    }

    /// <summary>Told of every final block, on the thread that made it final.</summary>
    public void OnFinal(FinalBlock block)
    {
        // A closing block carries the transition and nothing else.
        bool closing = block.Transactions.Length == 0
            && _store.TryGetFinalProposal(block.Header.Height, out Proposal? proposal)
            && Ace.TryDecode(proposal.Payload, out BlockPayload payload, out DecodeError _)
            && payload.Transition is not null;
        BlockState state = _store.FinalizedState;
        if (closing && state.Height == block.Header.Height)
        {
            StatePin pin = state.Pin();
            if (!_wanted.Writer.TryWrite((block.Header, state, pin)))
            {
                pin.Dispose();
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _wanted.Writer.TryComplete();
        await _stop.CancelAsync().ConfigureAwait(false);
        await _work.ConfigureAwait(false);
        _stop.Dispose();
    }

    /// <summary>Makes the snapshot of a state, and its difference to the newest one in the folder.</summary>
    public static async Task<SnapshotManifest> MakeAsync(
        FolderMirror folder,
        SnapshotWriter writer,
        SnapshotSource source,
        SnapshotHead head,
        CancellationToken cancellation)
    {
        SnapshotArchive archive = new(folder);
        SnapshotManifest made = await writer.WriteFullAsync(source, head, cancellation).ConfigureAwait(false);
        IReadOnlyList<string> all = await archive.ListAsync(cancellation).ConfigureAwait(false);
        string? before = all.LastOrDefault(
            name => SnapshotNames.IsFull(name) && string.CompareOrdinal(name, SnapshotNames.Of(made)) < 0);
        if (before is not null)
        {
            SnapshotManifest earlier = await archive.ReadManifestAsync(before, cancellation).ConfigureAwait(false);
            await writer.WriteDifferenceAsync(source, head, earlier, cancellation).ConfigureAwait(false);
        }
        await SnapshotRetention.ApplyAsync(folder, cancellation).ConfigureAwait(false);
        return made;
    }

    private async Task RunAsync()
    {
        try
        {
            await foreach ((Header block, BlockState state, StatePin pin) in
                _wanted.Reader.ReadAllAsync(_stop.Token).ConfigureAwait(false))
            {
                using (pin)
                {
                    await MakeAsync(block, state).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The node stops: what is half-written is taken up or left behind by the next run.
        }
    }

    private async Task MakeAsync(Header block, BlockState state)
    {
        try
        {
            if (!SnapshotHeads.TryCollect(_store, block, out SnapshotHead? head, out string reason))
            {
                _log($"no snapshot of height {block.Height}: {reason}");
                return;
            }
            using StatePin pin = state.Pin();
            SnapshotSource source = SnapshotSource.Of(_genesisHash, block, state);
            SnapshotWriter writer = new(_folder, new SnapshotPace(_bytesPerSecond, TimeProvider.System));
            SnapshotManifest made =
                await MakeAsync(_folder, writer, source, head, _stop.Token).ConfigureAwait(false);
            _log($"snapshot {SnapshotNames.Of(made)}: {made.Parts.Length} chunks, {made.TotalBytes} bytes");
        }
        catch (Exception error) when (error is MirrorException or SnapshotFailureException or StateMovedException
            or IOException)
        {
            _log($"no snapshot of height {block.Height}: {error.Message}");
        }
    }
}
