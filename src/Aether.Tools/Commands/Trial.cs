using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aether.Core.Types;
using Aether.Sdk.Client;
using Aether.Tools.Cli;

namespace Aether.Tools.Commands;

/// <summary>What a node says a transaction would do: nothing is sent, nothing stays.</summary>
internal sealed class Trial
{
    private readonly JsonObject? _effects;
    private readonly JsonObject? _fee;

    private Trial(JsonObject? effects, JsonObject? fee)
    {
        _effects = effects;
        _fee = fee;
    }

    /// <summary>Tries a transaction on the node's newest state.</summary>
    /// <param name="context">The command's context.</param>
    /// <param name="raw">Canonical bytes, signed or not.</param>
    /// <param name="cancellation">Stops the calls.</param>
    public static async Task<Trial> RunAsync(CommandContext context, byte[] raw, CancellationToken cancellation)
    {
        string text = Hex.Encode(raw);
        JsonObject? effects = await AskAsync(context, "aeth_simulate", text, cancellation).ConfigureAwait(false);
        JsonObject? fee = await AskAsync(context, "aeth_estimateFee", text, cancellation).ConfigureAwait(false);
        return new Trial(effects, fee);
    }

    /// <summary>The result with what the trial found; throws when it would fail.</summary>
    public CommandResult Conclude(CommandResult result)
    {
        JsonObject data = result.Data.AsObject();
        data["simulation"] = _effects?.DeepClone();
        data["fee"] = Fee();
        CommandResult whole = result with { Lines = [.. result.Lines, .. Lines()] };
        return Problem() is not { } problem
            ? whole
            : throw new CliException(
                ExitCode.Refused, ErrorCode.WouldFail, $"the transaction would fail: {problem}",
                "it was tried on the node's newest state; nothing was sent, nothing was charged",
                "correct it and try again")
            {
                Partial = whole,
            };
    }

    // A node that lacks the method leaves the rest of the dry run standing.
    private static async Task<JsonObject?> AskAsync(
        CommandContext context, string method, string raw, CancellationToken cancellation)
    {
        try
        {
            JsonElement answer = await context.Client.CallAsync(method, [raw], cancellation).ConfigureAwait(false);
            return answer.ValueKind == JsonValueKind.Object ? JsonObject.Create(answer) : null;
        }
        catch (RpcErrorException error) when (error.Code == -32601)
        {
            context.Printer.Warn($"the node has no {method}; the dry run is without it");
            return null;
        }
    }

    private string? Problem()
    {
        if (Text(_effects?["error"]) is { Length: > 0 } error)
        {
            return error;
        }
        bool failed = _effects?["status"] is JsonValue status && status.TryGetValue(out int number) && number != 0;
        return failed ? Text(_effects!["statusName"]) ?? "it has a status that is not success" : null;
    }

    private JsonObject? Fee() => Text(_fee?["fee"]) is { } fee
        && UInt128.TryParse(fee, NumberStyles.None, CultureInfo.InvariantCulture, out UInt128 amount)
        ? Show.Amount(amount, AssetId.Swr)
        : null;

    private IEnumerable<(string, string)> Lines()
    {
        if (_effects is not null)
        {
            yield return ("outcome", Problem() ?? Text(_effects["statusName"]) ?? "Success");
            yield return ("gas", Text(_effects["gasUsed"]) ?? "not told");
        }
        if (Fee() is { } fee)
        {
            yield return ("fee now", fee["display"]!.GetValue<string>());
        }
        foreach (string name in new[] { "reads", "writes", "events", "changes" })
        {
            foreach (JsonNode? item in _effects?[name] as JsonArray ?? [])
            {
                yield return (name, Text(item) ?? "null");
            }
        }
    }

    private static string? Text(JsonNode? node) => node?.GetValueKind() switch
    {
        null or JsonValueKind.Null => null,
        JsonValueKind.String => node.GetValue<string>(),
        _ => node.ToJsonString(),
    };
}
