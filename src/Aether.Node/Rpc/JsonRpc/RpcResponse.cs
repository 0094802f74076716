namespace Aether.Node.Rpc.JsonRpc;

/// <summary>What to send back.</summary>
/// <param name="Body">The JSON; null when nothing is to be answered. The receiver disposes of it.</param>
/// <param name="RetryAfterMs">Above 0 when the client has used up its budget: HTTP 429.</param>
internal readonly record struct RpcResponse(RpcOutput? Body, long RetryAfterMs)
{
    /// <summary>The HTTP status.</summary>
    public int Status => RetryAfterMs > 0 ? 429 : Body is null ? 204 : 200;
}
