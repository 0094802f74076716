namespace Aether.Native.Files;

/// <summary>A folder of <see cref="DurableFile"/>s.</summary>
/// <remarks><b>Errors</b>: <see cref="IOException"/> and <see cref="UnauthorizedAccessException"/>.</remarks>
public sealed class DurableFolder
{
    private readonly string _path;

    private DurableFolder(string path) => _path = path;

    /// <summary>Opens a folder, made if needed; its own name is on disk when this returns.</summary>
    public static DurableFolder Open(string path)
    {
        string full = Path.GetFullPath(path);
        if (!Directory.Exists(full))
        {
            Directory.CreateDirectory(full);
            Libc.FlushDirectory(Path.GetDirectoryName(full)!);
        }
        return new DurableFolder(full);
    }

    /// <summary>Names of the files in it, ascending by ordinal.</summary>
    public IReadOnlyList<string> List() =>
        [.. Directory.EnumerateFiles(_path).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    /// <summary>Makes a file that must not exist.</summary>
    public DurableFile Create(string name) => DurableFile.Create(Path.Combine(_path, name));

    /// <summary>Opens a file that exists.</summary>
    public DurableFile OpenFile(string name) => DurableFile.Open(Path.Combine(_path, name));

    /// <summary>Removes a file.</summary>
    public void Delete(string name) => File.Delete(Path.Combine(_path, name));

    /// <summary>Names made and removed before are so on disk.</summary>
    public void Sync() => Libc.FlushDirectory(_path);
}
