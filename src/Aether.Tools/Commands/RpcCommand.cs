using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aether.Sdk.Client;
using Aether.Tools.Cli;

namespace Aether.Tools.Commands;

/// <summary>`rpc`: any method of a node, as it is.</summary>
internal sealed class RpcCommand
{
    private static readonly JsonSerializerOptions s_format = new() { WriteIndented = true, NewLine = "\n" };

    private readonly Argument<string?> _method = new("METHOD")
    {
        Description = "Method, such as aeth_getBalance",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Argument<string[]> _parameters = new("JSON")
    {
        Description = "Parameters in order: JSON, or a bare word for a string",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<bool> _list = new("--list") { Description = "List the methods that the node describes" };

    /// <summary>Adds the command.</summary>
    public static Command Create(CommandTable table)
    {
        RpcCommand self = new();
        return table.Define(
            "rpc",
            "Call a method of a node and print its result.",
            [
                "aetherctl rpc aeth_getBalance taeth1... latest",
                "aetherctl rpc aeth_getFeeMarket '[]' --field price",
                "aetherctl rpc --list",
            ],
            self.RunAsync,
            self._method,
            self._parameters,
            self._list);
    }

    private async Task<CommandResult> RunAsync(CommandContext context, CancellationToken cancellation)
    {
        if (context.Arguments.GetValue(_list))
        {
            return await ListAsync(context, cancellation).ConfigureAwait(false);
        }
        string method = context.Arguments.GetValue(_method) ?? throw new CliException(
            ExitCode.Usage, ErrorCode.Usage, "the command line does not parse", "a method is missing",
            "aetherctl rpc aeth_nodeInfo, or aetherctl rpc --list");
        JsonArray parameters = [.. (context.Arguments.GetValue(_parameters) ?? []).Select(Parse)];
        JsonElement answer = await context.Client.CallAsync(method, parameters, cancellation).ConfigureAwait(false);
        if (answer.ValueKind == JsonValueKind.Null)
        {
            return new CommandResult(new JsonObject(), []) { Text = "null", IsNull = true };
        }
        JsonNode data = JsonNode.Parse(answer.GetRawText())!;
        string text = answer.ValueKind == JsonValueKind.String ? answer.GetString()! : data.ToJsonString(s_format);
        return new CommandResult(data, []) { Text = text };
    }

    // A word that is no JSON is a string: addresses, hashes and tags need no quotes inside quotes.
    private static JsonNode? Parse(string word)
    {
        try
        {
            return JsonNode.Parse(word);
        }
        catch (JsonException) when (word is not ['[' or '{' or '"', ..])
        {
            return JsonValue.Create(word);
        }
        catch (JsonException error)
        {
            throw new CliException(
                ExitCode.Usage, ErrorCode.Usage, $"{word} is no JSON", error.Message.Split('.')[0],
                "quote it for the shell: aetherctl rpc METHOD '[\"a\", 1]'");
        }
    }

    private static async Task<CommandResult> ListAsync(CommandContext context, CancellationToken cancellation)
    {
        JsonElement answer;
        try
        {
            answer = await context.Client.CallAsync("rpc.discover", [], cancellation).ConfigureAwait(false);
        }
        catch (RpcErrorException error) when (error.Code == -32601)
        {
            throw new CliException(
                ExitCode.Unreachable, ErrorCode.NodeError, "the node does not list its methods",
                "it has no rpc.discover", "see src/docs/specs/json-rpc.md, or ask a newer node")
            {
                Retriable = false,
            };
        }
        if (answer.ValueKind != JsonValueKind.Object
            || !answer.TryGetProperty("methods", out JsonElement methods) || methods.ValueKind != JsonValueKind.Array)
        {
            throw new EndpointException("the node's answer to rpc.discover has no methods");
        }
        List<(string, string)> lines = [];
        JsonArray data = [];
        foreach (JsonElement method in methods.EnumerateArray())
        {
            string name = Text(method, "name");
            string[] parameters = method.TryGetProperty("params", out JsonElement list)
                && list.ValueKind == JsonValueKind.Array
                ? [.. list.EnumerateArray().Select(Parameter)]
                : [];
            lines.Add((name, $"[{string.Join(", ", parameters)}]  {Text(method, "summary")}".TrimEnd()));
            data.Add(new JsonObject
            {
                ["name"] = name,
                ["params"] = new JsonArray([.. parameters.Select(item => (JsonNode)item)]),
                ["summary"] = Text(method, "summary"),
            });
        }
        return new CommandResult(data, lines);
    }

    private static string Parameter(JsonElement parameter)
    {
        bool required = parameter.TryGetProperty("required", out JsonElement value)
            && value.ValueKind == JsonValueKind.True;
        return Text(parameter, "name") + (required ? "" : "?");
    }

    private static string Text(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out JsonElement value)
            && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : "";
}
