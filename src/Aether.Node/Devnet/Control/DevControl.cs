using Aether.Core;
using Aether.Node.Rpc;
using Aether.Pipeline.Status;

namespace Aether.Node.Devnet.Control;

/// <summary>Makes blocks of a chain for development when somebody asks for them, by moving its clock.</summary>
/// <remarks>
/// Blocks are proposed, executed, voted for and made durable as always; only the waits between them are left out.
/// <b>Threads</b>: any; calls that make blocks take turns.
/// </remarks>
internal sealed class DevControl : IDisposable
{
    // A block is there in milliseconds, on a busy machine in seconds; one that takes so long was not due.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(15);

    private readonly NodeView _node;
    private readonly WakingTransport _transport;
    private readonly TimeSpan _slot;
    private readonly SemaphoreSlim _turn = new(1);
    private readonly TaskCompletionSource<DevRevert> _revert = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile TaskCompletionSource _final = NewWait();
    private ulong _finalHeight;
    private ulong _finalTimestampMs;
    // The wall clock went forward alone: views wait for the other hand.
    private volatile bool _isDated;
    // The view that waits began while the clock stood: then both hands are apart by whole milliseconds.
    private volatile bool _isExact;

    /// <summary>Takes control; the pipeline has not been started.</summary>
    /// <param name="node">A validator that is alone and waits for no better claim than its own.</param>
    /// <param name="clock">Its clock.</param>
    /// <param name="transport">Its transport.</param>
    /// <param name="snapshots">Copies of the chain; null where whoever runs the node cannot put it back.</param>
    public DevControl(NodeView node, DevClock clock, WakingTransport transport, DevSnapshots? snapshots)
    {
        Snapshots = snapshots;
        _node = node;
        Clock = clock;
        _transport = transport;
        _slot = TimeSpan.FromMilliseconds(node.Genesis.Parameters.SlotMs);
        _finalHeight = node.Store.FinalizedHeader.Height;
        _finalTimestampMs = node.Store.FinalizedHeader.TimestampMs;
        node.Pipeline.BlockFinalized += OnFinal;
    }

    /// <summary>The chain's clock.</summary>
    public DevClock Clock { get; }

    /// <summary>Copies of the chain; null where there can be none.</summary>
    public DevSnapshots? Snapshots { get; }

    /// <summary>Completes when somebody wants the chain back at a snapshot.</summary>
    public Task<DevRevert> RevertAsked => _revert.Task;

    /// <summary>Height of the newest final block.</summary>
    public ulong FinalHeight => Volatile.Read(ref _finalHeight);

    /// <summary>Blocks come slot by slot, or only when asked for.</summary>
    public void SetAutomine(bool enabled)
    {
        _isExact = false;
        if (enabled)
        {
            Clock.Go();
            _isDated = true;
        }
        else
        {
            Clock.Stop();
        }
        _transport.Wake();
    }

    /// <summary>Dates the next block later.</summary>
    public void AdvanceTime(TimeSpan time)
    {
        Clock.Advance(time);
        _isDated = true;
        _transport.Wake();
    }

