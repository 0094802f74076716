using System.CommandLine;
using System.Text.Json.Nodes;
using Aether.Tools.Cli;
using Aether.Tools.Cli.Http;
using Aether.Tools.Cli.Networks;

namespace Aether.Tools.Commands;

/// <summary>`network`: names for nodes, each with the chain that answered there first.</summary>
internal static class NetworkCommands
{
    /// <summary>Adds the group.</summary>
    public static Command Create(CommandTable table) => CommandTable.Group(
        "network",
        "Name networks and choose one. Order: --rpc, --network, AETHER_RPC, the network in use, the default.",
        CreateAdd(table),
        CreateUse(table),
        CreateList(table),
        CreateRemove(table));

    private static Argument<string> NameArgument() => new("NAME") { Description = "Name of the network" };

    private static Command CreateAdd(CommandTable table)
    {
        Argument<string> name = NameArgument();
        Option<string> url = new("--url")
        {
            Description = "Address of a node of it",
            HelpName = "URL",
            DefaultValueFactory = _ => GlobalOptions.DefaultEndpoint,
        };
        Option<string?> genesis = new("--genesis-hash")
        {
            Description = "The chain [default: pinned when a node of it first answers]",
            HelpName = "HASH",
        };
        return table.Define(
            "add",
            "Name a network. Its chain is pinned on first use.",
            ["aetherctl network add local", "aetherctl network add testnet --url https://rpc.example.org"],
            (context, _) =>
            {
                string chosen = context.Arguments.GetRequiredValue(name);
                NetworkFile.CheckName(chosen);
                NetworkFile file = NetworkFile.Read(context.Environment.GetVariable);
                if (file.Content.Networks.ContainsKey(chosen))
                {
                    throw new CliException(
                        ExitCode.Usage, ErrorCode.BadNetwork, $"there is a network {chosen} already",
                        "a pinned chain is not replaced without being removed first", $"aetherctl network rm {chosen}");
                }
                string? pin = context.Arguments.GetValue(genesis) is { } text ? Inputs.Hash(text).ToString() : null;
                Uri address = Endpoint.Parse(context.Arguments.GetRequiredValue(url));
                file.Set(chosen, new NetworkProfile(address.ToString(), pin));
                return Task.FromResult(Describe(file, chosen));
            },
            name,
            url,
            genesis);
    }

    private static Command CreateUse(CommandTable table)
    {
        Argument<string> name = NameArgument();
        return table.Define(
            "use",
            "Use a network when no address is given.",
            ["aetherctl network use local"],
            (context, _) =>
            {
                NetworkFile file = NetworkFile.Read(context.Environment.GetVariable);
                string chosen = context.Arguments.GetRequiredValue(name);
                file.Require(chosen);
                file.Use(chosen);
                return Task.FromResult(Describe(file, chosen));
            },
            name);
    }

    private static Command CreateRemove(CommandTable table)
    {
        Argument<string> name = NameArgument();
        return table.Define(
            "rm",
            "Forget a network and the chain pinned for it.",
            ["aetherctl network rm local"],
            (context, _) =>
            {
                NetworkFile file = NetworkFile.Read(context.Environment.GetVariable);
                string chosen = context.Arguments.GetRequiredValue(name);
                file.Require(chosen);
                file.Remove(chosen);
                return Task.FromResult(
                    new CommandResult(new JsonObject { ["removed"] = chosen }, [("removed", chosen)]));
            },
            name);
    }

    private static Command CreateList(CommandTable table) => table.Define(
        "ls",
        "List the networks.",
        ["aetherctl network ls", "aetherctl network ls --json"],
        (context, _) =>
        {
            NetworkFile file = NetworkFile.Read(context.Environment.GetVariable);
            JsonArray data = [.. file.Content.Networks.Keys.Select(name => (JsonNode)ToJson(file, name))];
            return Task.FromResult(new CommandResult(data,
            [
                .. file.Content.Networks.Select(pair => (
                    (pair.Key == file.Content.Current ? "* " : "  ") + pair.Key,
                    $"{Shown(pair.Value)}  {pair.Value.ChainId} {pair.Value.GenesisHash ?? "not pinned yet"}")),
            ]));
        });

    private static string Shown(NetworkProfile profile) => Secrets.Mask(new Uri(profile.Rpc));

    private static CommandResult Describe(NetworkFile file, string name)
    {
        NetworkProfile profile = file.Content.Networks[name];
        return new CommandResult(ToJson(file, name),
        [
            ("network", name),
            ("endpoint", Shown(profile)),
            ("genesis", profile.GenesisHash ?? "pinned on first use"),
            ("in use", file.Content.Current == name ? "yes" : $"no; aetherctl network use {name}"),
        ]);
    }

    private static JsonObject ToJson(NetworkFile file, string name)
    {
        NetworkProfile profile = file.Content.Networks[name];
        return new JsonObject
        {
            ["name"] = name,
            ["rpc"] = Shown(profile),
            ["chainId"] = profile.ChainId,
            ["genesisHash"] = profile.GenesisHash,
            ["inUse"] = file.Content.Current == name,
        };
    }
}
