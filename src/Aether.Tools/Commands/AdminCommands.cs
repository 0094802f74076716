using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aether.Tools.Cli;

namespace Aether.Tools.Commands;

/// <summary>`admin`: what a node's owner asks and changes while it runs, by its admin socket.</summary>
internal sealed class AdminCommands
{
    private readonly Option<string?> _admin = new("--admin")
    {
        Description = "The node's admin socket [default: by --data]",
        HelpName = "PATH",
    };

    private readonly Option<string?> _data = new("--data")
    {
        Description = "Data folder of the running node; its endpoints.json says where the socket is",
        HelpName = "DIR",
    };

    private readonly Option<string?> _node = new("--node")
    {
        Description = "Node of a devnet by its name or index [default: the first]",
        HelpName = "NAME",
    };

    /// <summary>Adds the group.</summary>
    public static Command Create(CommandTable table)
    {
        AdminCommands self = new();
        Argument<string?> levels = new("LEVELS")
        {
            Description = "Such as info or warn,storage=debug; only shown without",
            Arity = ArgumentArity.ZeroOrOne,
        };
        return CommandTable.Group(
            "admin",
            "Look into a running node and change what it logs, by its admin socket.",
            table.Define(
                "log-level",
                "Show from which level on the node logs, or change it until the node ends.",
                [
                    "aetherctl admin log-level --data node-0",
                    "aetherctl admin log-level warn,storage=debug --data node-0",
                ],
                (context, cancellation) => self.ShowLevelsAsync(
                    context, context.Arguments.GetValue(levels), cancellation),
                [levels, .. self.Symbols]),
            table.Define(
                "debug",
                "Print the node's threads, memory, health, settings and last lines of the log.",
                ["aetherctl admin debug --data node-0 --json", "aetherctl admin debug --data node-0 --field memory"],
                self.DebugAsync,
                self.Symbols));
    }

    private Symbol[] Symbols => [_admin, _data, _node];

    private async Task<CommandResult> ShowLevelsAsync(
        CommandContext context, string? levels, CancellationToken cancellation)
    {
        JsonArray parameters = levels is null ? [] : [levels];
        JsonElement answer = await AskAsync(context, "aeth_admin_logLevel", parameters, cancellation)
            .ConfigureAwait(false);
        string modules = string.Join(
            ' ', answer.GetProperty("modules").EnumerateArray().Select(module => module.GetString()));
        return new CommandResult(
            JsonObject.Create(answer)!,
            [("levels", answer.GetProperty("levels").GetString()!), ("modules", modules)]);
    }

    private async Task<CommandResult> DebugAsync(CommandContext context, CancellationToken cancellation)
    {
        JsonElement answer = await AskAsync(context, "aeth_admin_debug", [], cancellation).ConfigureAwait(false);
        List<(string, string)> lines =
        [
            ("version", Text(answer, "version")), ("phase", Text(answer, "phase")), ("fault", Text(answer, "fault")),
            ("log levels", Text(answer, "logLevels")),
        ];
        lines.AddRange(answer.GetProperty("memory").EnumerateObject()
            .Select(member => (member.Name, member.Value.ToString())));
        lines.AddRange(answer.GetProperty("health").EnumerateArray()
            .Select(part => (Text(part, "part"), $"{Text(part, "state")} {Text(part, "reason")}".TrimEnd())));
        lines.AddRange(answer.GetProperty("threads").EnumerateArray()
            .Select(thread => (Text(thread, "name"), $"{Text(thread, "state")} {Text(thread, "cpuMs")} ms")));
        return new CommandResult(JsonObject.Create(answer)!, lines);
    }

    private async Task<JsonElement> AskAsync(
        CommandContext context, string method, JsonArray parameters, CancellationToken cancellation)
    {
        using AdminConnection admin = new(Path(context));
        return await admin.Client.CallAsync(method, parameters, cancellation).ConfigureAwait(false);
    }

    private string Path(CommandContext context)
    {
        if (context.Arguments.GetValue(_admin) is { } path)
        {
            return path;
        }
        string? folder = context.Arguments.GetValue(_data);
        return folder is not null && NodeFolder.Read(folder, context.Arguments.GetValue(_node)).Admin is { } known
            ? known
            : throw new CliException(
                ExitCode.Usage, ErrorCode.Usage, "no admin socket is named",
                folder is null ? "neither --admin nor --data was given" : $"endpoints.json of {folder} names none",
                "give --data with the node's folder, or --admin with the path of its socket");
    }

    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) ? value.ToString() : "";
}
