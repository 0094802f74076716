using System.Text.Json;
using Xunit;

namespace Aether.TestKit;

/// <summary>
/// Finds the published test vectors: <c>$AETHER_VECTORS</c>, or the nearest <c>shared/vectors</c> beside or above
/// the test binary or the working directory. They are not part of the repository, so a test that needs them skips
/// with a reason where they are absent.
/// </summary>
public static class Vectors
{
    private const string EnvironmentVariable = "AETHER_VECTORS";

    private static readonly Lazy<string?> s_root = new(FindRoot);

    /// <summary>The folder that holds the vectors, or null where there is none.</summary>
    public static string? Root => s_root.Value;

    /// <summary>Gives the full path of a vector file or folder, false where it does not exist.</summary>
    public static bool TryFind(string relative, out string path)
    {
        ArgumentNullException.ThrowIfNull(relative);
        path = Root is null ? string.Empty : Path.Combine(Root, relative);
        return path.Length != 0 && (File.Exists(path) || Directory.Exists(path));
    }

    /// <summary>
    /// Gives the full path of a vector file or folder; skips the calling test where it does not exist.
    /// </summary>
    public static string Require(string relative)
    {
        if (!TryFind(relative, out string path))
        {
            Assert.Skip($"test vectors '{relative}' are absent: set {EnvironmentVariable} to the vectors folder");
        }

        return path;
    }

    /// <summary>Parses a JSON vector file; skips the calling test where it does not exist.</summary>
    public static JsonElement ReadJson(string relative)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Require(relative)));
        return document.RootElement.Clone();
    }

    private static string? FindRoot()
    {
        string? configured = Environment.GetEnvironmentVariable(EnvironmentVariable);
        if (!string.IsNullOrEmpty(configured))
        {
            return Directory.Exists(configured) ? configured : null;
        }

        return FindAbove(AppContext.BaseDirectory) ?? FindAbove(Directory.GetCurrentDirectory());
    }

    private static string? FindAbove(string start)
    {
        for (DirectoryInfo? at = new(start); at is not null; at = at.Parent)
        {
            string candidate = Path.Combine(at.FullName, "shared", "vectors");
            if (Directory.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }
}
