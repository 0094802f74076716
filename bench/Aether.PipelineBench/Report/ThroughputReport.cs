using System.Globalization;
using System.Text;
using System.Text.Json;
using Aether.BenchKit.Measurement;
using Aether.Execution.Storage;

namespace Aether.PipelineBench.Report;

/// <summary>A run as a table for people, and as one JSON object.</summary>
internal static class ThroughputReport
{
    private const int ProductBlockBytes = 2_000_000;
    private const int ProductSlotMs = 500;

    /// <summary>Writes the table.</summary>
    public static void WriteTable(TextWriter output, ThroughputResult result)
    {
        PipelineBenchOptions options = result.Options;
        CultureInfo culture = CultureInfo.InvariantCulture;
        double product = ThroughputResult.BoundOf(ProductBlockBytes, ProductSlotMs, result.TransferBytes);
        string model = options.Rate > 0
            ? string.Create(culture, $"open model, {options.Rate}/s")
            : string.Create(culture, $"closed model, {options.Pending} unfinished");
        output.WriteLine(string.Create(culture,
            $"{options.Validators} validator(s), {options.Accounts} accounts, transfers of {result.TransferBytes} "
            + $"bytes, {model}, pruning {PruningOf(options)}"));
        output.WriteLine(string.Create(culture,
            $"genesis: slots of {options.SlotMs} ms, blocks of {options.BlockBytes} bytes, tau {options.TauPercent} %: "
            + $"at most {result.Bound:F0} "
            + $"tx/s; the product's 500 ms and 2000000 bytes: at most {product:F0} tx/s"));
        output.WriteLine(string.Create(culture,
            $"signed beforehand: {result.Signed} transfers in {result.SigningSeconds:F1} s"));
        output.WriteLine();
        output.WriteLine("thread          processor s   of all      items   ns an item");
        WriteRows(output, result.Threads);
        output.WriteLine();
        output.WriteLine("stage              wall s     of all      items   ns an item");
        WriteRows(output, result.Stages);
        IEnumerable<string> waits = result.Waits.Select(row => string.Create(culture, $"{row.Name} {row.Seconds:F1}"));
        output.WriteLine();
        output.WriteLine($"parked, seconds of wall time: {string.Join(", ", waits)}");
        output.WriteLine(string.Create(culture,
            $"{result.PerSecond:F0} tx/s final and durable over {result.Seconds:F1} s; {result.Final.Blocks} blocks, "
            + $"{result.Final.Bytes / 1e6:F0} MB; latency p50 {result.LatencyP50} ms, p95 {result.LatencyP95} ms; "
            + $"collections {string.Join('/', result.Collections)}, {result.CollectorSeconds:F2} s of pauses, "
            + $"{result.AllocatedBytes / Math.Max(1.0, result.Final.Transactions):F0} bytes allocated a transaction; "
            + $"{result.Refusals} refusals for want of room"));
        if (result.Invalid is { } reason)
            output.WriteLine($"the run does not count: {reason}");
    }

    private static string PruningOf(PipelineBenchOptions options) => options.Retention.Profile switch
    {
        PruningProfile.Archive => "archive",
        PruningProfile.Minimal => "minimal",
        _ => "full",
    };

    /// <summary>The JSON object, on one line.</summary>
    public static string ToJson(ThroughputResult result)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            PipelineBenchOptions options = result.Options;
            json.WriteStartObject();
            json.WriteString("bench", "pipeline");
            WriteMachine(json);
            json.WriteNumber("validators", options.Validators);
            json.WriteNumber("accounts", options.Accounts);
            json.WriteString("model", options.Rate > 0 ? "open" : "closed");
            json.WriteNumber("offered_per_second", options.Rate);
            json.WriteNumber("pending", options.Pending);
            json.WriteNumber("slot_ms", options.SlotMs);
            json.WriteNumber("block_bytes_max", options.BlockBytes);
            json.WriteNumber("transaction_bytes", result.TransferBytes);
            json.WriteNumber("tau_percent", options.TauPercent);
            json.WriteString("pruning", PruningOf(options));
            json.WriteNumber("lanes", options.Lanes);
            json.WriteNumber("bound_per_second", Math.Round(result.Bound));
            json.WriteNumber("seconds", Math.Round(result.Seconds, 2));
            json.WriteNumber("tx_per_second", Math.Round(result.PerSecond));
            json.WriteNumber("transactions", result.Final.Transactions);
            json.WriteNumber("blocks", result.Final.Blocks);
            json.WriteNumber("bytes", result.Final.Bytes);
            json.WriteStartObject("latency_ms");
            json.WriteNumber("p50", result.LatencyP50);
            json.WriteNumber("p95", result.LatencyP95);
            json.WriteEndObject();
            json.WriteNumber("signed", result.Signed);
            json.WriteNumber("signing_seconds", Math.Round(result.SigningSeconds, 2));
            json.WriteNumber("refusals", result.Refusals);
            // Settings of the collector that change the figures; the first is read from the environment alone.
            json.WriteString("collector_gen0_size", Environment.GetEnvironmentVariable("DOTNET_GCgen0size"));
            json.WriteString("collector_concurrent", $"{GC.GetConfigurationVariables()["ConcurrentGC"]}");
            json.WriteNumber("collector_pause_seconds", Math.Round(result.CollectorSeconds, 3));
            json.WriteNumber("allocated_bytes_per_transaction",
                Math.Round(result.AllocatedBytes / Math.Max(1.0, result.Final.Transactions)));
            WriteRows(json, "per_thread", result.Threads);
            WriteRows(json, "per_stage", result.Stages);
            WriteRows(json, "parked", result.Waits);
            json.WriteString("invalid", result.Invalid);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void WriteMachine(Utf8JsonWriter json)
    {
        MachineFacts machine = MachineFacts.Read();
        json.WriteString("commit", machine.Commit);
        json.WriteBoolean("modified", machine.Modified);
        json.WriteString("processor", machine.Processor);
        json.WriteNumber("cores", machine.Cores);
        json.WriteString("dotnet", machine.Dotnet);
    }

    private static void WriteRows(Utf8JsonWriter json, string name, StageRow[] rows)
    {
        double all = Math.Max(rows.Sum(static row => row.Seconds), 1e-9);
        json.WriteStartArray(name);
        foreach (StageRow row in rows)
        {
            json.WriteStartObject();
            json.WriteString("name", row.Name);
            json.WriteNumber("seconds", Math.Round(row.Seconds, 3));
            json.WriteNumber("share", Math.Round(row.Seconds / all, 4));
            if (row.Items is { } items)
                json.WriteNumber("items", items);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteRows(TextWriter output, StageRow[] rows)
    {
        double all = Math.Max(rows.Sum(static row => row.Seconds), 1e-9);
        foreach (StageRow row in rows)
        {
            string items = row.Items is { } count ? count.ToString(CultureInfo.InvariantCulture) : "-";
            string each = row.Items is > 0
                ? (row.Seconds * 1e9 / row.Items.Value).ToString("F0", CultureInfo.InvariantCulture)
                : "-";
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{row.Name,-16}{row.Seconds,10:F2}{100 * row.Seconds / all,10:F1} %{items,11}{each,13}"));
        }
    }
}
