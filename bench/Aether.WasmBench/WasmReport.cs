using System.Globalization;
using System.Text.Json;
using Aether.BenchKit.Measurement;
using Aether.BenchKit.Reports;

namespace Aether.WasmBench;

/// <summary>The figures of a run as one JSON document, beside the tables.</summary>
internal sealed class WasmReport(MachineFacts machine, int rounds)
{
    private readonly List<Row> _rows = [];

    /// <summary>Adds a row.</summary>
    /// <param name="kernel">What was measured.</param>
    /// <param name="variant">In which way.</param>
    /// <param name="operation">What one time is of.</param>
    /// <param name="nanoseconds">Our median.</param>
    /// <param name="peer">Name of the peer; null without one.</param>
    /// <param name="peerNanoseconds">The peer's median.</param>
    /// <param name="goal">Most of the ratio, or of the nanoseconds without a peer; null for none.</param>
    public void Add(
        string kernel,
        string variant,
        string operation,
        double nanoseconds,
        string? peer = null,
        double peerNanoseconds = 0,
        double? goal = null) =>
        _rows.Add(new Row(kernel, variant, operation, nanoseconds, peer, peerNanoseconds, goal));

    /// <summary>Writes the document.</summary>
    public void Write(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        using FileStream stream = File.Create(path);
        using (Utf8JsonWriter json = new(stream, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            string date = DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
            json.WriteString("date", date);
            json.WriteString("commit", machine.Commit);
            json.WriteBoolean("modified", machine.Modified);
            json.WriteNumber("rounds", rounds);
            JsonReport.WriteMachine(json, machine);
            json.WriteStartArray("rows");
            foreach (Row row in _rows)
            {
                Write(json, row);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
    }

    private static void Write(Utf8JsonWriter json, Row row)
    {
        json.WriteStartObject();
        json.WriteString("kernel", row.Kernel);
        json.WriteString("variant", row.Variant);
        json.WriteString("operation", row.Operation);
        json.WriteNumber("median_ns", Math.Round(row.Nanoseconds, 2));
        if (row.Peer is not null)
        {
            json.WriteString("peer", row.Peer);
            json.WriteNumber("peer_median_ns", Math.Round(row.PeerNanoseconds, 2));
            json.WriteNumber("ratio", Math.Round(row.Nanoseconds / row.PeerNanoseconds, 4));
        }

        if (row.Goal is { } goal)
        {
            double reached = row.Peer is null ? row.Nanoseconds : row.Nanoseconds / row.PeerNanoseconds;
            json.WriteNumber("goal", goal);
            json.WriteString("verdict", reached <= goal ? "reached" : "missed");
        }

        json.WriteEndObject();
    }

    private sealed record Row(
        string Kernel,
        string Variant,
        string Operation,
        double Nanoseconds,
        string? Peer,
        double PeerNanoseconds,
        double? Goal);
}
