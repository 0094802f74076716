using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Network.Peers;
using Aether.Node.Options;

namespace Aether.Node.Networking;

/// <summary>A validator's word that a peer is its node, as a file: the account's key is elsewhere.</summary>
internal static class NodeBindingFile
{
    /// <summary>Its name in a data folder.</summary>
    public const string Name = "node-binding.hex";

    private const int MostBytes = 4_096;

    /// <summary>Reads the binding of a data folder; null without one.</summary>
    /// <exception cref="NodeStartException">The file is none.</exception>
    public static ValidatorBinding? Load(string dataFolder)
    {
        string path = Path.Combine(dataFolder, Name);
        if (!File.Exists(path))
        {
            return null;
        }
        return new FileInfo(path).Length <= MostBytes
            && Hex.TryDecode(File.ReadAllText(path).AsSpan().Trim(), MostBytes, out byte[] bytes)
            && Ace.TryDecode(bytes, out ValidatorBinding binding, out DecodeError _)
            ? binding
            : throw new NodeStartException(
                ExitCode.Usage, $"{path} is no binding; make it again with: aether node-key --keys FILE.");
    }

    /// <summary>Writes a binding.</summary>
    public static void Save(string dataFolder, ValidatorBinding binding)
    {
        Directory.CreateDirectory(dataFolder);
        File.WriteAllText(Path.Combine(dataFolder, Name), Hex.Encode(Ace.Encode(binding)) + "\n");
    }
}
