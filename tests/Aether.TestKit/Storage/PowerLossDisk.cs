using Aether.Execution.Storage.Log;
using Aether.TestKit.Simulation;

namespace Aether.TestKit.Storage;

/// <summary>
/// A disk of log files that remembers which writes and names no sync has followed: a power loss keeps any of their
/// sectors, in any order, some of them half.
/// </summary>
/// <remarks><b>Threads</b>: one at a time.</remarks>
public sealed class PowerLossDisk : ILogDisk
{
    private const int SectorBytes = 512;

    private readonly Dictionary<string, DiskFile> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DiskFile> _deleted = new(StringComparer.Ordinal);
    private HashSet<string> _durableNames = new(StringComparer.Ordinal);

    /// <summary>Writes, truncations, syncs and changes of names so far.</summary>
    public long Operations { get; private set; }

    /// <summary>The operation with this number fails, and every later one; negative for none.</summary>
    public long FailAt { get; set; } = -1;

    /// <summary>Called at the end of each operation.</summary>
    public Action? AfterOperation { get; set; }

    /// <inheritdoc/>
    public IReadOnlyList<string> List() => [.. _files.Keys.Order(StringComparer.Ordinal)];

    /// <inheritdoc/>
    public ILogFile Create(string name)
    {
        Step();
        DiskFile file = new(this);
        _files.Add(name, file);
        Done();
        return file;
    }

    /// <inheritdoc/>
    public ILogFile Open(string name) =>
        _files.TryGetValue(name, out DiskFile? file) ? file : throw new IOException($"there is no file {name}");

    /// <inheritdoc/>
    public void Delete(string name)
    {
        Step();
        _deleted[name] = _files[name];
        _files.Remove(name);
        Done();
    }

    /// <inheritdoc/>
    public void SyncNames()
    {
        Step();
        _durableNames = new HashSet<string>(_files.Keys, StringComparer.Ordinal);
        _deleted.Clear();
        Done();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // The image outlives the process.
    }

    /// <summary>The bytes of a file as the running process sees them, for damage in place.</summary>
    public byte[] Content(string name) => _files[name].Current;

    /// <summary>What the disk may hold after the power failed now.</summary>
    public PowerLossDisk LosePower(SimulationRandom random)
    {
        PowerLossDisk image = new();
        foreach ((string name, DiskFile file) in _files)
        {
            if (_durableNames.Contains(name) || random.Chance(1, 2))
            {
                image._files[name] = new DiskFile(image, file.LosePower(random));
            }
        }
        foreach ((string name, DiskFile file) in _deleted)
        {
            if (_durableNames.Contains(name) && random.Chance(1, 2))
            {
                image._files.TryAdd(name, new DiskFile(image, file.LosePower(random)));
            }
        }
        image._durableNames = new HashSet<string>(image._files.Keys, StringComparer.Ordinal);
        return image;
    }

    /// <summary>What the disk holds after only the process ended.</summary>
    public PowerLossDisk Copy()
    {
        PowerLossDisk image = new();
        foreach ((string name, DiskFile file) in _files)
        {
            image._files[name] = new DiskFile(image, [.. file.Current]);
        }
        image._durableNames = new HashSet<string>(image._files.Keys, StringComparer.Ordinal);
        return image;
    }

    private void Step()
    {
        if (FailAt >= 0 && Operations >= FailAt)
        {
            throw new IOException("the disk is gone");
        }
        Operations++;
    }

    private void Done() => AfterOperation?.Invoke();

    private sealed class DiskFile : ILogFile
    {
        private readonly PowerLossDisk _disk;
        private readonly List<(long Offset, byte[] Bytes)> _unsynced = [];
        private byte[] _durable = [];

        public DiskFile(PowerLossDisk disk) => _disk = disk;

        public DiskFile(PowerLossDisk disk, byte[] content)
        {
            _disk = disk;
            _durable = content;
            Current = [.. content];
        }

        public byte[] Current { get; private set; } = [];

        public long Length => Current.Length;

        public int Read(long offset, Span<byte> into)
        {
            int count = (int)Math.Clamp(Current.Length - offset, 0, into.Length);
            Current.AsSpan((int)Math.Min(offset, Current.Length), count).CopyTo(into);
            return count;
        }

        public void Write(long offset, ReadOnlySpan<byte> bytes)
        {
            _disk.Step();
            Current = Put(Current, offset, bytes);
            _unsynced.Add((offset, bytes.ToArray()));
            _disk.Done();
        }

        public void Truncate(long length)
        {
            _disk.Step();
            Current = Current[..(int)length];
            // Kept simple: a cut that is not synced yet may be undone as a whole.
            _unsynced.Add((length, []));
            _disk.Done();
        }

        public void Sync()
        {
            _disk.Step();
            _durable = [.. Current];
            _unsynced.Clear();
            _disk.Done();
        }

        public void Dispose()
        {
            // The image outlives the process.
        }

        public byte[] LosePower(SimulationRandom random)
        {
            byte[] content = [.. _durable];
            foreach ((long offset, byte[] bytes) in _unsynced)
            {
                if (bytes.Length == 0)
                {
                    content = random.Chance(1, 2) && offset <= content.Length ? content[..(int)offset] : content;
                    continue;
                }
                content = LoseSectors(random, content, offset, bytes);
            }
            return content;
        }

        private static byte[] LoseSectors(SimulationRandom random, byte[] content, long offset, byte[] bytes)
        {
            int kind = random.Below(4);
            int at = 0;
            while (at < bytes.Length)
            {
                int toBoundary = SectorBytes - (int)((offset + at) % SectorBytes);
                int count = Math.Min(toBoundary, bytes.Length - at);
                int kept = kind switch
                {
                    0 => count,
                    1 => 0,
                    _ => random.Below(4) switch { 0 => 0, 1 => random.Below(count + 1), _ => count },
                };
                content = Put(content, offset + at, bytes.AsSpan(at, kept));
                at += count;
            }
            // The length may be on disk before what it covers.
            if (random.Chance(1, 3))
            {
                content = Put(content, offset + bytes.Length, []);
            }
            return content;
        }

        private static byte[] Put(byte[] content, long offset, ReadOnlySpan<byte> bytes)
        {
            int end = (int)offset + bytes.Length;
            if (end > content.Length)
            {
                Array.Resize(ref content, end);
            }
            bytes.CopyTo(content.AsSpan((int)offset));
            return content;
        }
    }
}
