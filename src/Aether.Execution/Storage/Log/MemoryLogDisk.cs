namespace Aether.Execution.Storage.Log;

/// <summary>Log segments in memory, for tests. Everything written counts as synced.</summary>
/// <remarks><b>Threads</b>: one at a time.</remarks>
public sealed class MemoryLogDisk : ILogDisk
{
    private readonly SortedDictionary<string, Bytes> _files = new(StringComparer.Ordinal);

    /// <summary>The content of a file, shared.</summary>
    public Span<byte> this[string name] => _files[name].Content;

    /// <inheritdoc/>
    public IReadOnlyList<string> List() => [.. _files.Keys];

    /// <inheritdoc/>
    public ILogFile Create(string name)
    {
        Bytes file = new();
        if (!_files.TryAdd(name, file))
        {
            throw new IOException($"the file {name} exists");
        }
        return file;
    }

    /// <inheritdoc/>
    public ILogFile Open(string name) =>
        _files.TryGetValue(name, out Bytes? file) ? file : throw new IOException($"there is no file {name}");

    /// <inheritdoc/>
    public void Delete(string name) => _files.Remove(name);

    /// <inheritdoc/>
    public void SyncNames()
    {
        // Memory has no names that lag behind.
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // A test may open the same disk again.
    }

    private sealed class Bytes : ILogFile
    {
        private byte[] _bytes = new byte[4_096];
        private int _length;

        public long Length => _length;

        public Span<byte> Content => _bytes.AsSpan(0, _length);

        public int Read(long offset, Span<byte> into)
        {
            int count = (int)Math.Clamp(_length - offset, 0, into.Length);
            _bytes.AsSpan((int)Math.Min(offset, _length), count).CopyTo(into);
            return count;
        }

        public void Write(long offset, ReadOnlySpan<byte> bytes)
        {
            int end = checked((int)offset + bytes.Length);
            if (end > _bytes.Length)
            {
                Array.Resize(ref _bytes, Math.Max(end, 2 * _bytes.Length));
            }
            bytes.CopyTo(_bytes.AsSpan((int)offset));
            _length = Math.Max(_length, end);
        }

        public void Truncate(long length)
        {
            _bytes.AsSpan((int)length, _length - (int)length).Clear();
            _length = (int)length;
        }

        public void Sync()
        {
            // Nothing lies between memory and memory.
        }

        public void Dispose()
        {
            // The content stays on the disk.
        }
    }
}
