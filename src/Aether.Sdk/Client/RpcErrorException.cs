using System.Text.Json;

namespace Aether.Sdk.Client;

/// <summary>
/// The node answered a call with an error. The codes are listed in <c>src/docs/specs/json-rpc.md</c>.
/// </summary>
public sealed class RpcErrorException : Exception
{
    /// <summary>Creates the exception from the members of the error object.</summary>
    public RpcErrorException(int code, string name, string message, JsonElement? details)
        : base(message)
    {
        Code = code;
        Name = name;
        Details = details;
    }

    /// <summary>JSON-RPC error code.</summary>
    public int Code { get; }

    /// <summary>Name of the code, such as `FeeTooLow`; empty when the node gave none.</summary>
    public string Name { get; }

    /// <summary>The error's `data`, or null.</summary>
    public JsonElement? Details { get; }

    /// <summary>When the node says the call can be made again; null when it does not say.</summary>
    public TimeSpan? RetryAfter =>
        Details is { ValueKind: JsonValueKind.Object } data
        && data.TryGetProperty("retryAfterMs", out JsonElement wait) && wait.ValueKind == JsonValueKind.Number
        && wait.TryGetInt64(out long milliseconds) && milliseconds is > 0 and <= int.MaxValue
            ? TimeSpan.FromMilliseconds(milliseconds)
            : null;

    /// <summary>True when a transaction was refused before inclusion: nothing was charged.</summary>
    public bool IsRefusal => Code is <= -33001 and >= -33099;
}
