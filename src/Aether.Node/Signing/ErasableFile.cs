using System.Security.Cryptography;

namespace Aether.Node.Signing;

/// <summary>A secret file whose old content is overwritten with zeros before it is replaced or removed.</summary>
/// <remarks>
/// <b>Order</b> of a replacement: the new content is whole and durable beside the old, the old is overwritten in its
/// own blocks and flushed, then the new takes its name. An interruption is finished by <see cref="Recover"/>. A file
/// system that copies on write, a snapshot or a drive that remaps blocks can keep what was overwritten: keep these
/// files on none of them.
/// </remarks>
internal static class ErasableFile
{
    private const string NextSuffix = ".next";

    /// <summary>Replaces or creates the file; owner-only.</summary>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        byte[] framed = [.. SHA256.HashData(content), .. content];
        SafetyFiles.WriteSecret(path + NextSuffix, framed, replace: true);
        CryptographicOperations.ZeroMemory(framed);
        Finish(path);
    }

    /// <summary>Ends a replacement that was interrupted. To be called before reading.</summary>
    public static void Recover(string path)
    {
        // The part that a secret was first written to before it had any name.
        Erase(path + NextSuffix + ".tmp");
        if (!File.Exists(path + NextSuffix))
        {
            return;
        }
        Finish(path);
    }

    /// <summary>The content; null when the file is absent or not whole.</summary>
    public static byte[]? Read(string path, int maxBytes)
    {
        FileInfo file = new(path);
        if (!file.Exists || file.Length < SHA256.HashSizeInBytes || file.Length > maxBytes + SHA256.HashSizeInBytes)
        {
            return null;
        }
        byte[] framed = File.ReadAllBytes(path);
        byte[] content = framed[SHA256.HashSizeInBytes..];
        bool whole = SHA256.HashData(content).AsSpan().SequenceEqual(framed.AsSpan(0, SHA256.HashSizeInBytes));
        CryptographicOperations.ZeroMemory(framed);
        return whole ? content : null;
    }

    /// <summary>Overwrites the content, makes that durable, and removes the file, if it is there.</summary>
    public static void Erase(string path)
    {
        if (!File.Exists(path))
        {
            return;
        }
        Overwrite(path);
        File.Delete(path);
        SafetyFiles.FlushDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    private static void Finish(string path)
    {
        if (File.Exists(path))
        {
            Overwrite(path);
        }
        File.Move(path + NextSuffix, path, overwrite: true);
        SafetyFiles.FlushDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    private static void Overwrite(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        byte[] zeros = new byte[4096];
        for (long left = file.Length; left > 0; left -= zeros.Length)
        {
            file.Write(zeros.AsSpan(0, (int)Math.Min(left, zeros.Length)));
        }
        file.Flush(flushToDisk: true);
    }
}
