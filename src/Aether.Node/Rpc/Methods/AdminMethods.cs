using System.Text.Json;
using Aether.Node.Lifecycle;
using Aether.Node.Logging;
using Aether.Node.Options.Model;
using Aether.Node.Rpc.JsonRpc;
using Aether.Node.Telemetry;

namespace Aether.Node.Rpc.Methods;

/// <summary>What the owner of a node may ask and change while it runs, on the admin socket alone.</summary>
/// <param name="node">The node.</param>
/// <param name="health">How its parts are.</param>
/// <param name="config">What it was told; null when it was not started from a configuration.</param>
/// <param name="log">Its log.</param>
internal sealed class AdminMethods(NodeView node, HealthBoard health, NodeConfig? config, Func<NodeLog> log)
{
    private static readonly string[] s_modules =
        [.. NodeEvents.All.Select(what => what.Module).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>aeth_admin_logLevel.</summary>
    public void LogLevel(RpcParameters parameters, Utf8JsonWriter json)
    {
        parameters.RequireAtMost(1);
        if (parameters.TextOr(0, "levels", null) is { } text)
        {
            Change(text);
        }
        json.WriteStartObject();
        json.WriteString("levels", log().Levels.ToString());
        json.WriteStartArray("modules");
        foreach (string module in s_modules)
        {
            json.WriteStringValue(module);
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>aeth_admin_debug.</summary>
    public void Debug(RpcParameters parameters, Utf8JsonWriter json)
    {
        parameters.RequireAtMost(0);
        json.WriteStartObject();
        json.WriteString("version", BuildStamp.Version);
        json.WriteNumber("pid", Environment.ProcessId);
        json.WriteNumber("uptimeMs", node.UptimeMs);
        json.WriteString("phase", node.Phase());
        json.WriteString("fault", node.Pipeline.Fault?.Reason);
        json.WriteString("logLevels", log().Levels.ToString());
        WriteMemory(json);
        WriteHealth(json);
        WriteThreads(json);
        WriteOptions(json);
        json.WriteStartArray("log");
        foreach (string line in log().Kept)
        {
            json.WriteStringValue(line);
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void Change(string text)
    {
        if (!LogLevels.TryParse(text, out LogLevels? levels))
        {
            throw RpcParameters.Invalid(
                $"parameter 0 (levels) is one of {LogLevels.Words}, and MODULE=LEVEL for single modules");
        }
        if (levels.Modules.FirstOrDefault(module => !s_modules.Contains(module)) is { } unknown)
        {
            throw RpcParameters.Invalid($"no module is named '{unknown}'; there are: {string.Join(", ", s_modules)}");
        }
        NodeLog shared = log();
        string before = shared.Levels.ToString();
        shared.Levels = levels;
        shared.Write(NodeEvents.LevelsChanged, "other lines are written now", ("before", before), ("now", levels));
    }

    private static void WriteMemory(Utf8JsonWriter json)
    {
        GCMemoryInfo info = GC.GetGCMemoryInfo();
        json.WriteStartObject("memory");
        json.WriteNumber("workingSetBytes", Environment.WorkingSet);
        json.WriteNumber("heapBytes", info.HeapSizeBytes);
        json.WriteNumber("committedBytes", info.TotalCommittedBytes);
        json.WriteNumber("allocatedBytes", GC.GetTotalAllocatedBytes());
        json.WriteNumber("pauseMs", (long)GC.GetTotalPauseDuration().TotalMilliseconds);
        json.WriteNumber("gen0", GC.CollectionCount(0));
        json.WriteNumber("gen1", GC.CollectionCount(1));
        json.WriteNumber("gen2", GC.CollectionCount(2));
        json.WriteEndObject();
    }

    private void WriteHealth(Utf8JsonWriter json)
    {
        json.WriteStartArray("health");
        foreach (SubsystemHealth part in health.Read())
        {
            json.WriteStartObject();
            json.WriteString("part", part.Name);
            json.WriteString("state", part.State.ToString().ToLowerInvariant());
            json.WriteString("reason", part.Reason);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteThreads(Utf8JsonWriter json)
    {
        json.WriteStartArray("threads");
        foreach ((int id, string name, char state, long cpuMs) in ThreadDump.Read())
        {
            json.WriteStartObject();
            json.WriteNumber("id", id);
            json.WriteString("name", name);
            json.WriteString("state", state.ToString());
            json.WriteNumber("cpuMs", cpuMs);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private void WriteOptions(Utf8JsonWriter json)
    {
        json.WriteStartArray("options");
        foreach (OptionSpec spec in config is null ? [] : NodeOptionTable.All)
        {
            json.WriteStartObject();
            json.WriteString("key", spec.Key);
            json.WriteString("value", config!.Text(spec.Key));
            json.WriteString("from", config.Origin(spec.Key).Place);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
