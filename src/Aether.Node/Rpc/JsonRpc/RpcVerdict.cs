using System.Text.Json;

namespace Aether.Node.Rpc.JsonRpc;

/// <summary>How a call that was answered together with others ended: one of the two is there.</summary>
/// <param name="Write">Writes the result.</param>
/// <param name="Error">The error.</param>
internal readonly record struct RpcVerdict(Action<Utf8JsonWriter>? Write, RpcException? Error)
{
    /// <summary>It has ended.</summary>
    public bool IsReached => Write is not null || Error is not null;
}
