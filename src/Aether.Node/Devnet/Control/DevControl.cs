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
    public DevControl(NodeView node, DevClock clock, WakingTransport transport)
    {
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

    /// <inheritdoc/>
    public void Dispose()
    {
        _node.Pipeline.BlockFinalized -= OnFinal;
        _turn.Dispose();
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
