using System.Text.Json;
using Aether.Core;
using Aether.Core.Types;
using Aether.Execution.Storage;
using Aether.Node.Rpc.JsonRpc;
using Aether.Pipeline.BlockImport;
using Aether.Pipeline.Mempool;
using Aether.Pipeline.Status;

namespace Aether.Node.Rpc.Methods;

/// <summary>What the node is doing, and what it can do.</summary>
internal sealed class NodeMethods(NodeView node)
{
    // A head this many slots old is that of a node which follows, or of a chain that stands still.
    private const ulong SyncingFrom = 8;

    /// <summary>aeth_syncing.</summary>
    public void Syncing(RpcParameters parameters, Utf8JsonWriter json)
    {
        parameters.RequireAtMost(0);
        string phase = node.Phase();
        ConsensusStatus status = node.Pipeline.ConsensusStatus;
        ulong behind = status.View - Math.Min(status.View, status.Head.View);
        if (phase == "running" && behind < SyncingFrom)
        {
            json.WriteBooleanValue(false);
            return;
        }
        json.WriteStartObject();
        json.WriteString("phase", phase == "running" ? "catching up" : phase);
        json.WriteNumber("current", status.Head.View);
        json.WriteNumber("target", status.View);
        json.WriteNumber("behindSlots", behind);
        json.WriteNull("etaSeconds");
        json.WriteEndObject();
    }

    /// <summary>aeth_nodeStatus.</summary>
    public void Status(RpcParameters parameters, Utf8JsonWriter json)
    {
        parameters.RequireAtMost(0);
        ConsensusStatus status = node.Pipeline.ConsensusStatus;
        string? fault = node.Pipeline.Fault?.Reason;
        string phase = fault is null ? node.Phase() : "stopped";
        json.WriteStartObject();
        json.WriteString("phase", phase);
        json.WriteBoolean("ready", phase == "running");
        json.WriteString("fault", fault);
        json.WriteNumber("slot", status.View);
        json.WriteNumber("epoch", status.Epoch);
        if (status.Leader is { } leader)
        {
            json.WriteNumber("leader", leader);
        }
        else
        {
            json.WriteNull("leader");
        }
        WritePoint(json, "finalized", status.Finalized);
        WritePoint(json, "safe", status.Safe);
        WritePoint(json, "latest", status.Head);
        json.WriteNumber("behindSlots", status.View - Math.Min(status.View, status.Head.View));
        json.WriteNumber("uptimeMs", node.UptimeMs);
        MempoolStatus pool = node.Pipeline.MempoolStatus;
        json.WriteStartObject("mempool");
        json.WriteNumber("transactions", pool.Transactions);
        json.WriteNumber("bytes", pool.Bytes);
        json.WriteEndObject();
        json.WriteStartObject("peers");
        json.WriteString("mode", node.Peers is null ? "fixed" : "found");
        json.WriteNumber("connected", node.Peers?.Status.Connected ?? node.Links?.Connected ?? 0);
        json.WriteEndObject();
        LatencyHistogram latency = node.Pipeline.FinalityLatency;
        json.WriteStartObject("finalityMs");
        json.WriteNumber("count", latency.Count);
        json.WriteNumber("p50", latency.PercentileMs(50));
        json.WriteNumber("p95", latency.PercentileMs(95));
        json.WriteNumber("p99", latency.PercentileMs(99));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>web3_clientVersion.</summary>
    public void ClientVersion(RpcParameters parameters, Utf8JsonWriter json)
    {
        parameters.RequireAtMost(0);
        json.WriteStringValue("aether/" + ChainMethods.Version);
    }

    /// <summary>aeth_capabilities.</summary>
    public void Capabilities(RpcParameters parameters, Utf8JsonWriter json)
    {
        parameters.RequireAtMost(0);
        json.WriteStartObject();
        WriteList(json, "methods", RpcCatalogue.All.Where(IsOffered).Select(info => info.Name));
        WriteList(json, "topics", RpcCatalogue.Topics);
        WriteList(json, "namespaces", RpcCatalogue.All.Where(IsOffered).Select(NamespaceOf).Distinct());
        KeptHistory kept = node.Store.Kept;
        json.WriteString("pruning", kept.Retention.Profile.ToString().ToLowerInvariant());
        json.WriteNumber("oldestBlock", kept.OldestBlock);
        json.WriteNumber("oldestState", Math.Min(kept.OldestState, node.Store.FinalizedHeader.Height));
        json.WriteStartObject("limits");
        json.WriteNumber("bodyBytes", Limits.Rpc.MaxBodyBytes);
        json.WriteNumber("responseBytes", Limits.Rpc.MaxResponseBytes);
        json.WriteNumber("batch", Limits.Rpc.MaxBatch);
        json.WriteNumber("depth", Limits.Rpc.MaxDepth);
        json.WriteNumber("deadlineMs", Limits.Rpc.DeadlineMs);
        json.WriteNumber("proofKeys", Limits.Rpc.MaxProofKeys);
        json.WriteNumber("logs", Limits.Rpc.MaxLogs);
        json.WriteNumber("rangeBlocks", Limits.Rpc.MaxRangeBlocks);
        json.WriteNumber("rangeHeaders", Limits.Rpc.MaxRangeHeaders);
        json.WriteNumber("transactionBytes", Limits.Transaction.MaxBytes);
        json.WriteEndObject();
        WriteList(json, "transports", RpcCatalogue.Transports);
        json.WriteStartArray("errors");
        foreach (RpcErrorInfo error in RpcErrors.All)
        {
            json.WriteStartObject();
            json.WriteNumber("code", (int)error.Code);
            json.WriteString("name", error.Code.ToString());
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private bool IsOffered(RpcMethodInfo info) => !info.IsAdmin
        && (NamespaceOf(info) != "aeth_dev" || Faucet.IsAllowedOn(node.Genesis.ChainId));

    private static string NamespaceOf(RpcMethodInfo info)
    {
        string[] parts = info.Name.Split('_', '.');
        return parts.Length > 2 ? parts[0] + "_" + parts[1] : parts[0];
    }

    private static void WriteList(Utf8JsonWriter json, string name, IEnumerable<string> items)
    {
        json.WriteStartArray(name);
        foreach (string item in items)
        {
            json.WriteStringValue(item);
        }
        json.WriteEndArray();
    }

    private static void WritePoint(Utf8JsonWriter json, string name, Header header)
    {
        json.WriteStartObject(name);
        json.WriteNumber("height", header.Height);
        json.WriteNumber("view", header.View);
        Json.WriteHash(json, "hash", header.Hash);
        json.WriteEndObject();
    }
}
