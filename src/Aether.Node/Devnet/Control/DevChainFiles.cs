using Aether.Node.Indexing;
using Aether.Node.Storage;

namespace Aether.Node.Devnet.Control;

/// <summary>The files of a chain for development: what its one node writes, and nothing of a run.</summary>
/// <remarks>A copy of all of them, made while none changes, is what a crash at that moment would have left.</remarks>
/// <param name="root">The chain's folder.</param>
/// <param name="nodeFolder">The data folder of its node.</param>
/// <param name="keyFile">The validator's keys, which evolve.</param>
internal sealed class DevChainFiles(string root, string nodeFolder, string keyFile)
{
    /// <summary>The chain's folder.</summary>
    public string Root { get; } = root;

    /// <summary>Each file or folder by its name in a copy, and where it lies.</summary>
    public IReadOnlyList<(string Name, string Path)> Parts { get; } =
    [
        ("db", NodeStore.StoreFolder(nodeFolder)),
        ("log", NodeStore.LogFolder(nodeFolder)),
        ("index", Path.Combine(nodeFolder, IndexFiles.FolderName)),
        ("safety.log", Path.Combine(nodeFolder, "safety.log")),
        ("validator.json", keyFile),
    ];

    /// <summary>The files of one part with what shows that one was written: its length and time.</summary>
    public static IEnumerable<(string Path, long Bytes, DateTime Written)> FilesOf(string part)
    {
        if (!Directory.Exists(part))
        {
            FileInfo file = new(part);
            return file.Exists ? [(file.FullName, file.Length, file.LastWriteTimeUtc)] : [];
        }
        return new DirectoryInfo(part).EnumerateFiles("*", SearchOption.AllDirectories)
            .Where(static file => !IsOfRun(file.Name))
            .OrderBy(static file => file.FullName, StringComparer.Ordinal)
            .Select(static file => (file.FullName, file.Length, file.LastWriteTimeUtc));
    }

    /// <summary>Removes a file or folder, if it is there.</summary>
    public static void Remove(string part)
    {
        if (Directory.Exists(part))
        {
            Directory.Delete(part, recursive: true);
        }
        else if (File.Exists(part))
        {
            File.Delete(part);
        }
    }

    // RocksDB's lock, and what it tells people.
    private static bool IsOfRun(string name) =>
        name is "LOCK" or "LOG" || name.StartsWith("LOG.old", StringComparison.Ordinal);
}
