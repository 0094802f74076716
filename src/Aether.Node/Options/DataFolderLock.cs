using System.Text.Json;

namespace Aether.Node.Options;

/// <summary>One process per data folder: an exclusive lock on a file that names its holder.</summary>
/// <remarks>
/// The lock is the operating system's, so it ends with its process however that ends. What the holder wrote about
/// itself stays behind then, and the next holder takes it away: <see cref="Stale"/>.
/// </remarks>
internal sealed class DataFolderLock : IDisposable
{
    private readonly FileStream _file;
    private readonly string _holderPath;

    private DataFolderLock(FileStream file, string holderPath, FolderHolder? stale)
    {
        _file = file;
        _holderPath = holderPath;
        Stale = stale;
    }

    /// <summary>The holder before, when it ended without letting the folder go; else null.</summary>
    public FolderHolder? Stale { get; }

    /// <summary>Creates the folder if needed and locks it.</summary>
    /// <exception cref="NodeStartException">Another process holds it, or the folder cannot be written.</exception>
    public static DataFolderLock Acquire(string folder, string purpose)
    {
        string path = Path.Combine(folder, "LOCK");
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new NodeStartException(
                ExitCode.Refused,
                $"cannot create the data folder {folder}: {error.Message} Choose another one with --data.");
        }
        string holder = path + ".holder";
        try
        {
            // Only FileShare.None takes an exclusive lock on Linux; the holder's name lies beside it, readable by
            // anyone.
            FileStream file = new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            FolderHolder? stale = FolderHolder.TryRead(holder);
            File.WriteAllBytes(holder, JsonSerializer.SerializeToUtf8Bytes(FolderHolder.Own(purpose)));
            return new DataFolderLock(file, holder, stale);
        }
        catch (IOException)
        {
            string who = FolderHolder.TryRead(holder)?.Describe() ?? "another process";
            throw new NodeStartException(
                ExitCode.Refused,
                $"the data folder {folder} is in use by {who}; stop that process or choose another folder with "
                + "--data.");
        }
        catch (UnauthorizedAccessException)
        {
            throw new NodeStartException(
                ExitCode.Refused,
                $"cannot write to the data folder {folder}; make it writable or choose another one with --data.");
        }
    }

    /// <summary>Releases the folder.</summary>
    public void Dispose()
    {
        try
        {
            File.Delete(_holderPath);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The folder is gone or read-only: the lock itself still ends with the file below.
        }
        _file.Dispose();
    }
}
