namespace Aether.Node.Rpc.Subscriptions;

/// <summary>Frames that wait to be sent to one client: bounded in number and in bytes.</summary>
/// <remarks><b>Threads</b>: many put, one takes.</remarks>
/// <param name="maxFrames">Most frames.</param>
/// <param name="maxBytes">Most bytes of this client.</param>
/// <param name="held">Counts the bytes of all clients.</param>
internal sealed class FrameQueue(int maxFrames, long maxBytes, HeldBytes held)
{
    private readonly Lock _lock = new();
    private readonly Queue<byte[]> _frames = [];
    private TaskCompletionSource _moved = New();
    private long _bytes;
    private bool _closed;

    private bool IsHalfEmpty => _frames.Count <= maxFrames / 2 && _bytes <= maxBytes / 2;

    /// <summary>Puts a frame; false when there is no room for it.</summary>
    public bool TryPut(byte[] frame)
    {
        lock (_lock)
        {
            bool fits = !_closed && _frames.Count < maxFrames && _bytes + frame.Length <= maxBytes
                && held.TryAdd(frame.Length);
            if (fits)
            {
                Put(frame);
            }
            return fits;
        }
    }

    /// <summary>Puts a small frame that ends something, room or not: there are few of them.</summary>
    public void PutLast(byte[] frame)
    {
        lock (_lock)
        {
            if (!_closed)
            {
                held.Add(frame.Length);
                Put(frame);
            }
        }
    }

    /// <summary>Takes the next frame; null when there is none, with the task to wait for.</summary>
    public byte[]? TryTake(out Task moved)
    {
        lock (_lock)
        {
            moved = _moved.Task;
            if (!_frames.TryDequeue(out byte[]? frame))
            {
                return null;
            }
            _bytes -= frame.Length;
            held.Add(-frame.Length);
            Move();
            return frame;
        }
    }

    /// <summary>Waits until half of the room is free, for those who can wait.</summary>
    public async Task WaitForRoomAsync(CancellationToken stop)
    {
        while (true)
        {
            Task moved;
            lock (_lock)
            {
                if (_closed || IsHalfEmpty)
                {
                    return;
                }
                moved = _moved.Task;
            }
            await moved.WaitAsync(stop).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Puts a frame of any size as soon as half of the room is free: one such frame goes beyond the bounds, and
    /// those of others never hold it up.
    /// </summary>
    public async Task PutWhenHalfEmptyAsync(byte[] frame, CancellationToken stop)
    {
        while (true)
        {
            Task moved;
            lock (_lock)
            {
                if (_closed)
                {
                    return;
                }
                if (IsHalfEmpty)
                {
                    held.Add(frame.Length);
                    Put(frame);
                    return;
                }
                moved = _moved.Task;
            }
            await moved.WaitAsync(stop).ConfigureAwait(false);
        }
    }

    /// <summary>Takes no more frames, and forgets those it has.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _closed = true;
            held.Add(-_bytes);
            _frames.Clear();
            _bytes = 0;
            Move();
        }
    }

    private void Put(byte[] frame)
    {
        _frames.Enqueue(frame);
        _bytes += frame.Length;
        Move();
    }

    private void Move()
    {
        TaskCompletionSource old = _moved;
        _moved = New();
        old.SetResult();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
