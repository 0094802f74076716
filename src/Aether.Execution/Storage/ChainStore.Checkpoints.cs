using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Execution.State;

namespace Aether.Execution.Storage;

/// <summary>What follows a commit: the blocks of the log go to the store, and the log is trimmed.</summary>
public sealed partial class ChainStore
{
    private readonly ManualResetEventSlim _idle = new(initialState: true);
    // One checkpoint at a time: what it writes goes through the same memory as the one before.
    private readonly Checkpoint _checkpoint;
    private volatile Exception? _failure;
    private bool _warned;
    private bool _warnedOfMemory;
    private bool _isQuiet;

    /// <summary>Height of the last block the store has whole; the log has the rest.</summary>
    public ulong AppliedHeight => Volatile.Read(ref _appliedHeight);

    private ulong _appliedHeight;

    /// <summary>Brings everything in the log to the store and trims the log, in this thread.</summary>
    public void CheckpointNow()
    {
        WaitForCheckpoint();
        ThrowIfFailed();
        if (_log is not null && _recent.HasAny)
        {
            _idle.Reset();
            RunCheckpoint();
            ThrowIfFailed();
        }
    }

    /// <summary>
    /// Forgets the pending blocks above a height, for good; gives their number. Final blocks stay. Only before anything
    /// else uses the chain.
    /// </summary>
    public int DropPendingAbove(ulong height)
    {
        CheckpointNow();
        StoreBatch batch = new();
        int dropped = 0;
        foreach (Proposal block in LoadPending())
        {
            if (block.Header.Height > height)
            {
                byte[] key = StoreKeys.NumberAnd(block.Header.View, block.Hash.Span);
                batch.Delete(ColumnFamily.Pending, key);
                batch.Delete(ColumnFamily.Blocks, StoreKeys.Of(block.Hash));
                dropped++;
            }
        }
        _store.Write(batch, sync: true);
        return dropped;
    }

    /// <summary>Records of the block log that a store has; 0 for a store without a head.</summary>
    public static ulong ReadAppliedSequence(IKeyValueStore store) =>
        store.TryGet(ColumnFamily.Meta, StoreKeys.Head, out byte[] stored)
        && Ace.TryDecode(
            SealedValue.Open(ColumnFamily.Meta, StoreKeys.Head, stored), out FinalHead head, out DecodeError _)
            ? head.Sequence
            : 0;

    // A full disk would fail the commit all the same; stopping before leaves room to repair and to start again.
    private void CheckSpace()
    {
        if (_options.FreeBytes is not { } read)
        {
            return;
        }
        long free = read();
        if (free < _options.StopFreeBytes)
        {
            throw new IOException(
                $"only {free >> 20} MiB are free on the disk, less than {_options.StopFreeBytes >> 20} MiB; nothing is "
                + "lost: make room and start the node again");
        }
        bool low = free < _options.WarnFreeBytes;
        if (low && !_warned)
        {
            _options.Warn?.Invoke($"{free >> 20} MiB are free on the disk; the node stops below "
                + $"{_options.StopFreeBytes >> 20} MiB");
        }
        _warned = low;
        _isQuiet = free < _options.QuietFreeBytes;
    }

    // A block's nodes are made before they are counted, so the limit leaves room for those of a few.
    private void CheckMemory(BlockState state)
    {
        long used = state.UsedBytes;
        StateTooLargeException.ThrowIfAbove(used, _options.MaxStateBytes);
        bool high = used > _options.MaxStateBytes - (_options.MaxStateBytes / 8);
        if (high && !_warnedOfMemory)
        {
            _options.Warn?.Invoke(
                $"the state uses {used >> 20} MiB of memory; the node stops above {_options.MaxStateBytes >> 20} MiB");
        }
        _warnedOfMemory = high;
    }

    private void CheckpointIfDue()
    {
        long waiting = _recent.RecordBytes;
        bool due = IsCheckpointDue();
        due &= !_isQuiet || waiting >= _options.MaxWaitingBytes;
        if (due && !_idle.IsSet && waiting >= _options.MaxWaitingBytes)
        {
            WaitForCheckpoint();
            ThrowIfFailed();
        }
        if (!due || !_idle.IsSet)
        {
            return;
        }
        _idle.Reset();
        if (_options.Background is { } background)
        {
            background(RunCheckpoint);
            return;
        }
        RunCheckpoint();
        ThrowIfFailed();
    }

    private bool IsCheckpointDue() =>
        _recent.Count >= _options.CheckpointBlocks || _recent.RecordBytes >= _options.CheckpointBytes;

    // Never throws: a failure is kept and ends the next commit.
    private void RunCheckpoint()
    {
        try
        {
            RecentPart part = TakePart(out FinalHead head);
            // The store must never be ahead of what the log has for sure.
            _log!.MakeDurable(head.Sequence);
            _checkpoint.Write(part, head);
            Volatile.Write(ref _appliedHeight, head.Header.Height);
            _recent.Drop(part);
            lock (_appends)
            {
                _log.Trim(head.Sequence);
            }
            Prune(head.Header);
        }
        catch (Exception error)
        {
            _failure = error;
        }
        finally
        {
            _idle.Set();
        }
    }

    private RecentPart TakePart(out FinalHead head)
    {
        lock (_adoptions)
        {
            lock (_appends)
            {
                // A block that is not the head yet is not in the part: its record has to be read again.
                ulong covered = _begun.TryPeek(out (ulong Sequence, FinalEntry) begun)
                    ? begun.Sequence - 1
                    : _log!.LastSequence;
                head = new FinalHead(_finalizedHeader, covered);
                return _recent.Take();
            }
        }
    }

    private void WaitForCheckpoint() => _idle.Wait();

    private void ThrowIfFailed()
    {
        if (_failure is { } failure)
        {
            throw new IOException($"the store behind the block log failed: {failure.Message}", failure);
        }
        if (_isClosing)
        {
            throw new ObjectDisposedException(nameof(ChainStore), "the store was closed while its node still ran");
        }
    }
}
