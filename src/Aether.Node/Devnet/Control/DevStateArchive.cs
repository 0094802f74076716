using System.Formats.Tar;
using System.IO.Compression;
using Aether.Core;
using Aether.Node.Options;

namespace Aether.Node.Devnet.Control;

/// <summary>A chain for development in one compressed file: its genesis, and the files that its node writes.</summary>
internal static class DevStateArchive
{
    private const string ChainFolder = "chain";
    private const string MarkerName = "devnet.json";

    // The last entry: half a file has none.
    private const string EndName = "end";

    /// <summary>Packs a chain.</summary>
    /// <param name="root">Its folder, for the genesis.</param>
    /// <param name="copy">A copy of its other files, by their names there.</param>
    /// <exception cref="DevSnapshotException">It is too large for one answer.</exception>
    public static byte[] Pack(string root, string copy)
    {
        using MemoryStream packed = new();
        using (GZipStream compressed = new(packed, CompressionLevel.Fastest, leaveOpen: true))
        using (TarWriter tar = new(compressed))
        {
            Add(tar, packed, Path.Combine(root, DevnetFolder.GenesisName), DevnetFolder.GenesisName);
            Add(tar, packed, Path.Combine(root, MarkerName), MarkerName);
            foreach ((string file, _, _) in DevChainFiles.FilesOf(copy))
            {
                Add(tar, packed, file, $"{ChainFolder}/{Path.GetRelativePath(copy, file)}");
            }
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, EndName));
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
            using GZipStream compressed = new(packed, CompressionMode.Decompress);
            using TarReader tar = new(compressed);
            long room = Limits.Development.MaxLoadedBytes;
            int count = 0;
            bool ended = false;
            while (tar.GetNextEntry() is { } entry && !IsEnd(entry, ref ended))
            {
                if (++count > Limits.Development.MaxLoadedFiles)
                {
                    throw new InvalidDataException($"it has more than {Limits.Development.MaxLoadedFiles} files");
                }
                room -= Write(entry, TargetOf(entry, files), room);
            }
            RequireWhole(files, ended);
        }
        catch (Exception error) when (error is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new NodeStartException(
                ExitCode.Usage, $"{path} cannot be loaded as the state of a chain for development: {error.Message}");
        }
    }

    private static void Add(TarWriter tar, MemoryStream packed, string file, string name)
    {
        tar.WriteEntry(file, name);
        RequireSmall(packed.Length);
    }

    private static void RequireSmall(long bytes)
    {
        if (bytes > Limits.Development.MaxDumpBytes)
        {
            throw new DevSnapshotException(
                $"the state is larger than {Limits.Development.MaxDumpBytes} bytes, the most of one answer; run with "
                + "--persist DIR and copy that folder while the node is stopped");
        }
    }

    // Only names that Pack gives: nothing is written elsewhere, and no link is followed.
    private static string TargetOf(TarEntry entry, DevChainFiles files)
    {
        string[] names = entry.Name.Split('/');
        bool isPlain = entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile
            && !entry.Name.Contains('\\', StringComparison.Ordinal)
            && names.All(static name => name is not ("" or "." or ".."));
        if (isPlain && names is [DevnetFolder.GenesisName or MarkerName])
        {
            return Path.Combine(files.Root, names[0]);
        }
        (string Name, string Path) part = isPlain && names is [ChainFolder, _, ..]
            ? files.Parts.FirstOrDefault(part => part.Name == names[1])
            : default;
        return part.Path is { } path
            ? Path.Combine([path, .. names[2..]])
            : throw new InvalidDataException($"it has no business with a file named '{entry.Name}'");
    }

    private static long Write(TarEntry entry, string target, long room)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            // One of them has keys.
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }
        using FileStream file = new(target, options);
        if (entry.DataStream is not { } data)
        {
            return 0;
        }
        byte[] buffer = new byte[81_920];
        int count;
        while ((count = data.Read(buffer)) > 0)
        {
            if (file.Length + count > room)
            {
                throw new InvalidDataException($"it unpacks to more than {Limits.Development.MaxLoadedBytes} bytes");
            }
            file.Write(buffer, 0, count);
        }
        return file.Length;
    }

    private static bool IsEnd(TarEntry entry, ref bool ended) => ended = entry.Name == EndName;

    private static void RequireWhole(DevChainFiles files, bool ended)
    {
        if (!ended)
        {
            throw new InvalidDataException("its end is missing");
        }
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
