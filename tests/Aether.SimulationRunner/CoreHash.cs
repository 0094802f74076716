using System.Security.Cryptography;
using System.Text;

namespace Aether.SimulationRunner;

/// <summary>Names the sources that decide consensus: evidence counts for them and for nothing else.</summary>
internal static class CoreHash
{
    private static readonly string[] s_folders =
        ["src/Aether.Consensus", "src/Aether.Core/Types", "src/Aether.Core/Codec"];

    // Ledger values that no type of consensus holds: they may change and the evidence still stands.
    private static readonly string[] s_ledgerTypes =
    [
        "Account", "AddressText", "AmountText", "AssetBalance", "LedgerEvent", "Receipt", "ReceiptStatus",
    ];

    /// <summary>The repository this program was built in.</summary>
    public static string FindRoot()
    {
        string? at = AppContext.BaseDirectory;
        while (at is not null && !File.Exists(Path.Combine(at, "Aether.sln")))
        {
            at = Path.GetDirectoryName(at);
        }
        return at ?? throw new InvalidOperationException("the program is not inside the repository");
    }

    /// <summary>SHA-256 over the paths and contents of all C# sources, sorted by path; 16 hex digits.</summary>
    public static string Of(string root)
    {
        SortedDictionary<string, string> files = new(StringComparer.Ordinal);
        foreach (string folder in s_folders)
        {
            foreach (string file in Directory.EnumerateFiles(
                Path.Combine(root, folder), "*.cs", SearchOption.AllDirectories))
            {
                string path = Path.GetRelativePath(root, file).Replace('\\', '/');
                if (!path.Contains("/obj/", StringComparison.Ordinal)
                    && !path.Contains("/bin/", StringComparison.Ordinal)
                    && !s_ledgerTypes.Contains(Path.GetFileNameWithoutExtension(path)))
                {
                    files.Add(path, file);
                }
            }
        }
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach ((string path, string file) in files)
        {
            byte[] content = File.ReadAllBytes(file);
            hash.AppendData(Encoding.UTF8.GetBytes($"{path}\n{content.Length}\n"));
            hash.AppendData(content);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }
}
