using System.Text.Json;
using Aether.Node.Rpc.JsonRpc;

namespace Aether.Node.Rpc.Subscriptions;

/// <summary>Writes the frames that tell subscribers what happened.</summary>
internal static class Notification
{
    /// <summary>One event.</summary>
    /// <param name="subscription">Whose.</param>
    /// <param name="sequence">Counts the events of the subscription from 1.</param>
    /// <param name="cursor">Where a new subscription goes on after it; null for topics without cursors.</param>
    /// <param name="step">"new", "undo" or "final".</param>
    /// <param name="result">Writes the value.</param>
    public static byte[] Create(
        string subscription, ulong sequence, string? cursor, string step, Action<Utf8JsonWriter> result) =>
        Write(subscription, sequence, cursor, step, json =>
        {
            json.WritePropertyName("result");
            result(json);
        });

    /// <summary>The last frame of a subscription whose reader was too slow, or whose place is lost.</summary>
    public static byte[] CreateEnd(
        string subscription, ulong sequence, string? cursor, RpcException reason) =>
        Write(subscription, sequence, cursor, "lagged", json =>
        {
            json.WritePropertyName("error");
            RpcAnswers.WriteErrorObject(json, reason);
        });

    private static byte[] Write(
        string subscription, ulong sequence, string? cursor, string step, Action<Utf8JsonWriter> rest)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartObject();
            json.WriteString("jsonrpc", "2.0");
            json.WriteString("method", "aeth_subscription");
            json.WriteStartObject("params");
            json.WriteString("subscription", subscription);
            json.WriteNumber("seq", sequence);
            json.WriteString("cursor", cursor);
            json.WriteString("step", step);
            rest(json);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        return stream.ToArray();
    }
}
