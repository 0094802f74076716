namespace Aether.Node.Devnet.Control;

/// <summary>The clock of a chain for development: it can be stopped, and put forward, never back.</summary>
/// <remarks>
/// Consensus reads both of its hands: monotonic time paces views, the wall clock dates blocks. Nothing else of a block
/// depends on it, so a chain that it drove is valid like any other; only its dates are not those of the world.
/// <b>Threads</b>: any.
/// </remarks>
internal sealed class DevClock(TimeProvider real) : TimeProvider
{
    private readonly Lock _lock = new();
    // Monotonic time that was skipped, less what passed while the clock stood.
    private TimeSpan _shift;
    // What the wall clock is ahead beside that.
    private TimeSpan _extra;
    private (long Timestamp, DateTimeOffset Wall)? _stood;

    /// <summary>The clock goes.</summary>
    public bool IsRunning
    {
        get
        {
            lock (_lock)
            {
                return _stood is null;
            }
        }
    }

    /// <summary>Milliseconds that the wall clock is ahead of the real one; negative while it stands or stood.</summary>
    public long OffsetMs => (long)(GetUtcNow() - real.GetUtcNow()).TotalMilliseconds;

    /// <inheritdoc/>
    public override long TimestampFrequency => real.TimestampFrequency;

    /// <inheritdoc/>
    public override long GetTimestamp()
    {
        lock (_lock)
        {
            return TimestampUnsynchronized();
        }
    }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            return WallUnsynchronized();
        }
    }

    /// <summary>Stops the clock.</summary>
    public void Stop()
    {
        lock (_lock)
        {
            _stood ??= (TimestampUnsynchronized(), WallUnsynchronized());
        }
    }

    /// <summary>Lets it go on from where it stands. A wall clock that fell behind the real one catches up.</summary>
    public void Go()
    {
        lock (_lock)
        {
            if (_stood is not { } stood)
            {
                return;
            }
            _stood = null;
            _shift += real.GetElapsedTime(TimestampUnsynchronized(), stood.Timestamp);
            _extra = stood.Wall - real.GetUtcNow() - _shift;
            if (_shift + _extra < TimeSpan.Zero)
            {
                _extra = -_shift;
            }
        }
    }

    /// <summary>Puts both hands forward.</summary>
    public void Skip(TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero);
        lock (_lock)
        {
            if (_stood is { } stood)
            {
                _stood = (stood.Timestamp + Ticks(time), stood.Wall + time);
            }
            else
            {
                _shift += time;
            }
        }
    }

    /// <summary>Puts the wall clock alone forward: the next block is younger by so much.</summary>
    public void Advance(TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero);
        lock (_lock)
        {
            if (_stood is { } stood)
            {
                _stood = (stood.Timestamp, stood.Wall + time);
            }
            else
            {
                _extra += time;
            }
        }
    }

    /// <summary>Puts the wall clock forward to a time that has been on this chain before.</summary>
    public void CatchUp(DateTimeOffset seen)
    {
        TimeSpan behind = seen - GetUtcNow();
        if (behind > TimeSpan.Zero)
        {
            Advance(behind);
        }
    }

    private long TimestampUnsynchronized() => _stood?.Timestamp ?? real.GetTimestamp() + Ticks(_shift);

    private DateTimeOffset WallUnsynchronized() => _stood?.Wall ?? real.GetUtcNow() + _shift + _extra;

    private long Ticks(TimeSpan time) => (long)(time.TotalSeconds * real.TimestampFrequency);
}
