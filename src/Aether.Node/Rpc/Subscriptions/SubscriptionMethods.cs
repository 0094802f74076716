using System.Text.Json;
using Aether.Core.Types;
using Aether.Node.Rpc.JsonRpc;
using Aether.Node.Rpc.Methods;

namespace Aether.Node.Rpc.Subscriptions;

/// <summary>aeth_subscribe and aeth_unsubscribe.</summary>
internal sealed class SubscriptionMethods(ChainTopics chain, StateTopics state)
{
    private static readonly string[] s_members =
        ["fromCursor", "finalOnly", "hash", "address", "programs", "topics", "full"];

    /// <summary>aeth_subscribe.</summary>
    public Task<Action<Utf8JsonWriter>> Subscribe(RpcParameters parameters, CancellationToken stop)
    {
        parameters.RequireAtMost(2);
        SubscriptionCall call = Require();
        string topic = parameters.Text(0, "topic");
        JsonElement given = parameters.Find(1) ?? default;
        if (given.ValueKind is not (JsonValueKind.Object or JsonValueKind.Undefined)
            || (given.ValueKind == JsonValueKind.Object
                && given.EnumerateObject().Any(member => Array.IndexOf(s_members, member.Name) < 0)))
        {
            throw RpcParameters.Invalid("parameter 1 (options) has " + string.Join(", ", s_members));
        }
        string? cursor = Text(given, "fromCursor");
        bool final = given.ValueKind == JsonValueKind.Object && given.TryGetProperty("finalOnly", out JsonElement flag)
            && flag.ValueKind == JsonValueKind.True;
        Func<Subscription, Task> run = topic switch
        {
            "newHeads" => chain.Heads(cursor, final),
            "finalizedHeads" => chain.Heads(cursor, finalOnly: true),
            "slots" => chain.Slots(cursor),
            "logs" => chain.Logs(
                cursor, final, given.ValueKind == JsonValueKind.Object ? LogFilter.Read(given) : LogFilter.All),
            "transaction" => state.Transaction(ReadHash(given)),
            "account" => state.Account(ReadAddress(given), final),
            "mempool" => state.Mempool(),
            "peers" => state.Peers(),
            "metrics" => state.Metrics(),
            _ => throw RpcParameters.Invalid("the topics are " + string.Join(", ", RpcCatalogue.Topics)),
        };
        string id = call.Session.Begin(topic, run, call.Answered);
        return Task.FromResult<Action<Utf8JsonWriter>>(json => json.WriteStringValue(id));
    }

    /// <summary>aeth_unsubscribe.</summary>
    public Task<Action<Utf8JsonWriter>> Unsubscribe(RpcParameters parameters, CancellationToken stop)
    {
        parameters.RequireAtMost(1);
        bool ended = Require().Session.End(parameters.Text(0, "subscription"));
        return Task.FromResult<Action<Utf8JsonWriter>>(json => json.WriteBooleanValue(ended));
    }

    private static SubscriptionCall Require() => SubscriptionCall.Current ?? throw new RpcException(
        RpcErrorCode.NamespaceDisabled,
        "subscriptions need a WebSocket",
        ("enable", "open a WebSocket on the same port, at / or /ws"));

    private static string? Text(JsonElement given, string member) =>
        given.ValueKind == JsonValueKind.Object && given.TryGetProperty(member, out JsonElement item)
            ? item.ValueKind == JsonValueKind.String
                ? item.GetString()
                : throw RpcParameters.Invalid($"{member} is a string")
            : null;

    private static Hash256 ReadHash(JsonElement given) =>
        Text(given, "hash") is { } text && Hash256.TryParse(text, out Hash256 hash)
            ? hash
            : throw RpcParameters.Invalid("this topic needs the option hash");

    private static Address ReadAddress(JsonElement given) =>
        Text(given, "address") is { } text && AddressText.TryParse(text, out Address address)
            ? address
            : throw RpcParameters.Invalid("this topic needs the option address");
}
