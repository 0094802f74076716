using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aether.Sdk.Client;
using Aether.Tools.Cli;

namespace Aether.Tools.Commands;

/// <summary>`rpc`: any method of a node, as it is.</summary>
internal sealed class RpcCommand
{
    private const int MethodNotFound = -32601;
    private const int MostMeant = 3;

    // What most methods begin with, and people leave out.
    private const string Prefix = "aeth_";

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
        JsonElement answer;
        try
        {
            answer = await context.Client.CallAsync(method, parameters, cancellation).ConfigureAwait(false);
        }
        catch (RpcErrorException error) when (error.Code == MethodNotFound)
        {
            throw await UnknownAsync(context, method, error, cancellation).ConfigureAwait(false);
        }
        if (answer.ValueKind == JsonValueKind.Null)
        {
            return new CommandResult(new JsonObject(), []) { Text = "null", IsNull = true };
        }
        JsonNode data = JsonNode.Parse(answer.GetRawText())!;
        string text = answer.ValueKind == JsonValueKind.String ? answer.GetString()! : data.ToJsonString(s_format);
        return new CommandResult(data, []) { Text = text };
    }

    // The same error as ever, with the methods of this node that may have been meant.
    private static async Task<Exception> UnknownAsync(
        CommandContext context, string method, RpcErrorException error, CancellationToken cancellation)
    {
        string[] known = [];
        try
        {
            JsonElement described = await context.Client.CallAsync("rpc.discover", [], cancellation)
                .ConfigureAwait(false);
            known = described.ValueKind == JsonValueKind.Object
                && described.TryGetProperty("methods", out JsonElement list) && list.ValueKind == JsonValueKind.Array
                ? [.. list.EnumerateArray().Select(item => Text(item, "name")).Where(name => name.Length > 0)]
                : [];
        }
        catch (Exception unheard) when (unheard is RpcErrorException or EndpointException)
        {
            // A node that does not list its methods: nothing can be suggested.
        }
        string[] near =
        [
            .. NearestName.Several(method, known, MostMeant)
                .Concat(NearestName.Several(Prefix + method, known, MostMeant)).Distinct().Take(MostMeant),
        ];
        return near.Length == 0
            ? error
            : new CliException(
                ExitCode.Unreachable, ErrorCode.NodeError, error.Message,
                $"the node answered {error.Code} ({error.Name})",
                $"did you mean {string.Join(", ", near)}? Else aetherctl rpc --list")
            {
                Retriable = false,
                Details = new JsonObject
                {
                    ["rpcCode"] = error.Code,
                    ["rpcName"] = error.Name,
                    ["near"] = new JsonArray([.. near.Select(name => (JsonNode)name)]),
                },
            };
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
        catch (RpcErrorException error) when (error.Code == MethodNotFound)
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
