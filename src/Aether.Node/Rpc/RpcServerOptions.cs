using Aether.Node.Rpc.Subscriptions;

namespace Aether.Node.Rpc;

/// <summary>How a server meets its clients.</summary>
/// <param name="UnitsPerSecond">
/// Budget of a client, in cost units of the methods a second; 0 for none, as programs of this machine have by default.
/// </param>
/// <param name="Burst">Most units that a client may have saved.</param>
internal sealed record RpcServerOptions(long UnitsPerSecond = 0, long Burst = 0)
{
    /// <summary>The choice of an operator.</summary>
    /// <param name="budget">Units a second; 0 for no limit.</param>
    /// <param name="burst">Units at once; 0 for ten seconds of the budget.</param>
    public static RpcServerOptions From(int budget, int burst) =>
        new(budget, burst > 0 ? burst : 10L * budget);

    /// <summary>Plain posts are answered without the full HTTP server, where the system allows.</summary>
    public bool IsFast { get; init; } = true;

    /// <summary>Bounds of WebSockets.</summary>
    public SubscriptionOptions Subscriptions { get; init; } = new();
}
