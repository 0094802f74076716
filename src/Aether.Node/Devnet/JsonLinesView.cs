using System.Buffers;
using System.Text.Json;
using Aether.Node.Devnet.Chaos;

namespace Aether.Node.Devnet;

/// <summary>One JSON object per line; nothing else goes to the stream.</summary>
internal sealed class JsonLinesView(Stream output) : IDevnetView
{
    /// <inheritdoc/>
    public void Show(DevnetSample sample) => WriteLine(json =>
    {
        json.WriteString("type", "sample");
        json.WriteNumber("elapsed_ms", sample.ElapsedMs);
        json.WriteNumber("slot", sample.Slot);
        json.WriteNumber("epoch", sample.Epoch);
        json.WriteNumber("leader", sample.Leader);
        json.WriteNumber("finalized_height", sample.FinalizedHeight);
        json.WriteNumber("finality_ms_p50", Math.Round(sample.FinalityMsP50, 1));
        json.WriteNumber("finality_ms_p95", Math.Round(sample.FinalityMsP95, 1));
        json.WriteNumber("tx_finalized", sample.TransactionsFinalized);
        json.WriteNumber("tx_per_second", Math.Round(sample.TransactionsPerSecond, 1));
        json.WriteNumber("pending", sample.Pending);
        json.WriteStartArray("validators");
        foreach (DevnetValidatorSample validator in sample.Validators)
        {
            json.WriteStartObject();
            json.WriteNumber("index", validator.Index);
            json.WriteNumber("epoch", validator.Epoch);
            json.WriteNumber("slot", validator.Slot);
            json.WriteNumber("finalized_height", validator.FinalizedHeight);
            json.WriteString("state", validator.State);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    });

    /// <inheritdoc/>
    public void ShowEvent(ChaosEvent happened) => WriteLine(json =>
    {
        json.WriteString("type", "event");
        json.WriteNumber("at_ms", (long)happened.At.TotalMilliseconds);
        json.WriteString("do", happened.Name);
        json.WriteStartArray("nodes");
        foreach (int node in happened.Nodes)
        {
            json.WriteNumberValue(node);
        }
        json.WriteEndArray();
        json.WriteString("text", happened.Text);
    });

    /// <inheritdoc/>
    public void ShowSummary(DevnetSummary summary) => WriteLine(json =>
    {
        json.WriteString("type", "summary");
        json.WriteNumber("slots", summary.Slots);
        json.WriteNumber("finalized", summary.Finalized);
        json.WriteNumber("first_epoch", summary.FirstEpoch);
        json.WriteNumber("last_epoch", summary.LastEpoch);
        json.WriteNumber("longest_wait_ms", Math.Round(summary.LongestWaitMs, 1));
        json.WriteNumber("longest_epoch_change_ms", Math.Round(summary.LongestEpochChangeMs, 1));
        json.WriteNumber("finality_ms_p50", Math.Round(summary.FinalityMsP50, 1));
        json.WriteNumber("finality_ms_p95", Math.Round(summary.FinalityMsP95, 1));
        json.WriteNumber("tx_finalized", summary.TransactionsFinalized);
        json.WriteBoolean("state_root_equal", summary.StateRootEqual);
        json.WriteNumber("common_height", summary.CommonHeight);
        json.WriteString("state_root", summary.StateRoot);
        json.WriteNumber("equivocations", summary.Equivocations);
        json.WriteNumber("events", summary.Events);
        json.WriteNumber("payloads_as_shreds", summary.Shreds.Heads);
        json.WriteNumber("payloads_assembled", summary.Shreds.Assembled);
        json.WriteNumber("payloads_unrepaired", summary.Shreds.Unrepaired);
        json.WriteNumber("payloads_whole", summary.Shreds.Whole);
    });

    /// <inheritdoc/>
    public void Dispose() => output.Dispose();

    private void WriteLine(Action<Utf8JsonWriter> members)
    {
        ArrayBufferWriter<byte> line = new(512);
        using (Utf8JsonWriter json = new(line))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }
        line.Write("\n"u8);
        output.Write(line.WrittenSpan);
        output.Flush();
    }
}
