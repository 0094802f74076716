using System.Diagnostics;
using Aether.Execution.Storage.Log;

namespace Aether.Node.Telemetry;

/// <summary>The disk of the block log, with the times of what waits for it.</summary>
/// <remarks><b>Ownership</b>: disposes of the disk below.</remarks>
internal sealed class MeteredLogDisk(ILogDisk disk, FsyncTimes times) : ILogDisk
{
    /// <inheritdoc/>
    public IReadOnlyList<string> List() => disk.List();

    /// <inheritdoc/>
    public ILogFile Create(string name) => new MeteredFile(disk.Create(name), times);

    /// <inheritdoc/>
    public ILogFile Open(string name) => new MeteredFile(disk.Open(name), times);

    /// <inheritdoc/>
    public void Delete(string name) => disk.Delete(name);

    /// <inheritdoc/>
    public void SyncNames() => disk.SyncNames();

    /// <inheritdoc/>
    public void Dispose() => disk.Dispose();

    private sealed class MeteredFile(ILogFile file, FsyncTimes times) : ILogFile
    {
        public long Length => file.Length;

        public int Read(long offset, Span<byte> into) => file.Read(offset, into);

        public void Write(long offset, ReadOnlySpan<byte> bytes) => file.Write(offset, bytes);

        public void Truncate(long length) => file.Truncate(length);

        public void Sync()
        {
            long start = Stopwatch.GetTimestamp();
            file.Sync();
            times.Record("blocks", Stopwatch.GetElapsedTime(start));
        }

        public void Dispose() => file.Dispose();
    }
}
