using System.Globalization;
using System.Text.Json;
using Aether.Core;
using Aether.Native;

namespace Aether.Node.Devnet.Control;

/// <summary>Copies of a chain's files, each in a folder of its own beside them.</summary>
/// <remarks>
/// A copy has its name only when it is whole, and putting the chain back is finished at the next start when something
/// ended it half-way (<see cref="Finish"/>). <b>Threads</b>: one at a time. <b>Errors</b>:
/// <see cref="DevSnapshotException"/>.
/// </remarks>
internal sealed class DevSnapshots
{
    private const string FolderName = "snapshots";
    private const string MadeName = "made";
    private const string RestoringName = "restoring";
    private const string MetaName = "snapshot.json";

    private readonly DevChainFiles _files;
    private readonly string _folder;
    private ulong _last;

    /// <summary>Those of a chain.</summary>
    public DevSnapshots(DevChainFiles files)
    {
        _files = files;
        _folder = Path.Combine(files.Root, FolderName);
        // Not what is in them: one may be half removed, which Finish ends.
        _last = Numbers().LastOrDefault();
    }

    /// <summary>All, the oldest first.</summary>
    public IReadOnlyList<DevSnapshot> List() => [.. Numbers().Select(Read)];

    /// <summary>The one of a number; null when there is none.</summary>
    public DevSnapshot? Find(ulong id) => Directory.Exists(FolderOf(id)) ? Read(id) : null;

    /// <summary>Copies the chain's files. Null when one of them changed meanwhile, and then there is no copy.</summary>
    /// <param name="describe">Gives the snapshot for its number, once the files are copied.</param>
    public DevSnapshot? TryTake(Func<ulong, DevSnapshot> describe)
    {
        if (Numbers().Length >= Limits.Development.MaxSnapshots)
        {
            throw new DevSnapshotException(
                $"there are {Limits.Development.MaxSnapshots} snapshots, which is the most; going back to one removes "
                + "it and those after it")
            {
                IsLimit = true,
            };
        }
        string made = Path.Combine(_folder, MadeName);
        try
        {
            DevSnapshot? snapshot = null;
            if (!TryCopy(made, () => snapshot = describe(_last + 1)))
            {
                return null;
            }
            File.WriteAllBytes(Path.Combine(made, MetaName), JsonSerializer.SerializeToUtf8Bytes(snapshot));
            Directory.Move(made, FolderOf(snapshot!.Id));
            _last = snapshot.Id;
            return snapshot;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DevSnapshotException($"the chain's files cannot be copied: {error.Message}", error);
        }
    }

    /// <summary>The chain's files in one archive. Null when one of them changed meanwhile.</summary>
    public byte[]? TryDump()
    {
        string made = Path.Combine(_folder, MadeName);
        try
        {
            return TryCopy(made, static () => { }) ? DevStateArchive.Pack(_files.Root, made) : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DevSnapshotException($"the chain's files cannot be copied: {error.Message}", error);
        }
        finally
        {
            DevChainFiles.Remove(made);
        }
    }

    /// <summary>
    /// Puts the chain's files back as they were. The snapshot and those after it are used up. Nobody has the files
    /// open.
    /// </summary>
    public void Restore(DevSnapshot snapshot)
    {
        try
        {
            string folder = FolderOf(snapshot.Id);
            IEnumerable<string> parts = _files.Parts.Select(static part => part.Name)
                .Where(name => Exists(Path.Combine(folder, name)));
            string made = Path.Combine(_folder, MadeName);
            DevChainFiles.Remove(made);
            File.WriteAllLines(made, [Path.GetFileName(folder), .. parts]);
            File.Move(made, RestoringPath);
            Finish();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DevSnapshotException(
                $"the chain's files cannot be put back: {error.Message}; the next start tries again", error);
        }
    }

