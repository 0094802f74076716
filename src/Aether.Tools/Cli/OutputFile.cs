namespace Aether.Tools.Cli;

/// <summary>Writes result files whole or not at all.</summary>
internal static class OutputFile
{
    /// <summary>Replaces the file at <paramref name="path"/>.</summary>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        string partial = $"{path}.{Environment.ProcessId}.partial";
        try
        {
            File.WriteAllBytes(partial, content);
            File.Move(partial, path, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            if (File.Exists(partial))
            {
                File.Delete(partial);
            }
            throw new CliException(
                ExitCode.Denied, ErrorCode.CannotWrite, $"cannot write {path}",
                "the folder is missing or not writable", "choose another --out");
        }
    }

    /// <summary>Writes a file that was not there, for its owner alone.</summary>
    public static void WriteNew(string path, ReadOnlySpan<byte> content)
    {
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }
        try
        {
            using FileStream stream = new(path, options);
            stream.Write(content);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CliException(
                ExitCode.Denied, ErrorCode.CannotWrite, $"cannot write {path}",
                "it exists, or the folder is missing, not writable or full", "choose another --out");
        }
    }
}
