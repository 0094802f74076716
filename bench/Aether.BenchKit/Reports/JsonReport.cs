using System.Globalization;
using System.Text.Json;
using Aether.BenchKit.Measurement;

namespace Aether.BenchKit.Reports;

/// <summary>The figures as one JSON document; nanoseconds are for each operation.</summary>
internal static class JsonReport
{
    /// <summary>UTF-8, ending in a line feed.</summary>
    public static byte[] Write(
        IReadOnlyList<RowResult> results, IReadOnlyList<KernelRow> rows, MeasurementPlan plan, MachineFacts machine)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            string date = DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
            json.WriteString("date", date);
            json.WriteString("commit", machine.Commit);
            json.WriteBoolean("modified", machine.Modified);
            json.WriteNumber("rounds", plan.Rounds);
            json.WriteNumber("slices_per_round", plan.SlicesPerRound);
            json.WriteNumber("slice_ms", plan.SliceMs);
            WriteMachine(json, machine);
            json.WriteStartArray("rows");
            foreach (RowResult result in results)
                WriteRow(json, result);
            json.WriteEndArray();
            json.WriteStartArray("missing");
            foreach (string line in KernelRow.Missing(rows))
                json.WriteStringValue(line);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
        return stream.ToArray();
    }

    internal static void WriteMachine(Utf8JsonWriter json, MachineFacts machine)
    {
        json.WriteStartObject("machine");
        json.WriteString("processor", machine.Processor);
        json.WriteNumber("cores", machine.Cores);
        json.WriteString("features", string.Join(' ', machine.Features));
        json.WriteNumber("memory_gib", machine.MemoryGib);
        json.WriteString("os", machine.OperatingSystem);
        json.WriteString("kernel", machine.Kernel);
        json.WriteString("dotnet", machine.Dotnet);
        json.WriteEndObject();
    }

    private static void WriteRow(Utf8JsonWriter json, RowResult result)
    {
        KernelRow row = result.Row;
        json.WriteStartObject();
        json.WriteString("kernel", row.Kernel);
        json.WriteString("variant", row.Variant);
        json.WriteNumber("cores", row.Cores);
        json.WriteString("operation", row.Operation);
        json.WriteNumber("operations_per_call", row.OperationsPerCall);
        Write(json, "median_ns", result.Median);
        Write(json, "min_ns", result.KernelRounds.Min());
        Write(json, "max_ns", result.KernelRounds.Max());
        Write(json, "spread", result.Spread);
        Write(json, "gigabytes_per_second", result.GigabytesPerSecond);
        json.WriteNumber("rounds", result.KernelRounds.Length);
        json.WriteString("peer", row.HasPeer ? row.Peer : null);
        Write(json, "peer_median_ns", result.PeerMedian);
        Write(json, "ratio", result.Ratio);
        Write(json, "ratio_min", result.RoundRatios?.Min());
        Write(json, "ratio_max", result.RoundRatios?.Max());
        Write(json, "operations_per_second", result.PerSecond);
        Write(json, "floor_per_second", row.RateGoals.Floor);
        Write(json, "target_per_second", row.RateGoals.Target);
        Write(json, "floor", row.Goals.Floor);
        Write(json, "target", row.Goals.Target);
        Write(json, "stretch", row.Goals.Stretch);
        json.WriteString("verdict", result.Verdict);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number)
            json.WriteNumber(name, Math.Round(number, 4));
        else
            json.WriteNull(name);
    }
}
