using System.Globalization;
using System.Net;
using System.Text;
using Aether.Core;
using Aether.Core.Types;
using Aether.Network.Links;
using Aether.Network.Transport;
using Aether.Node.Options;
using Aether.Node.Options.Toml;

namespace Aether.Node.Networking;

/// <summary>
/// Reads and writes `peers.toml`: the identity and address of each validator, in the order of the genesis.
/// </summary>
internal static class PeersFile
{
    /// <summary>Loads the file; throws <see cref="ConfigException"/> with file and line on bad input.</summary>
    /// <param name="path">The file.</param>
    /// <param name="validators">So many entries are asked for.</param>
    public static IReadOnlyList<PeerAddress> Load(string path, int validators)
    {
        try
        {
            FileInfo file = new(path);
            if (!file.Exists || file.Length > Limits.Genesis.MaxFileBytes)
            {
                throw new ConfigException(file.Exists ? "it is too large" : "it does not exist");
            }
            return Parse(File.ReadAllText(path), validators);
        }
        catch (Exception error) when (error is ConfigException or IOException or UnauthorizedAccessException)
        {
            throw new ConfigException($"peers file {path}: {error.Message}");
        }
    }

    /// <summary>Parses the text of a file.</summary>
    public static IReadOnlyList<PeerAddress> Parse(string text, int validators)
    {
        TomlSection root = new(TomlReader.Parse(text));
        PeerAddress[] peers = [.. root.Sections("peers").Select(ReadPeer)];
        root.RequireAllKnown();
        if (peers.Length != validators)
        {
            throw new ConfigException(
                $"it has {peers.Length} [[peers]]; the genesis has {validators} validators, and each needs one");
        }
        if (peers.Select(peer => peer.Id).Distinct().Count() != peers.Length)
        {
            throw new ConfigException("an id is there twice");
        }
        return peers;
    }

    /// <summary>The text of a file that reads back as the peers.</summary>
    public static string Format(IEnumerable<PeerAddress> peers)
    {
        StringBuilder text = new("# Validators in the order of the genesis: who they are to peers, and where.\n");
        foreach (PeerAddress peer in peers)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n[[peers]]\nid = \"{peer.Id}\"\n");
            text.Append(CultureInfo.InvariantCulture, $"address = \"{peer.Address}\"\n");
        }
        return text.ToString();
    }

    private static PeerAddress ReadPeer(TomlSection section)
    {
        string id = section.Text("id");
        string address = section.Text("address");
        section.RequireAllKnown();
        if (!Hash256.TryParse(id, out Hash256 key))
        {
            throw section.Error("id", "is `0x` and 64 hexadecimal digits");
        }
        if (!IPEndPoint.TryParse(address, out IPEndPoint? place) || place.Port == 0)
        {
            throw section.Error("address", "is an IP address and a port, such as \"10.0.0.5:7600\"");
        }
        return new PeerAddress(new PeerId(new PublicKey(key)), place);
    }
}
