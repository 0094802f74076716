using Aether.Native;

namespace Aether.Node.Signing;

/// <summary>File operations whose durability or permissions signing depends on.</summary>
internal static class SafetyFiles
{
    /// <summary>Only the owner may read or write.</summary>
    public const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Makes created or renamed entries of a directory durable.</summary>
    public static void FlushDirectory(string path) => Libc.FlushDirectory(path);

    /// <summary>Writes a secret file: owner-only and whole or not at all.</summary>
    public static void WriteSecret(string path, ReadOnlySpan<byte> content, bool replace)
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
        string temporary = path + ".tmp";
        File.Delete(temporary);
        using (FileStream file = new(temporary, options))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }
        File.Move(temporary, path, overwrite: replace);
        FlushDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    /// <summary>True when others than the owner may read the file.</summary>
    public static bool IsReadableByOthers(string path) =>
        !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~OwnerOnly) != 0;
}
