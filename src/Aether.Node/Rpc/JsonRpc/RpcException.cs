namespace Aether.Node.Rpc.JsonRpc;

/// <summary>Ends a call with an error response. Thrown by methods, caught by the dispatcher alone.</summary>
internal sealed class RpcException : Exception
{
    /// <summary>Creates an error; <paramref name="data"/> entries become the members of the error's `data`.</summary>
    public RpcException(RpcErrorCode code, string message, params (string Name, object Value)[] data)
        : base(message)
    {
        Code = code;
        Details = data;
    }

    /// <summary>The code.</summary>
    public RpcErrorCode Code { get; }

    /// <summary>Facts for programs: numbers stay numbers, pairs of them are ranges, the rest is text.</summary>
    public IReadOnlyList<(string Name, object Value)> Details { get; }

    /// <summary>Above 0 when the client asks too much: the same call may be sent again so much later.</summary>
    public long RetryAfterMs { get; init; }
}
