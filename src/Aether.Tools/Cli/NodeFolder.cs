using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Aether.Tools.Cli;

/// <summary>What the data folder of a running node says about it: <c>endpoints.json</c>.</summary>
internal sealed class NodeFolder
{
    private const string FileName = "endpoints.json";
    private const int MaxBytes = 1 << 20;

    private readonly JsonObject _node;

    private NodeFolder(string path, JsonObject node)
    {
        Path = path;
        _node = node;
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>Address of JSON-RPC; null when the server is off.</summary>
    public string? Rpc => Text("rpc");

    /// <summary>Address of the metrics; null when the server is off.</summary>
    public string? Metrics => Text("metrics");

    /// <summary>Path of the admin socket; null where there is none.</summary>
    public string? Admin => Text("admin");

    /// <summary>Reads the file of a node, or of one node of a devnet.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="name">Name or index of a node of a devnet; null for the first.</param>
    public static NodeFolder Read(string path, string? name)
    {
        string file = System.IO.Path.Combine(path, FileName);
        if (!File.Exists(file))
        {
            throw new CliException(
                ExitCode.NotFound, ErrorCode.NotFound, $"there is no {FileName} in {path}",
                "a node writes it when it starts and removes it when it stops",
                "check --data, and that the node runs");
        }
        JsonObject? root = null;
        try
        {
            root = JsonNode.Parse(Inputs.File(file, MaxBytes)) as JsonObject;
        }
        catch (JsonException)
        {
            // Said below.
        }
        JsonObject? node = root?["nodes"] is JsonArray nodes ? Choose(nodes, name) : root;
        return new NodeFolder(path, node ?? throw new CliException(
            ExitCode.Usage, ErrorCode.BadFile, $"{file} does not name {name ?? "a node"}",
            "it is no file of a running node, or the devnet has no such node", "check --data and --node"));
    }

    private static JsonObject? Choose(JsonArray nodes, string? name)
    {
        bool isIndex = int.TryParse(name ?? "0", NumberStyles.None, CultureInfo.InvariantCulture, out int index);
        JsonObject? named = nodes.OfType<JsonObject>().FirstOrDefault(node => Member(node, "name") == name);
        return named ?? (isIndex && index < nodes.Count ? nodes[index] as JsonObject : null);
    }

    private string? Text(string name) => Member(_node, name);

    private static string? Member(JsonObject node, string name) =>
        node[name] is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
