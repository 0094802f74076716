using Aether.Crypto.KeyFiles;
using Aether.Sdk.Keys;

namespace Aether.Node.Devnet;

/// <summary>Key files of the funded accounts, as <c>aetherctl --key</c> reads them.</summary>
internal static class DevnetKeyFiles
{
    /// <summary>Path of the key file of a named account.</summary>
    public static string PathOf(string root, string name) => Path.Combine(root, "accounts", $"{name}.json");

    /// <summary>Writes the files that are not there yet.</summary>
    public static void Write(string root, ulong seed)
    {
        Directory.CreateDirectory(Path.Combine(root, "accounts"));
        foreach (string name in DevnetAccounts.Names)
        {
            string path = PathOf(root, name);
            if (!File.Exists(path))
            {
                using SigningSeed key = SigningSeed.FromSeed(DevnetAccounts.SeedOf(seed, name));
                KeyFile.Create(path, KeyFileDocument.Plain(key));
            }
        }
    }
}
