using Aether.Core.Types;
using Aether.Crypto.KeyFiles;
using Aether.Node.Options;
using Aether.Sdk.Keys;

namespace Aether.Node.Networking;

/// <summary>The key that names a node to its peers. It signs no votes and moves no funds.</summary>
internal static class NodeKeyFile
{
    /// <summary>Its name in a data folder.</summary>
    public const string Name = "node-key.json";

    /// <summary>Opens the key, or makes one where there is none.</summary>
    /// <exception cref="NodeStartException">The file cannot be used.</exception>
    public static SigningSeed OpenOrCreate(string path)
    {
        try
        {
            if (!File.Exists(path))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
                using SigningSeed made = SigningSeed.Create();
                KeyFile.Create(path, KeyFileDocument.Plain(made));
            }
            return KeyFile.Open(path, KeyFile.Read(path), password: null);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            throw new NodeStartException(ExitCode.Refused, $"the node's key {path} cannot be used: {error.Message}");
        }
    }
}
