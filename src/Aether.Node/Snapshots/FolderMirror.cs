using Aether.Native;

namespace Aether.Node.Snapshots;

/// <summary>Named bytes in the files of a folder. A name that is there has all its bytes on disk.</summary>
internal sealed class FolderMirror(string folder) : ISnapshotMirror
{
    private const string Unfinished = ".tmp";

    /// <summary>The folder.</summary>
    public string Folder { get; } = Path.GetFullPath(folder);

    /// <inheritdoc/>
    public Task<byte[]?> TryReadAsync(string name, int maxBytes, CancellationToken cancellation) => Guard(() =>
    {
        string path = PathOf(name);
        if (!File.Exists(path))
        {
            return null;
        }
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        byte[] bytes = new byte[Math.Min(file.Length, maxBytes + 1L)];
        file.ReadExactly(bytes);
        return bytes;
    });

    /// <inheritdoc/>
    public Task WriteAsync(string name, ReadOnlyMemory<byte> bytes, CancellationToken cancellation) => Guard(() =>
    {
        string path = PathOf(name);
        string parent = Path.GetDirectoryName(path)!;
        if (!Directory.Exists(parent))
        {
            Directory.CreateDirectory(parent);
            Libc.FlushDirectory(Path.GetDirectoryName(parent)!);
        }
        string temporary = path + Unfinished;
        using (FileStream file = new(temporary, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
        {
            file.Write(bytes.Span);
            file.Flush(flushToDisk: true);
        }
        File.Move(temporary, path, overwrite: true);
        Libc.FlushDirectory(parent);
        return true;
    });

    /// <inheritdoc/>
    public Task<bool> ExistsAsync(string name, CancellationToken cancellation) =>
        Guard(() => File.Exists(PathOf(name)));

    /// <inheritdoc/>
    public Task DeleteAsync(string name, CancellationToken cancellation) => Guard(() =>
    {
        string path = PathOf(name);
        if (File.Exists(path))
        {
            File.Delete(path);
            Libc.FlushDirectory(Path.GetDirectoryName(path)!);
        }
        return true;
    });

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken cancellation) => Guard(() =>
    {
        if (!Directory.Exists(Folder))
        {
            return (IReadOnlyList<string>)[];
        }
        return [.. Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Folder, path).Replace('\\', '/'))
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal)
                && !name.EndsWith(Unfinished, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)];
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        // Files are open only while they are read or written.
    }

    private string PathOf(string name) => Path.Combine(Folder, name);

    private Task<T> Guard<T>(Func<T> work)
    {
        try
        {
            return Task.FromResult(work());
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Task.FromException<T>(
                new MirrorException($"the snapshot folder {Folder} cannot be used: {error.Message}", error));
        }
    }
}
