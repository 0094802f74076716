using System.Diagnostics.CodeAnalysis;

namespace Aether.Crypto.Ed25519.Gpu;

/// <summary>Finds the PTX text of the kernels.</summary>
internal static class GpuPtx
{
    /// <summary>Name of the file, beside the application or in a source checkout's <c>gpu/build</c>.</summary>
    internal const string FileName = "ed25519.ptx";

    internal static bool TryRead(
        ReadOnlyMemory<byte> given, out ReadOnlyMemory<byte> ptx, [NotNullWhen(false)] out string? reason)
    {
        ptx = given;
        reason = null;
        return !given.IsEmpty || TryReadFile(AppContext.BaseDirectory, out ptx, out reason);
    }

    internal static bool TryReadFile(
        string applicationFolder, out ReadOnlyMemory<byte> ptx, [NotNullWhen(false)] out string? reason)
    {
        foreach (string path in Candidates(applicationFolder))
        {
            if (File.Exists(path))
            {
                ptx = File.ReadAllBytes(path);
                reason = null;
                return true;
            }
        }

        ptx = default;
        reason = $"{FileName} is missing; run ./build.sh setup, or put the file beside the application";
        return false;
    }

    private static IEnumerable<string> Candidates(string applicationFolder)
    {
        yield return Path.Combine(applicationFolder, FileName);
        for (DirectoryInfo? folder = new(applicationFolder); folder is not null; folder = folder.Parent)
        {
            yield return Path.Combine(folder.FullName, "gpu", "build", FileName);
        }
    }
}