    /// <summary>Makes blocks final, each a slot younger than the one before.</summary>
    /// <param name="blocks">How many.</param>
    /// <param name="stop">Leaves off; the blocks so far stay.</param>
    /// <returns>The height then; lower than asked for when the node stopped itself.</returns>
    public async Task<ulong> MineAsync(int blocks, CancellationToken stop)
    {
        await _turn.WaitAsync(stop).ConfigureAwait(false);
        try
        {
            ulong target = FinalHeight + (ulong)blocks;
            TimeSpan skip = ToNextBlock();
            while (FinalHeight < target && _node.Pipeline.Fault is null)
            {
                Task final = _final.Task;
                ulong before = FinalHeight;
                Clock.Skip(skip);
                _transport.Wake();
                if (FinalHeight == before)
                {
                    await Task.WhenAny(final, Task.Delay(s_patience, stop)).ConfigureAwait(false);
                    stop.ThrowIfCancellationRequested();
                }
                _isExact = !Clock.IsRunning;
                skip = FinalHeight == before ? _slot : ToNextBlock();
            }
            return FinalHeight;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Makes blocks until an epoch begins; none when it has begun.</summary>
    /// <param name="epoch">Which; null for the next.</param>
    /// <param name="stop">Leaves off; the blocks so far stay.</param>
    /// <returns>The epoch that runs then. An earlier one when the node stopped itself.</returns>
    /// <exception cref="DevEpochException">It begins too late.</exception>
    public async Task<uint> MineToEpochAsync(uint? epoch, CancellationToken stop)
    {
        ConsensusStatus status = _node.Pipeline.ConsensusStatus;
        uint target = epoch ?? status.Epoch + 1;
        ulong begins = (ulong)target * _node.Genesis.Parameters.EpochSlots;
        if (begins > status.View + Limits.Development.MaxBlocks)
        {
            throw new DevEpochException(begins - status.View, _node.Genesis.Parameters.EpochSlots);
        }
        while (_node.Pipeline.ConsensusStatus.Epoch < target && _node.Pipeline.Fault is null)
        {
            await MineAsync(1, stop).ConfigureAwait(false);
        }
        return _node.Pipeline.ConsensusStatus.Epoch;
    }

    /// <summary>Copies the chain while it stands still, which it does for that time.</summary>
    /// <param name="stop">Leaves off; nothing was copied then.</param>
    /// <exception cref="DevSnapshotException">There can be no copy.</exception>
    public Task<DevSnapshot> SnapshotAsync(CancellationToken stop) => CopyAsync(Snapshots!.TryTake, stop);

    /// <summary>The chain's files in one archive, made while it stands still.</summary>
    /// <param name="stop">Leaves off.</param>
    /// <exception cref="DevSnapshotException">They cannot be copied, or are too large.</exception>
    public Task<byte[]> DumpAsync(CancellationToken stop) => CopyAsync(_ => Snapshots!.TryDump(), stop);

    /// <summary>Asks for the chain as it was; completes when the node serves it.</summary>
    /// <exception cref="DevSnapshotException">It is asked for already, or could not be done.</exception>
    public async Task<DevSnapshot> RevertAsync(DevSnapshot snapshot)
    {
        DevRevert revert = new(snapshot);
        if (!_revert.TrySetResult(revert))
        {
            throw new DevSnapshotException("the chain is being put back, or the node stops");
        }
        await revert.Done.ConfigureAwait(false);
        return snapshot;
    }

    /// <summary>Nobody will put the chain back any more: the node stops.</summary>
    public void EndReverts()
    {
        if (!_revert.TrySetCanceled() && _revert.Task.IsCompletedSuccessfully)
        {
            _revert.Task.Result.Refuse(new DevSnapshotException("the node stops"));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _node.Pipeline.BlockFinalized -= OnFinal;
        _turn.Dispose();
    }

    private async Task<T> CopyAsync<T>(Func<Func<ulong, DevSnapshot>, T?> tryCopy, CancellationToken stop)
        where T : class
    {
        await _turn.WaitAsync(stop).ConfigureAwait(false);
        bool ran = Clock.IsRunning;
        long offset = Clock.OffsetMs;
        try
        {
            if (ran)
            {
                SetAutomine(false);
            }
            long patience = Environment.TickCount64 + Limits.Development.StandstillMs;
            while (Environment.TickCount64 < patience)
            {
                if (IsStill && tryCopy(Describe) is { } made)
                {
                    return made;
                }
                await Task.Delay(1, stop).ConfigureAwait(false);
            }
            throw new DevSnapshotException("the chain did not stand still; try again");
        }
        finally
        {
            if (ran)
            {
                SetAutomine(true);
            }
            _turn.Release();
        }

        DevSnapshot Describe(ulong id) =>
            new(id, FinalHeight, Clock.GetUtcNow().ToUnixTimeMilliseconds(), offset, ran);
    }

    // No block is under way, and everything final is written.
    private bool IsStill
    {
        get
        {
            ConsensusStatus status = _node.Pipeline.ConsensusStatus;
            ulong height = FinalHeight;
            return status.Head.Height == height && status.Finalized.Height == height
                && _node.Store.FinalizedHeader.Height == height
                && _node.Index is null or { Lag: 0 } or { Failure: not null };
        }
    }

    // Just so much that the next block is due: one that is under way already is not followed by another.
    private TimeSpan ToNextBlock()
    {
        if (_isDated)
        {
            _isDated = false;
            return _slot;
        }
        long due = (long)Volatile.Read(ref _finalTimestampMs) + (long)_slot.TotalMilliseconds;
        long left = due - Clock.GetUtcNow().ToUnixTimeMilliseconds();
        double most = _slot.TotalMilliseconds;
        // One more where each hand is read in whole milliseconds of its own.
        return left < 0 ? TimeSpan.Zero : TimeSpan.FromMilliseconds(Math.Min(left, most) + (_isExact ? 0 : 1));
    }

    private void OnFinal(FinalBlock block)
    {
        Volatile.Write(ref _finalTimestampMs, block.Header.TimestampMs);
        Volatile.Write(ref _finalHeight, block.Header.Height);
        TaskCompletionSource waiting = _final;
        _final = NewWait();
        waiting.TrySetResult();
    }

    private static TaskCompletionSource NewWait() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
