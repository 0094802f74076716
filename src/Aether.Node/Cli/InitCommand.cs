using System.CommandLine;
using Aether.Node.Options;
using Aether.Node.Options.Model;

namespace Aether.Node.Cli;

/// <summary>`aether init`: makes a data folder from which `aether run` starts with no more words.</summary>
internal static class InitCommand
{
    private static readonly string[] s_own = ["node.data", "node.network", "node.role", "node.genesis", "node.keys"];

    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        Option<string> network = new("--network")
        {
            Description = "dev makes a chain of one validator; a FILE is the genesis.toml of a chain that there is.",
            HelpName = "dev|FILE",
            Required = true,
        };
        Option<string> data = new("--data")
        {
            Description = "The folder to make.",
            DefaultValueFactory = _ => ".",
            HelpName = "DIR",
        };
        Option<string> role = new("--role")
        {
            Description = "validator makes keys; rpc and archive need none.",
            DefaultValueFactory = _ => "validator",
            HelpName = "validator|rpc|archive",
        };
        Option<bool> force = new("--force")
        {
            Description = "Write another configuration over one that is there. Keys and chains are never overwritten.",
        };
        NodeFlags flags = new(s_own);
        Command command = new("init", """
            Make a data folder: configuration, genesis and keys. Any option of `aether run` goes into its configuration.

            Examples:
              aether init --network dev --data node-0
              aether init --network genesis.toml --role rpc --data node-1 --bootstrap 203.0.113.7:7600
            """)
        {
            network, data, role, force,
        };
        flags.AddTo(command);
        command.SetAction(parsed =>
        {
            string chosen = parsed.GetValue(role)!;
            if (NodeOptionTable.Of("node.role").Fault(chosen) is { } fault)
            {
                throw new NodeStartException(ExitCode.Usage, $"--role {fault}.");
            }
            NodeFolder folder = new(Path.GetFullPath(parsed.GetValue(data)!), chosen, flags.Said(parsed));
            return (int)folder.Make(parsed.GetValue(network)!, parsed.GetValue(force), Console.Out, Console.Error);
        });
        return command;
    }
}
