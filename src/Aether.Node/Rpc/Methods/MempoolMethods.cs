using System.Globalization;
using System.Text.Json;
using Aether.Core;
using Aether.Core.Types;
using Aether.Execution.State;
using Aether.Node.Rpc.JsonRpc;
using Aether.Pipeline.Mempool;

namespace Aether.Node.Rpc.Methods;

/// <summary>What waits in the mempool.</summary>
internal sealed class MempoolMethods(NodeView node)
{
    /// <summary>aeth_mempoolStatus.</summary>
    public void GetStatus(RpcParameters parameters, Utf8JsonWriter json)
    {
        parameters.RequireAtMost(0);
        MempoolStatus status = node.Pipeline.MempoolStatus;
        json.WriteStartObject();
        json.WriteNumber("transactions", status.Transactions);
        json.WriteNumber("bytes", status.Bytes);
        json.WriteNumber("maxTransactions", status.MaxTransactions);
        json.WriteNumber("maxBytes", status.MaxBytes);
        json.WriteStartObject("sinceStart");
        json.WriteNumber("added", status.Counters.Added);
        json.WriteNumber("refused", status.Counters.Refused);
        json.WriteNumber("replaced", status.Counters.Replaced);
        json.WriteNumber("evicted", status.Counters.Evicted);
        json.WriteNumber("expired", status.Counters.Expired);
        json.WriteNumber("included", status.Counters.Included);
        json.WriteNumber("dropped", status.Counters.Dropped);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>aeth_mempoolContent.</summary>
    public void GetContent(RpcParameters parameters, Utf8JsonWriter json)
    {
        parameters.RequireAtMost(1);
        int count = parameters.CountOr(0, "count", 100, Limits.Rpc.MaxPendingShown);
        List<Transaction> best = node.Pipeline.Mempool.Select([], long.MaxValue, count);
        json.WriteStartObject();
        json.WriteNumber("transactions", node.Pipeline.MempoolStatus.Transactions);
        WritePending(json, best);
        json.WriteEndObject();
    }

    /// <summary>aeth_mempoolInspect.</summary>
    public void Inspect(RpcParameters parameters, Utf8JsonWriter json)
    {
        parameters.RequireAtMost(1);
        Address payer = parameters.Address(0, "feePayer");
        ulong final = node.Pipeline.Heads.ReadFinalized(payer, static (state, own) => state.GetAccount(own).Nonce);
        List<Transaction> own = node.Pipeline.Mempool.Select(
            [], long.MaxValue, Limits.Mempool.MaxPerSender, item => item.Body.FeePayer == payer);
        json.WriteStartObject();
        json.WriteString("feePayer", AddressText.Format(payer, node.AddressPrefix));
        json.WriteNumber("finalNonce", final);
        json.WriteNumber("nextNonce", node.Pipeline.Mempool.NextNonce(payer, final));
        WritePending(json, own);
        json.WriteEndObject();
    }

    private void WritePending(Utf8JsonWriter json, List<Transaction> pending)
    {
        json.WriteStartArray("pending");
        foreach (Transaction item in pending)
        {
            json.WriteStartObject();
            Json.WriteHash(json, "hash", item.Id);
            json.WriteString("feePayer", AddressText.Format(item.Body.FeePayer, node.AddressPrefix));
            json.WriteNumber("nonce", item.Body.Nonce);
            json.WriteNumber("validUntil", item.Body.ValidUntil);
            Json.WriteAmount(json, "maxFee", item.Body.MaxFee);
            json.WriteString("tipPerGas", item.Body.TipPerGas.ToString(CultureInfo.InvariantCulture));
            json.WriteNumber("sizeBytes", item.Bytes.Length);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
