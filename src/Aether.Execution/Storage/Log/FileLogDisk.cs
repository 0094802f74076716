using Aether.Native.Files;

namespace Aether.Execution.Storage.Log;

/// <summary>Log segments in a folder of the file system.</summary>
public sealed class FileLogDisk : ILogDisk
{
    private readonly DurableFolder _folder;

    private FileLogDisk(DurableFolder folder) => _folder = folder;

    /// <summary>Opens a folder, made if needed.</summary>
    /// <exception cref="IOException">The folder cannot be used.</exception>
    public static FileLogDisk At(string folder) => new(DurableFolder.Open(folder));

    /// <inheritdoc/>
    public IReadOnlyList<string> List() => _folder.List();

    /// <inheritdoc/>
    public ILogFile Create(string name) => new LogFile(_folder.Create(name));

    /// <inheritdoc/>
    public ILogFile Open(string name) => new LogFile(_folder.OpenFile(name));

    /// <inheritdoc/>
    public void Delete(string name) => _folder.Delete(name);

    /// <inheritdoc/>
    public void SyncNames() => _folder.Sync();

    /// <inheritdoc/>
    public void Dispose()
    {
        // Files are closed by whoever opened them.
    }

    private sealed class LogFile(DurableFile file) : ILogFile
    {
        public long Length => file.Length;

        public int Read(long offset, Span<byte> into) => file.Read(offset, into);

        public void Write(long offset, ReadOnlySpan<byte> bytes) => file.Write(offset, bytes);

        public void Truncate(long length) => file.Truncate(length);

        public void Sync() => file.SyncData();

        public void Dispose() => file.Dispose();
    }
}
