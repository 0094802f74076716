using System.Security.Cryptography;
using System.Text;

namespace Aether.SimulationRunner;

/// <summary>Names the sources that decide consensus: evidence counts for them and for nothing else.</summary>
internal static class CoreHash
{
    private static readonly string[] s_folders =
        ["src/Aether.Consensus", "src/Aether.Core/Types", "src/Aether.Core/Codec"];

    // Ledger values that no code of consensus looks into: they may change and the evidence still stands. Of a payload
    // it reads the transition, which stands alone; a payload with transactions is bytes to it.
    private static readonly string[] s_ledgerTypes =
    [
        "Account", "AddressText", "AmountText", "AssetBalance", "LedgerEvent", "Receipt", "ReceiptStatus",
        "Transaction", "TransactionBody",
    ];

    // What the same sources of consensus hashed to while fewer ledger values were left out: the earlier hash covered
    // every file that its successor covers, unchanged, and Transaction and TransactionBody besides.
    private static readonly Dictionary<string, string> s_widerHashes = new()
    {
        ["adaafec54035d82b"] = "5ea46f8f6ce33564",
    };

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

    /// <summary>Whether evidence for one hash is evidence for the sources of another.</summary>
    public static bool Covers(string evidence, string current) =>
        evidence == current || s_widerHashes.GetValueOrDefault(evidence) == current;

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
