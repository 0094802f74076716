using System.IO.Compression;
using Aether.Core;
using Aether.Node.Options;

namespace Aether.Node.Devnet.Control;

/// <summary>A chain for development in one compressed file: its genesis, and the files that its node writes.</summary>
/// <remarks>A zip: its list of files is its end, so half a file has none, and it claims no length that is believed.
/// </remarks>
internal static class DevStateArchive
{
    private const string ChainFolder = "chain";
    private const string MarkerName = "devnet.json";
    private const int CopyBytes = 81_920;

    /// <summary>Packs a chain.</summary>
    /// <param name="root">Its folder, for the genesis.</param>
    /// <param name="copy">A copy of its other files, by their names there.</param>
    /// <exception cref="DevSnapshotException">It is too large for one answer.</exception>
    public static byte[] Pack(string root, string copy)
    {
        using MemoryStream packed = new();
        using (ZipArchive zip = new(packed, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(zip, packed, Path.Combine(root, DevnetFolder.GenesisName), DevnetFolder.GenesisName);
            Add(zip, packed, Path.Combine(root, MarkerName), MarkerName);
            foreach ((string file, _, _) in DevChainFiles.FilesOf(copy))
            {
                Add(zip, packed, file, $"{ChainFolder}/{Path.GetRelativePath(copy, file)}");
            }
        }
        RequireSmall(packed.Length);
        return packed.ToArray();
    }

    /// <summary>Unpacks a chain into an empty folder.</summary>
    /// <param name="path">The file.</param>
    /// <param name="files">Where its files go.</param>
    /// <exception cref="NodeStartException">It cannot be read, or is something else.</exception>
    public static void Unpack(string path, DevChainFiles files)
    {
        try
        {
            using FileStream packed = File.OpenRead(path);
            if (packed.Length > Limits.Development.MaxDumpBytes)
            {
                throw new InvalidDataException($"it is larger than {Limits.Development.MaxDumpBytes} bytes");
            }
            using ZipArchive zip = new(packed, ZipArchiveMode.Read);
            if (zip.Entries.Count > Limits.Development.MaxLoadedFiles)
            {
                throw new InvalidDataException($"it has more than {Limits.Development.MaxLoadedFiles} files");
            }
            long room = Limits.Development.MaxLoadedBytes;
            foreach (ZipArchiveEntry entry in zip.Entries)
            {
                room -= Write(entry, TargetOf(entry.FullName, files), room);
            }
            RequireWhole(files);
        }
        catch (Exception error) when (error is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new NodeStartException(
                ExitCode.Usage, $"{path} cannot be loaded as the state of a chain for development: {error.Message}");
        }
    }

    private static void Add(ZipArchive zip, MemoryStream packed, string file, string name)
    {
        using FileStream from = File.OpenRead(file);
        using Stream to = zip.CreateEntry(name, CompressionLevel.Fastest).Open();
        byte[] buffer = new byte[CopyBytes];
        int count;
        while ((count = from.Read(buffer)) > 0)
        {
            to.Write(buffer, 0, count);
            RequireSmall(packed.Length);
        }
    }

    private static void RequireSmall(long bytes)
    {
        if (bytes > Limits.Development.MaxDumpBytes)
        {
            throw new DevSnapshotException(
                $"the state is larger than {Limits.Development.MaxDumpBytes} bytes, the most of one answer; run with "
                + "--persist DIR and copy that folder while the node is stopped")
            {
                IsLimit = true,
            };
        }
    }

    // Only names that Pack gives: nothing is written elsewhere.
    private static string TargetOf(string name, DevChainFiles files)
    {
        string[] names = name.Split('/');
        bool isPlain = !name.Contains('\\', StringComparison.Ordinal) && !name.Contains('\0', StringComparison.Ordinal)
            && names.All(static part => part is not ("" or "." or ".."));
        if (isPlain && names is [DevnetFolder.GenesisName or MarkerName])
        {
            return Path.Combine(files.Root, names[0]);
        }
        (string Name, string Path) found = isPlain && names is [ChainFolder, _, ..]
            ? files.Parts.FirstOrDefault(part => part.Name == names[1])
            : default;
        return found.Path is { } path
            ? Path.Combine([path, .. names[2..]])
            : throw new InvalidDataException($"it has no business with a file named '{name}'");
    }

    private static long Write(ZipArchiveEntry entry, string target, long room)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            // One of them has keys.
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }
        using FileStream file = new(target, options);
        using Stream data = entry.Open();
        byte[] buffer = new byte[CopyBytes];
        long written = 0;
        int count;
        while ((count = data.Read(buffer)) > 0)
        {
            written += count;
            if (written > room)
            {
                throw new InvalidDataException($"it unpacks to more than {Limits.Development.MaxLoadedBytes} bytes");
            }
            file.Write(buffer, 0, count);
        }
        return written;
    }

    private static void RequireWhole(DevChainFiles files)
    {
        string[] needed =
        [
            Path.Combine(files.Root, DevnetFolder.GenesisName),
            Path.Combine(files.Root, MarkerName),
            .. files.Parts.Where(static part => part.Name != "index").Select(static part => part.Path),
        ];
        if (needed.FirstOrDefault(static part => !File.Exists(part) && !Directory.Exists(part)) is { } missing)
        {
            throw new InvalidDataException($"it has no {Path.GetFileName(missing)}");
        }
    }
}
