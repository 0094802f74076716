using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aether.Tools.Cli;

namespace Aether.Tools.Commands;

/// <summary>`peers`: who a node is connected with, and by its admin socket who it shall be.</summary>
internal static class PeersCommands
{
    private static readonly Option<string> s_admin = new("--admin")
    {
        Description = "The node's admin socket: admin/node.sock in its data folder.",
        HelpName = "PATH",
        Required = true,
    };

    /// <summary>Adds the group.</summary>
    public static Command Create(CommandTable table)
    {
        Argument<string> address = new("address") { Description = "IP address and port, such as 10.0.0.5:7600." };
        Option<string?> identity = new("--id") { Description = "Who must be there.", HelpName = "PEER" };
        Argument<string> peer = new("peer") { Description = "Identity of the peer: 0x and 64 digits." };
        Command peers = table.Define(
            "peers",
            "Show a node's peers, with their scores and bans.",
            ["aetherctl peers", "aetherctl peers --json"],
            ListAsync);
        peers.Subcommands.Add(table.Define(
            "add",
            "Keep a peer connected.",
            ["aetherctl peers add 10.0.0.5:7600 --admin node-0/admin/node.sock"],
            (context, cancellation) => CallAsync(
                context,
                "aeth_admin_addPeer",
                context.Arguments.GetValue(identity) is { } id
                    ? [context.Arguments.GetRequiredValue(address), id]
                    : [context.Arguments.GetRequiredValue(address)],
                cancellation),
            address, identity, s_admin));
        peers.Subcommands.Add(
            Define(table, "remove", "End the connections with a peer.", "aeth_admin_removePeer", peer));
        peers.Subcommands.Add(Define(table, "ban", "End them, and keep the peer away.", "aeth_admin_banPeer", peer));
        peers.Subcommands.Add(Define(table, "unban", "Let a banned peer in again.", "aeth_admin_unbanPeer", peer));
        return peers;
    }

    private static Command Define(
        CommandTable table, string name, string description, string method, Argument<string> peer) => table.Define(
        name,
        description,
        [$"aetherctl peers {name} 0x52c1... --admin node-0/admin/node.sock"],
        (context, cancellation) => CallAsync(
            context, method, [context.Arguments.GetRequiredValue(peer)], cancellation),
        peer,
        s_admin);

    private static async Task<CommandResult> CallAsync(
        CommandContext context, string method, JsonArray parameters, CancellationToken cancellation)
    {
        using AdminConnection admin = new(context.Arguments.GetRequiredValue(s_admin));
        await admin.Client.CallAsync(method, parameters, cancellation).ConfigureAwait(false);
        return new CommandResult(new JsonObject { ["done"] = true }, [("done", method)]);
    }

    private static async Task<CommandResult> ListAsync(CommandContext context, CancellationToken cancellation)
    {
        JsonElement answer = await context.Client.CallAsync("aeth_getPeers", [], cancellation).ConfigureAwait(false);
        JsonObject data = JsonObject.Create(answer)!;
        List<(string, string)> lines = [("mode", Text(answer, "mode"))];
        if (answer.TryGetProperty("id", out JsonElement id))
        {
            lines.Add(("id", id.GetString()!));
            lines.Add((
                "connected", $"{Text(answer, "connected")}, {Text(answer, "validators")} with validators' nodes"));
            lines.Add(("known", Text(answer, "known")));
        }
        foreach (JsonElement peer in answer.GetProperty("peers").EnumerateArray())
        {
            lines.Add((Text(peer, "id")[..12], Describe(peer)));
        }
        return new CommandResult(data, lines);
    }

    private static string Describe(JsonElement peer)
    {
        string address = Text(peer, "address");
        if (Text(peer, "ban") is { Length: > 0 } ban)
        {
            return $"{address} banned: {ban}";
        }
        string validator = Text(peer, "validator") is { Length: > 0 } name ? $" of {name}" : "";
        string[] parts =
        [
            $"{address} {Text(peer, "direction")} {Text(peer, "slot")}",
            .. Part(peer, "rtt ", "rttMs", " ms"),
            .. Part(peer, "final ", "finalHeight"),
            .. Part(peer, "score ", "score"),
        ];
        return string.Join(", ", parts) + validator;
    }

    // Nothing where the node does not know.
    private static string[] Part(JsonElement peer, string before, string name, string after = "") =>
        Text(peer, name) is { Length: > 0 } text ? [before + text + after] : [];

    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) ? value.ToString() : "";
}
