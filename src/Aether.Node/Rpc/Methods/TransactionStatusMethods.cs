using System.Text.Json;
using Aether.Core.Types;
using Aether.Node.Rpc.JsonRpc;
using Aether.Node.Rpc.Stories;

namespace Aether.Node.Rpc.Methods;

/// <summary>Where a transaction is, or what became of it.</summary>
internal sealed class TransactionStatusMethods(NodeView node)
{
    /// <summary>aeth_getTransactionStatus.</summary>
    public void GetStatus(RpcParameters parameters, Utf8JsonWriter json)
    {
        parameters.RequireAtMost(1);
        Hash256 hash = parameters.Hash(0, "hash");
        TransactionWatch? now = TransactionWatch.Find(node, hash);
        StoryStep[] steps = node.Stories.Read(hash);
        if (now is null && steps.Length == 0)
        {
            json.WriteNullValue();
            return;
        }
        TransactionWatch at = now ?? FromStory(steps[^1]);
        Write(json, hash, at, steps, node.Stories.EstimateMs(at.State, steps));
    }

    // Nothing else remembers it any more, but its story does.
    private static TransactionWatch FromStory(StoryStep last) =>
        new(NameOf(last.State), last.State, null, last.Slot, null, last.Reason);

    /// <summary>Writes a story.</summary>
    /// <param name="json">Receives it.</param>
    /// <param name="hash">Whose.</param>
    /// <param name="now">Where it is.</param>
    /// <param name="steps">How it got there.</param>
    /// <param name="leftMs">Milliseconds until it is final, by experience; null when it is, or there is none.</param>
    public static void Write(
        Utf8JsonWriter json, Hash256 hash, TransactionWatch now, StoryStep[] steps, long? leftMs = null)
    {
        json.WriteStartObject();
        Json.WriteHash(json, "transactionHash", hash);
        json.WriteString("status", now.Status);
        json.WriteString("state", NameOf(now.State));
        WriteNumber(json, "height", now.Height);
        WriteNumber(json, "validUntil", now.ValidUntil);
        WriteNumber(json, "view", now.Slot);
        if (now.Reason is not null)
        {
            json.WriteString("reason", now.Reason);
        }
        if (leftMs is { } left)
        {
            json.WriteNumber("etaSeconds", left / 1_000m);
        }
        json.WriteBoolean("own", steps.Length > 0);
        json.WriteStartArray("history");
        foreach (StoryStep step in steps)
        {
            json.WriteStartObject();
            json.WriteString("state", NameOf(step.State));
            json.WriteNumber("slot", step.Slot);
            json.WriteNumber("timeMs", step.TimeMs);
            if (step.Reason is not null)
            {
                json.WriteString("reason", step.Reason);
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>The word for a state.</summary>
    public static string NameOf(StoryState state) => state switch
    {
        StoryState.Received => "received",
        StoryState.Pending => "pending",
        StoryState.Proposed => "proposed",
        StoryState.Included => "included",
        StoryState.Finalized => "finalized",
        StoryState.Dropped => "dropped",
        StoryState.Expired => "expired",
        StoryState.Failed => "failed",
        _ => "unknown",
    };

    private static void WriteNumber(Utf8JsonWriter json, string name, ulong? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
    }
}