    /// <summary>Finishes what a process that ended left half done. Before anybody opens the chain.</summary>
    public void Finish()
    {
        DevChainFiles.Remove(Path.Combine(_folder, MadeName));
        if (!File.Exists(RestoringPath))
        {
            return;
        }
        string[] lines = File.ReadAllLines(RestoringPath);
        if (lines is not [{ } number, ..] || !TryNumber(number, out ulong id))
        {
            throw new DevSnapshotException(
                $"{RestoringPath} names no snapshot; remove it if the chain is to go on as it is");
        }
        foreach ((string name, string path) in _files.Parts)
        {
            string part = Path.Combine(FolderOf(id), name);
            bool isMoved = lines.Contains(name) && !Exists(part);
            if (!isMoved)
            {
                DevChainFiles.Remove(path);
            }
            if (Exists(part))
            {
                Directory.Move(part, path);
            }
        }
        foreach (ulong used in Numbers().Where(used => used >= id))
        {
            Directory.Delete(FolderOf(used), recursive: true);
        }
        File.Delete(RestoringPath);
    }

    // False when a file changed between the first look and the one after the copy.
    private bool TryCopy(string to, Action copied)
    {
        DevChainFiles.Remove(to);
        Directory.CreateDirectory(to);
        (string Path, long Bytes, DateTime Written)[] before = [.. AllFiles()];
        RequireRoom(before.Sum(static file => file.Bytes));
        try
        {
            foreach ((string name, string path) in _files.Parts)
            {
                foreach ((string file, _, _) in DevChainFiles.FilesOf(path))
                {
                    string inside = Path.GetRelativePath(path, file);
                    string copy = inside == "." ? Path.Combine(to, name) : Path.Combine(to, name, inside);
                    Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                    Copy(file, copy);
                }
            }
        }
        catch (FileNotFoundException)
        {
            // It was removed after it was listed.
            return false;
        }
        copied();
        return AllFiles().SequenceEqual(before);
    }

    // Their owners have some of them locked, and keys are readable by their owner alone in a copy too.
    private static void Copy(string file, string copy)
    {
        using FileStream from = new(Libc.OpenUnlocked(file), FileAccess.Read);
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = File.GetUnixFileMode(file);
        }
        using FileStream to = new(copy, options);
        from.CopyTo(to);
    }

    private IEnumerable<(string Path, long Bytes, DateTime Written)> AllFiles() =>
        _files.Parts.SelectMany(static part => DevChainFiles.FilesOf(part.Path));

    private void RequireRoom(long bytes)
    {
        long free = new DriveInfo(Path.GetFullPath(_folder)).AvailableFreeSpace;
        if (free - bytes < Limits.Development.SnapshotReserveBytes)
        {
            throw new DevSnapshotException(
                $"a snapshot takes {bytes} bytes and {free} are free, of which "
                + $"{Limits.Development.SnapshotReserveBytes} stay so")
            {
                IsLimit = true,
            };
        }
    }

    private DevSnapshot Read(ulong id)
    {
        try
        {
            return JsonSerializer.Deserialize<DevSnapshot>(File.ReadAllBytes(Path.Combine(FolderOf(id), MetaName)))!;
        }
        catch (Exception error) when (error is IOException or JsonException or UnauthorizedAccessException)
        {
            throw new DevSnapshotException($"{FolderOf(id)} is no snapshot: {error.Message}; remove the folder", error);
        }
    }

    // Of the folders that there are, the lowest first.
    private ulong[] Numbers()
    {
        if (!Directory.Exists(_folder))
        {
            return [];
        }
        List<ulong> numbers = [];
        foreach (string folder in Directory.EnumerateDirectories(_folder))
        {
            if (TryNumber(Path.GetFileName(folder), out ulong id))
            {
                numbers.Add(id);
            }
        }
        return [.. numbers.Order()];
    }

    private static bool TryNumber(string text, out ulong id) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out id);

    private static bool Exists(string part) => Directory.Exists(part) || File.Exists(part);

    private string RestoringPath => Path.Combine(_folder, RestoringName);

    private string FolderOf(ulong id) => Path.Combine(_folder, id.ToString(CultureInfo.InvariantCulture));
}
