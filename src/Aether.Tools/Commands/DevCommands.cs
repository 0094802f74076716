using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aether.Core;
using Aether.Tools.Cli;

namespace Aether.Tools.Commands;

/// <summary>`dev`: what `aether dev` alone can be told, its blocks, its clock and its past.</summary>
internal static class DevCommands
{
    /// <summary>Adds the group.</summary>
    public static Command Create(CommandTable table)
    {
        Argument<string> time = new("TIME") { Description = "How much: 500ms, 90s, 10m, 6h or 30d" };
        return CommandTable.Group(
            "dev",
            "Make blocks at will on a chain of `aether dev`, move its clock, and put it back to how it was.",
            Mine(table),
            MineToEpoch(table),
            Define(table, "clock", "Show whether the chain's clock goes, and its time.", "aeth_dev_clock", []),
            Define(
                table, "pause", "Stop the clock: blocks come only when asked for.", "aeth_dev_setAutomine", [false]),
            Define(table, "resume", "Let the clock go on: blocks come slot by slot.", "aeth_dev_setAutomine", [true]),
            table.Define(
                "advance",
                "Date the next block later by so much.",
                ["aetherctl dev advance 6h", "aetherctl dev advance 30d --json"],
                (context, cancellation) => CallAsync(
                    context, "aeth_dev_advanceTime", [Milliseconds(context.Arguments.GetRequiredValue(time))],
                    cancellation),
                time),
            Define(table, "snapshot", "Copy the chain, to go back to it.", "aeth_dev_snapshot", []),
            table.Define(
                "snapshots",
                "List the copies of the chain.",
                ["aetherctl dev snapshots", "aetherctl dev snapshots --json"],
                ListAsync),
            Revert(table),
            Dump(table));
    }

    private static Command Mine(CommandTable table)
    {
        Argument<int> blocks = new("BLOCKS") { Description = "How many", DefaultValueFactory = static _ => 1 };
        return table.Define(
            "mine",
            "Make blocks at once, each a slot younger than the one before.",
            ["aetherctl dev mine", "aetherctl dev mine 25"],
            async (context, cancellation) =>
            {
                JsonElement height = await context.Client.CallAsync(
                    "aeth_dev_mine", [context.Arguments.GetValue(blocks)], cancellation).ConfigureAwait(false);
                return new CommandResult(
                    new JsonObject { ["height"] = height.GetUInt64() }, [("height", height.GetRawText())]);
            },
            blocks);
    }

    private static Command MineToEpoch(CommandTable table)
    {
        Argument<uint?> epoch = new("EPOCH")
        {
            Description = "Which; the next without",
            Arity = ArgumentArity.ZeroOrOne,
        };
        return table.Define(
            "mine-to-epoch",
            "Make blocks until an epoch begins.",
            ["aetherctl dev mine-to-epoch", "aetherctl dev mine-to-epoch 3"],
            (context, cancellation) => CallAsync(
                context,
                "aeth_dev_mineToEpoch",
                context.Arguments.GetValue(epoch) is { } number ? [number] : [],
                cancellation),
            epoch);
    }

    private static Command Revert(CommandTable table)
    {
        Argument<ulong> id = new("ID") { Description = "Number of the copy" };
        return table.Define(
            "revert",
            "Put the chain back to a copy; it and those after it are used up.",
            ["aetherctl dev revert 1", "aetherctl dev revert 1 --field height"],
            (context, cancellation) => CallAsync(
                context, "aeth_dev_revert", [context.Arguments.GetRequiredValue(id)], cancellation),
            id);
    }

    private static Command Dump(CommandTable table)
    {
        Argument<string> file = new("FILE") { Description = "File to write" };
        return table.Define(
            "dump",
            "Write the whole chain into a file that aether dev --load-state begins with.",
            ["aetherctl dev dump chain.zip", "aetherctl dev dump fixtures/market.zip --json"],
            async (context, cancellation) =>
            {
                JsonElement state = await context.Client.CallAsync("aeth_dev_dumpState", [], cancellation)
                    .ConfigureAwait(false);
                byte[] archive = state.GetBytesFromBase64();
                string path = context.Arguments.GetRequiredValue(file);
                OutputFile.Write(path, archive);
                return new CommandResult(
                    new JsonObject { ["file"] = path, ["bytes"] = archive.Length },
                    [("file", path), ("bytes", Show.Number((ulong)archive.Length))]);
            },
            file);
    }

    private static Command Define(
        CommandTable table, string name, string description, string method, JsonArray parameters) => table.Define(
        name,
        description,
        [$"aetherctl dev {name}", $"aetherctl dev {name} --json"],
        (context, cancellation) => CallAsync(context, method, parameters, cancellation));

    private static async Task<CommandResult> CallAsync(
        CommandContext context, string method, JsonArray parameters, CancellationToken cancellation)
    {
        JsonElement answer = await context.Client.CallAsync(method, parameters, cancellation).ConfigureAwait(false);
        return new CommandResult(
            JsonObject.Create(answer)!,
            [.. answer.EnumerateObject().Select(member => (member.Name, Text(member.Name, member.Value)))]);
    }

    private static async Task<CommandResult> ListAsync(CommandContext context, CancellationToken cancellation)
    {
        JsonElement answer = await context.Client.CallAsync("aeth_dev_snapshots", [], cancellation)
            .ConfigureAwait(false);
        List<(string, string)> lines = [];
        foreach (JsonElement item in answer.EnumerateArray())
        {
            lines.Add((
                $"snapshot {item.GetProperty("id").GetRawText()}",
                $"height {item.GetProperty("height").GetRawText()}, {Text("timeMs", item.GetProperty("timeMs"))}"));
        }
        return new CommandResult(
            new JsonObject { ["snapshots"] = JsonArray.Create(answer) },
            lines.Count > 0 ? lines : [("snapshots", "none; aetherctl dev snapshot makes one")]);
    }

    private static long Milliseconds(string text) =>
        (long)Inputs.Duration(text, TimeSpan.FromMilliseconds(Limits.Development.MaxAheadMs)).TotalMilliseconds;

    private static string Text(string name, JsonElement value) => name == "timeMs"
        ? DateTimeOffset.FromUnixTimeMilliseconds(value.GetInt64())
            .ToString("yyyy-MM-dd HH:mm:ss.fff 'UTC'", CultureInfo.InvariantCulture)
        : value.ToString();
}
