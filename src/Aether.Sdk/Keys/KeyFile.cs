using Aether.Crypto.KeyFiles;

namespace Aether.Sdk.Keys;

/// <summary>
/// Key files on disk: created for the owner alone, never over another file, refused when others can read.
/// </summary>
public static class KeyFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>Writes a new file with mode 0600.</summary>
    public static void Create(string path, KeyFileDocument document)
    {
        FileStreamOptions options = new()
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }
        try
        {
            using FileStream stream = new(path, options);
            stream.Write(document.ToUtf8());
            stream.Flush(flushToDisk: true);
        }
        catch (IOException error) when (File.Exists(path))
        {
            throw new KeyFileException(KeyFileProblem.Exists, $"{path} exists already", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new KeyFileException(KeyFileProblem.Refused, $"cannot write {path}", error);
        }
    }

    /// <summary>Reads a file without opening the key.</summary>
    public static KeyFileDocument Read(string path)
    {
        byte[] bytes = ReadBytes(path);
        KeyFileError error = KeyFileDocument.TryParse(bytes, out KeyFileDocument? document);
        Array.Clear(bytes);
        return error == KeyFileError.None ? document! : throw KeyFileException.For(path, error);
    }

    /// <summary>Opens the key of a document that came from <paramref name="path"/>. The caller disposes it.</summary>
    public static SigningSeed Open(string path, KeyFileDocument document, byte[]? password)
    {
        KeyFileError error = document.TryOpen(password, out SigningSeed? seed);
        return error == KeyFileError.None ? seed! : throw KeyFileException.For(path, error);
    }

    private static byte[] ReadBytes(string path)
    {
        try
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            // The mode is read from the open file, so that a swap of the name cannot get past the check.
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(stream.SafeFileHandle) & Others) != 0)
            {
                throw new KeyFileException(
                    KeyFileProblem.Refused, $"{path} can be read by other users; run: chmod 600 {path}");
            }
            byte[] bytes = new byte[KeyFileDocument.MaxFileBytes + 1];
            int length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return bytes.AsSpan(0, length).ToArray();
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new KeyFileException(KeyFileProblem.Invalid, $"{path} does not exist", error);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new KeyFileException(KeyFileProblem.Refused, $"no permission to read {path}", error);
        }
        catch (IOException error)
        {
            throw new KeyFileException(KeyFileProblem.Invalid, $"cannot read {path}", error);
        }
    }
}
