using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aether.Sdk.Client;
using Aether.Tools.Cli;

namespace Aether.Tools.Commands;

/// <summary>`block`.</summary>
internal static class BlockCommand
{
    private static readonly string[] s_shown =
    [
        "hash", "height", "view", "parentHash", "timestampMs", "proposer", "stateRoot", "transactionCount", "finalized",
    ];

    /// <summary>Adds the command.</summary>
    public static Command Create(CommandTable table)
    {
        Argument<string> tag = new("TAG") { Description = "latest, safe, finalized, earliest, a height or a hash" };
        Option<bool> full = new("--full") { Description = "Whole transactions instead of their hashes" };
        return table.Define(
            "block",
            "Show a block.",
            ["aetherctl block finalized", "aetherctl block 12 --full --json"],
            (context, cancellation) => RunAsync(
                context,
                Inputs.Tag(context.Arguments.GetRequiredValue(tag)),
                context.Arguments.GetValue(full),
                cancellation),
            tag,
            full);
    }

    private static async Task<CommandResult> RunAsync(
        CommandContext context, BlockTag tag, bool full, CancellationToken cancellation)
    {
        JsonElement block = await context.Client.GetBlockAsync(tag, full, cancellation).ConfigureAwait(false)
            ?? throw new CliException(
                ExitCode.NotFound, ErrorCode.NotFound, $"no block {tag}", "the node knows no such block",
                "see `aetherctl status` for the heights it has");
        if (block.ValueKind != JsonValueKind.Object)
        {
            throw new EndpointException("the node sent a block that is no object");
        }
        List<(string, string)> lines = [];
        foreach (string name in s_shown)
        {
            if (block.TryGetProperty(name, out JsonElement member))
            {
                lines.Add((name, member.ValueKind == JsonValueKind.String ? member.GetString()! : member.GetRawText()));
            }
        }
        return new CommandResult(JsonNode.Parse(block.GetRawText())!, lines);
    }
}
