using System.CommandLine;
using Aether.Core.Types;
using Aether.Crypto.KeyFiles;
using Aether.Network.Transport;
using Aether.Node.Networking;
using Aether.Node.Options;
using Aether.Node.Signing;

namespace Aether.Node.Cli;

/// <summary>`aether node-key`: who this node is to its peers.</summary>
internal static class NodeKeyCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        Option<string> data = new("--data") { Description = "Data folder of the node.", Required = true };
        Option<string?> keys = new("--keys")
        {
            Description = "Key file of a validator whose node this is: writes its word for it into the data folder.",
        };
        Option<string?> passphrase = KeysCommand.PassphraseOption();
        Option<string?> genesis = new("--genesis") { Description = "With --keys: the chain's genesis.toml." };
        Command command = new(
            "node-key", "Print the id by which peers know this node; its key is made when there is none.")
        {
            data, keys, passphrase, genesis,
        };
        command.SetAction(parsed =>
        {
            string folder = parsed.GetValue(data)!;
            using SigningSeed key = NodeKeyFile.OpenOrCreate(Path.Combine(folder, NodeKeyFile.Name));
            PeerId peer = new(key.PublicKey);
            if (parsed.GetValue(keys) is { } path)
            {
                PassphraseSource? source = PassphraseSource.Parse(parsed.GetValue(passphrase));
                Bind(folder, (path, source), parsed.GetValue(genesis), peer);
            }
            Console.WriteLine(peer);
            return (int)ExitCode.Success;
        });
        return command;
    }

    // On the machine that holds the account's key; the node itself needs only what is written here.
    private static void Bind(
        string folder, (string Path, PassphraseSource? Passphrase) keys, string? genesisPath, PeerId peer)
    {
        if (genesisPath is null)
        {
            throw new NodeStartException(ExitCode.Usage, "name the chain of the validator with --genesis FILE.");
        }
        Genesis genesis = GenesisFile.Load(genesisPath);
        using ValidatorKeys secrets = ValidatorKeyFile.Load(keys.Path, keys.Passphrase);
        NodeBindingFile.Save(folder, NodePeers.Bind(genesis, secrets, peer));
    }
}
