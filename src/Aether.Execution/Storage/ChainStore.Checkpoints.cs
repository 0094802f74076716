namespace Aether.Execution.Storage;

/// <summary>What follows a commit: the blocks of the log go to the store, and the log is trimmed.</summary>
public sealed partial class ChainStore
{
    private readonly ManualResetEventSlim _idle = new(initialState: true);
    private volatile Exception? _failure;

    /// <summary>Height of the last block the store has whole; the log has the rest.</summary>
    public ulong AppliedHeight => Volatile.Read(ref _appliedHeight);

    private ulong _appliedHeight;

    /// <summary>Brings everything in the log to the store and trims the log, in this thread.</summary>
    public void CheckpointNow()
    {
        WaitForCheckpoint();
        ThrowIfFailed();
        if (_log is not null && _recent.Count > 0)
        {
            _idle.Reset();
            RunCheckpoint();
            ThrowIfFailed();
        }
    }

    private void CheckpointIfDue()
    {
        long waiting = _recent.ValueBytes;
        bool due = _recent.Count >= _options.CheckpointBlocks || waiting >= _options.CheckpointBytes;
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

    // Never throws: a failure is kept and ends the next commit.
    private void RunCheckpoint()
    {
        try
        {
            RecentPart part;
            ulong sequence;
            lock (_appends)
            {
                part = _recent.Take();
                sequence = _log!.LastSequence;
            }
            Checkpoint.Write(_store, part, sequence);
            FinalEntry last = part.Final[^1];
            Volatile.Write(ref _appliedHeight, last.Height);
            _recent.Drop(part);
            lock (_appends)
            {
                _log.Trim(sequence);
            }
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

    private void WaitForCheckpoint() => _idle.Wait();

    private void ThrowIfFailed()
    {
        if (_failure is { } failure)
        {
            throw new IOException($"the store behind the block log failed: {failure.Message}", failure);
        }
    }
}
