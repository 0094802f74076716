using System.Reflection;
using System.Security.Cryptography;

namespace Aether.Node.Explorer;

/// <summary>
/// The built explorer by path below <c>/explorer/</c>. The files are resources of this assembly, so a path names an
/// entry of a table and never a place on the disk.
/// </summary>
internal sealed class ExplorerFiles
{
    /// <summary>What the build puts before the path of a resource.</summary>
    public const string Prefix = "explorer/";

    /// <summary>The page behind every path that is not a file: the explorer reads the address itself.</summary>
    public const string Page = "index.html";

    private readonly Dictionary<string, ExplorerFile> _files;

    /// <summary>A table of the given files.</summary>
    /// <param name="files">Path below <c>/explorer/</c> and content; the table owns the content.</param>
    public ExplorerFiles(IEnumerable<KeyValuePair<string, byte[]>> files) =>
        _files = files.ToDictionary(file => file.Key, file => Describe(file.Key, file.Value), StringComparer.Ordinal);

    /// <summary>What this assembly was built with; empty when the explorer was not built before it.</summary>
    public static Lazy<ExplorerFiles> Embedded { get; } = new(() => new ExplorerFiles(ReadResources()));

    /// <summary>Whether there is an explorer to serve.</summary>
    public bool IsBuilt => _files.ContainsKey(Page);

    /// <summary>
    /// Finds what to answer for a path below <c>/explorer/</c>: a file, or the page for an address in it.
    /// </summary>
    /// <returns>Null where a file was named that does not exist.</returns>
    public ExplorerFile? Find(string path)
    {
        if (_files.TryGetValue(path, out ExplorerFile? file))
        {
            return file;
        }
        bool namesFile = path[(path.LastIndexOf('/') + 1)..].Contains('.', StringComparison.Ordinal)
            || path.StartsWith("assets/", StringComparison.Ordinal);
        return namesFile ? null : _files.GetValueOrDefault(Page);
    }

    private static ExplorerFile Describe(string path, byte[] content)
    {
        // 128 bits of the hash: a tag tells versions of one file apart, nobody gains by forging it.
        string tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 16))}\"";
        return new ExplorerFile(
            content, ContentType(path), tag, path.StartsWith("assets/", StringComparison.Ordinal));
    }

    private static string ContentType(string path) => Path.GetExtension(path) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        ".png" => "image/png",
        ".json" => "application/json",
        _ => "application/octet-stream",
    };

    private static IEnumerable<KeyValuePair<string, byte[]>> ReadResources()
    {
        Assembly assembly = typeof(ExplorerFiles).Assembly;
        foreach (string name in assembly.GetManifestResourceNames())
        {
            if (name.StartsWith(Prefix, StringComparison.Ordinal))
            {
                using Stream stream = assembly.GetManifestResourceStream(name)!;
                byte[] content = new byte[stream.Length];
                stream.ReadExactly(content);
                yield return new(name[Prefix.Length..], content);
            }
        }
    }
}
