using System.Text.Json;

namespace Aether.Node.Devnet.Processes;

/// <summary>One line that `aether run --json` wrote, as far as a devnet reads it.</summary>
internal readonly record struct NodeLine
{
    private const int MostCharacters = 4_096;

    /// <summary>`ready`, `final` or `status`.</summary>
    public string Type { get; private init; }

    /// <summary>With `ready`: where JSON-RPC is.</summary>
    public string Rpc { get; private init; }

    /// <summary>With `final`: its height; with `status`: the last final one.</summary>
    public ulong Height { get; private init; }

    /// <summary>The block's slot, or the current one.</summary>
    public ulong Slot { get; private init; }

    /// <summary>The block's epoch, or the current one.</summary>
    public uint Epoch { get; private init; }

    /// <summary>With `final`: hash of the block.</summary>
    public string Hash { get; private init; }

    /// <summary>With `final`: the state after it.</summary>
    public string StateRoot { get; private init; }

    /// <summary>With `final`: number of the validator that proposed it.</summary>
    public int Proposer { get; private init; }

    /// <summary>With `final`: how many it has.</summary>
    public int Transactions { get; private init; }

    /// <summary>With `final`: from its first sight to its finality.</summary>
    public long LatencyMs { get; private init; }

    /// <summary>With `status`: connections.</summary>
    public int Peers { get; private init; }

    /// <summary>With `status`: transactions that wait.</summary>
    public int Pending { get; private init; }

    /// <summary>With `status`: contradicting signatures seen.</summary>
    public long Evidence { get; private init; }

    /// <summary>With `status`: connections of peers that ended for what they sent.</summary>
    public long Cut { get; private init; }

    /// <summary>With `status`: connections that were refused: of strangers, and of peers that were cut.</summary>
    public long Refused { get; private init; }

    /// <summary>With `status`: messages that were dropped unread.</summary>
    public long Dropped { get; private init; }

    /// <summary>With `status`: messages that only a faulty peer sends.</summary>
    public long Offences { get; private init; }

    /// <summary>With `status`: packets of no connection, and handshakes above a rate or a bound.</summary>
    public long PacketsDropped { get; private init; }

    /// <summary>With `status`: payloads as shreds.</summary>
    public DevnetShreds Shreds { get; private init; }

    /// <summary>Reads a line; false for what is none.</summary>
    public static bool TryParse(string text, out NodeLine line)
    {
        line = default;
        if (text.Length > MostCharacters || !text.StartsWith('{'))
        {
            return false;
        }
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            JsonElement root = document.RootElement;
            line = new NodeLine
            {
                Type = Text(root, "type"),
                Rpc = Text(root, "rpc"),
                Height = (ulong)Number(root, root.TryGetProperty("height", out _) ? "height" : "final_height"),
                Slot = (ulong)Number(root, "slot"),
                Epoch = (uint)Number(root, "epoch"),
                Hash = Text(root, "hash"),
                StateRoot = Text(root, "state_root"),
                Proposer = (int)Number(root, "proposer"),
                Transactions = (int)Number(root, "transactions"),
                LatencyMs = Number(root, "latency_ms"),
                Peers = (int)Number(root, "peers"),
                Pending = (int)Number(root, "pending"),
                Evidence = Number(root, "evidence"),
                Cut = Number(root, "cut"),
                Refused = Number(root, "strangers") + Number(root, "refused"),
                Dropped = Number(root, "dropped"),
                Offences = Number(root, "offences"),
                Shreds = root.TryGetProperty("shreds", out JsonElement shreds) ? ReadShreds(root, shreds) : default,
                PacketsDropped = Number(root, "packets_dropped") + Number(root, "handshakes_refused"),
            };
            return line.Type.Length > 0;
        }
        catch (Exception error) when (error is JsonException or FormatException or InvalidOperationException)
        {
            return false;
        }
    }

    private static DevnetShreds ReadShreds(JsonElement root, JsonElement shreds) => new(
        Number(shreds, "heads"),
        Number(shreds, "assembled"),
        Number(shreds, "unrepaired"),
        Number(shreds, "whole"),
        Number(shreds, "taken"),
        Number(shreds, "repairs_asked"),
        Number(shreds, "bad"),
        Number(root, "datagrams_unsent"),
        Number(shreds, "delivery_p50_ms"),
        Number(shreds, "delivery_p95_ms"));

    private static string Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out JsonElement value) ? value.GetString() ?? "" : "";

    private static long Number(JsonElement root, string name) =>
        root.TryGetProperty(name, out JsonElement value) ? value.GetInt64() : 0;
}
