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
}
