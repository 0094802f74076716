using System.Text.Json;
using Aether.Core;
using Aether.Tools.Cli;

namespace Aether.Tools.LoadGen.Commands;

/// <summary>The nodes of a load: where they take requests and where they show metrics.</summary>
/// <param name="Endpoints">JSON-RPC, the first is also watched.</param>
/// <param name="Metrics">Names and addresses of metrics.</param>
internal sealed record LoadTarget(IReadOnlyList<Uri> Endpoints, IReadOnlyList<(string Name, Uri Address)> Metrics)
{
    private const int MaxDepth = 8;

    /// <summary>The nodes of comma-separated addresses.</summary>
    public static LoadTarget Of(string rpc, string? metrics)
    {
        Uri[] addresses = [.. Split(metrics ?? string.Empty).Select(Address)];
        return new LoadTarget(
            [.. Split(rpc).Select(Address)],
            [.. addresses.Select((address, index) => ($"node-{index}", address))]);
    }

    /// <summary>The nodes that a devnet or a node wrote into `endpoints.json` of its data folder.</summary>
    public static LoadTarget Read(string folder)
    {
        string path = Directory.Exists(folder) ? Path.Combine(folder, "endpoints.json") : folder;
        byte[] bytes = Inputs.File(path, Limits.LoadGen.MaxEndpointsBytes);
        try
        {
            using JsonDocument document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = MaxDepth });
            return Read(document.RootElement) ?? throw Refuse(path);
        }
        catch (JsonException)
        {
            throw Refuse(path);
        }
    }

    private static LoadTarget? Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            return null;
        }
        bool several = root.TryGetProperty("nodes", out JsonElement list) && list.ValueKind == JsonValueKind.Array;
        JsonElement[] nodes = several
            ? [.. list.EnumerateArray().Take(Limits.LoadGen.MaxNodes)]
            : [root];
        List<Uri> endpoints = [];
        List<(string, Uri)> metrics = [];
        for (int index = 0; index < nodes.Length; index++)
        {
            string name = Text(nodes[index], "name") ?? FormattableString.Invariant($"node-{index}");
            if (Text(nodes[index], "rpc") is { } rpc)
            {
                endpoints.Add(Address(rpc));
            }
            if (Text(nodes[index], "metrics") is { } page)
            {
                metrics.Add((name, Address(page)));
            }
        }
        if (endpoints.Count == 0 && Text(root, "rpc") is { } only)
        {
            endpoints.Add(Address(only));
        }
        return endpoints.Count == 0 ? null : new LoadTarget(endpoints, metrics);
    }

    private static string? Text(JsonElement node, string member) =>
        node.ValueKind == JsonValueKind.Object && node.TryGetProperty(member, out JsonElement value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static string[] Split(string text) =>
        text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static Uri Address(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && address.Scheme == Uri.UriSchemeHttp
            ? address
            : throw new CliException(
                ExitCode.Usage, ErrorCode.Usage, $"{text} is no address of a node",
                "a load is sent over plain HTTP, so an address starts with http://",
                $"give {GlobalOptions.DefaultEndpoint}, or several with commas between them");

    private static CliException Refuse(string path) => new(
        ExitCode.Usage, ErrorCode.BadFile, $"{path} names no endpoint",
        "`aether devnet` and `aether run` write endpoints.json into their data folder",
        "give that folder, or --rpc URL");
}
