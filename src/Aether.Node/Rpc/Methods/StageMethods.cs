using System.Text.Json;
using Aether.Node.Rpc.JsonRpc;
using Aether.Pipeline.Status;

namespace Aether.Node.Rpc.Methods;

/// <summary>What the threads of the pipeline do with their time.</summary>
internal sealed class StageMethods(NodeView node)
{
    /// <summary>aeth_getStages.</summary>
    public void GetStages(RpcParameters parameters, Utf8JsonWriter json)
    {
        parameters.RequireAtMost(0);
        ILookup<string, DropSample> drops = node.Pipeline.ReadDrops().ToLookup(drop => drop.Stage);
        json.WriteStartObject();
        json.WriteStartArray("stages");
        foreach (StageSample stage in node.Pipeline.ReadThreads().SelectMany(thread => thread.Stages))
        {
            WriteStage(json, stage, drops[stage.Stage]);
        }
        json.WriteEndArray();
        json.WriteStartArray("links");
        foreach (LinkSample link in node.Pipeline.ReadLinks())
        {
            json.WriteStartObject();
            json.WriteString("link", link.Link);
            json.WriteNumber("depth", link.Depth);
            json.WriteNumber("capacity", link.Capacity);
            json.WriteNumber("highWater", link.HighWater);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteStage(Utf8JsonWriter json, StageSample stage, IEnumerable<DropSample> drops)
    {
        json.WriteStartObject();
        json.WriteString("stage", stage.Stage);
        json.WriteString("thread", stage.Thread);
        json.WriteNumber("items", stage.Items);
        WriteMicroseconds(json, "busyUs", stage.Busy);
        WriteMicroseconds(json, "waitUs", stage.Wait);
        WriteMicroseconds(json, "backpressureUs", stage.Backpressure);
        WriteMicroseconds(json, "housekeepingUs", stage.Housekeeping);
        json.WriteStartArray("dropped");
        foreach (DropSample drop in drops)
        {
            json.WriteStartObject();
            json.WriteString("reason", drop.Reason);
            json.WriteNumber("count", drop.Count);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteMicroseconds(Utf8JsonWriter json, string name, TimeSpan time) =>
        json.WriteNumber(name, time.Ticks / TimeSpan.TicksPerMicrosecond);
}
