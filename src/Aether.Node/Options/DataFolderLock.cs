using System.Globalization;

namespace Aether.Node.Options;

/// <summary>One process per data folder: an exclusive lock on a file that names its holder.</summary>
internal sealed class DataFolderLock : IDisposable
{
    private readonly FileStream _file;

    private DataFolderLock(FileStream file) => _file = file;

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
        try
        {
            // Only FileShare.None takes an exclusive lock on Linux; the holder's name lies beside it, readable by
            // anyone.
            FileStream file = new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            string holder = string.Create(
                CultureInfo.InvariantCulture,
                $"pid {Environment.ProcessId} ({purpose}) since {DateTimeOffset.UtcNow:u}");
            File.WriteAllText(HolderPath(path), holder);
            return new DataFolderLock(file);
        }
        catch (IOException)
        {
            throw new NodeStartException(
                ExitCode.Refused,
                $"the data folder {folder} is in use by {ReadHolder(path)}; stop that process or choose another "
                + "folder with --data.");
        }
        catch (UnauthorizedAccessException)
        {
            throw new NodeStartException(
                ExitCode.Refused,
                $"cannot write to the data folder {folder}; make it writable or choose another one with --data.");
        }
    }

    /// <summary>Releases the folder.</summary>
    public void Dispose() => _file.Dispose();

    private static string HolderPath(string path) => path + ".holder";

    private static string ReadHolder(string path)
    {
        try
        {
            return File.ReadAllText(HolderPath(path));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "another process";
        }
    }
}
