using System.CommandLine;
using System.Text.Json.Nodes;
using Aether.Tools.Cli;
using Aether.Tools.Cli.Networks;

namespace Aether.Tools.Commands;

/// <summary>`alias`: names for addresses.</summary>
internal static class AliasCommands
{
    /// <summary>Adds the group.</summary>
    public static Command Create(CommandTable table) => CommandTable.Group(
        "alias",
        "Name addresses: @NAME stands for one in every command.",
        CreateAdd(table),
        CreateList(table),
        CreateRemove(table));

    private static Argument<string> NameArgument() => new("NAME") { Description = "Name of the address, without @" };

    private static Command CreateAdd(CommandTable table)
    {
        Argument<string> name = NameArgument();
        Argument<string> address = new("ADDRESS") { Description = "The address" };
        return table.Define(
            "add",
            "Name an address.",
            ["aetherctl alias add bob taeth1..."],
            (context, _) =>
            {
                string chosen = context.Arguments.GetRequiredValue(name);
                NetworkFile.CheckName(chosen);
                string text = context.Arguments.GetRequiredValue(address);
                Inputs.Address(text);
                NetworkFile file = NetworkFile.Read(context.Environment.GetVariable);
                if (file.Content.Addresses?.ContainsKey(chosen) == true)
                {
                    throw new CliException(
                        ExitCode.Usage, ErrorCode.BadAddress, $"@{chosen} names an address already",
                        "money must not go to another one under the same name", $"aetherctl alias rm {chosen}");
                }
                file.SetAddress(chosen, text);
                return Task.FromResult(new CommandResult(ToJson(chosen, text), [("@" + chosen, text)]));
            },
            name,
            address);
    }

    private static Command CreateList(CommandTable table) => table.Define(
        "ls",
        "List the names.",
        ["aetherctl alias ls", "aetherctl alias ls --json"],
        (context, _) =>
        {
            NetworkFile file = NetworkFile.Read(context.Environment.GetVariable);
            KeyValuePair<string, string>[] all = [.. file.Content.Addresses ?? []];
            JsonArray data = [.. all.Select(item => (JsonNode)ToJson(item.Key, item.Value))];
            return Task.FromResult(new CommandResult(data, [.. all.Select(item => ("@" + item.Key, item.Value))]));
        });

    private static Command CreateRemove(CommandTable table)
    {
        Argument<string> name = NameArgument();
        return table.Define(
            "rm",
            "Forget a name.",
            ["aetherctl alias rm bob"],
            (context, _) =>
            {
                NetworkFile file = NetworkFile.Read(context.Environment.GetVariable);
                string chosen = context.Arguments.GetRequiredValue(name);
                string address = Aliases.Require(file, chosen);
                file.RemoveAddress(chosen);
                return Task.FromResult(new CommandResult(ToJson(chosen, address), [("removed", "@" + chosen)]));
            },
            name);
    }

    private static JsonObject ToJson(string name, string address) =>
        new() { ["name"] = name, ["address"] = address };
}
