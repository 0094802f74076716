using static Aether.Node.Telemetry.Catalogue.Metric;

namespace Aether.Node.Telemetry.Catalogue;

/// <summary>JSON-RPC and streams.</summary>
internal static class RpcRows
{
    /// <summary>Time of a request.</summary>
    public static MetricInfo RequestSeconds { get; } = Durations(
        "aether_rpc_request_seconds", "How long a JSON-RPC request took", Buckets.Request, "method");

    /// <summary>What streams were too slow for.</summary>
    public static MetricInfo SubscriptionLagged { get; } = Counted(
        "aether_rpc_subscription_lagged_total", "Subscriptions that fell behind and were told so");

    /// <summary>The rows.</summary>
    public static MetricInfo[] All { get; } =
    [
        Total("aether_rpc_requests_total", "", "JSON-RPC requests by method and error code; 0 is success",
            static (node, to) => node.Rpc.EachRequest((method, code, count) => to.Add(count, method, code)),
            "method",
            "code"),
        RequestSeconds,
        Gauge("aether_rpc_in_flight", "", "JSON-RPC requests under way", static (node, to) =>
            to.Add(node.Rpc.InFlight)),
        Gauge("aether_rpc_subscriptions", "", "Open subscriptions by topic", static (node, to) =>
            node.Rpc.EachTopic((topic, count) => to.Add(count, topic)), "topic"),
        SubscriptionLagged,
        Gauge("aether_firehose_streams", "", "Open Firehose streams", static (node, to) =>
            to.Add(node.Rpc.FirehoseStreams)),
    ];
}
