using System.CommandLine;
using Aether.Crypto.KeyFiles;
using Aether.Network.Transport;
using Aether.Node.Networking;
using Aether.Node.Options;

namespace Aether.Node.Cli;

/// <summary>`aether node-key`: who this node is to its peers.</summary>
internal static class NodeKeyCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        Option<string> data = new("--data") { Description = "Data folder of the node.", Required = true };
        Command command = new(
            "node-key", "Print the id by which peers know this node; its key is made when there is none.")
        {
            data,
        };
        command.SetAction(parsed =>
        {
            string path = Path.Combine(parsed.GetValue(data)!, NodeKeyFile.Name);
            using SigningSeed key = NodeKeyFile.OpenOrCreate(path);
            Console.WriteLine(new PeerId(key.PublicKey));
            return (int)ExitCode.Success;
        });
        return command;
    }
}
