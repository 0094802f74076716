namespace Aether.Node.Rpc.JsonRpc;

/// <summary>A method and what runs it: one of <paramref name="Run"/> and <paramref name="Begin"/>.</summary>
/// <param name="Info">What is known of it.</param>
/// <param name="Run">Runs a call at once; null for a method that waits.</param>
/// <param name="Begin">Begins a call that waits; null for one that does not.</param>
internal sealed record RpcEntry(RpcMethodInfo Info, RpcMethod? Run, RpcDeferredMethod? Begin)
{
    /// <summary>How calls are refused unread and answered together; null for a method that does neither.</summary>
    public RpcTogether? Together { get; init; }

    /// <summary>The name as it stands in requests.</summary>
    public byte[] Name { get; } = System.Text.Encoding.ASCII.GetBytes(Info.Name);

    /// <summary>Answers within microseconds on the thread that asks.</summary>
    public bool IsInline => Run is not null && Info.Lane == RpcLane.Light;
}
