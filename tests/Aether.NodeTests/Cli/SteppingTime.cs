namespace Aether.NodeTests.Cli;

/// <summary>A clock that stands still until somebody waits, and then jumps to the end of the wait.</summary>
internal sealed class SteppingTime : TimeProvider
{
    private long _ticks;

    /// <summary>The time of day.</summary>
    public DateTimeOffset Now { get; set; } = DateTimeOffset.UnixEpoch.AddSeconds(6);

    /// <summary>How much was waited for.</summary>
    public TimeSpan Waited => TimeSpan.FromTicks(_ticks);

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override long GetTimestamp() => _ticks;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => Now + Waited;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime > TimeSpan.Zero)
        {
            _ticks += dueTime.Ticks;
        }
        if (dueTime >= TimeSpan.Zero)
        {
            ThreadPool.QueueUserWorkItem(_ => callback(state));
        }
        return new Elapsed();
    }

    private sealed class Elapsed : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
            // Nothing runs.
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
