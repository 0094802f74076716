namespace Aether.Node.Snapshots;

/// <summary>Slows background work down to a number of bytes a second, so that blocks go on meanwhile.</summary>
/// <param name="bytesPerSecond">0 for no limit.</param>
/// <param name="time">Clock.</param>
internal sealed class SnapshotPace(long bytesPerSecond, TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();
    private long _bytes;

    /// <summary>Waits until so many more bytes are due.</summary>
    public Task SpendAsync(long bytes, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        _bytes += bytes;
        if (bytesPerSecond == 0)
        {
            return Task.CompletedTask;
        }
        TimeSpan due = TimeSpan.FromSeconds((double)_bytes / bytesPerSecond);
        TimeSpan wait = due - time.GetElapsedTime(_start);
        return wait > TimeSpan.Zero ? Task.Delay(wait, time, cancellation) : Task.CompletedTask;
    }
}
