using System.Runtime.InteropServices;
using System.Text.Json;

namespace Aether.Node.Rpc.JsonRpc;

/// <summary>One request read by the full reader, with what is wrong with it.</summary>
/// <param name="Name">Name of the method; null when the request is bad.</param>
/// <param name="List">The array of parameters; null when there is none.</param>
/// <param name="Id">The id; null when there is none or it is bad.</param>
/// <param name="HasId">False for a notification.</param>
/// <param name="Problem">Why it is no request; null when it is one.</param>
internal readonly record struct RpcRequest(
    string? Name, JsonElement? List, JsonElement? Id, bool HasId, RpcException? Problem)
{
    private const string Form =
        "a request is an object with \"jsonrpc\":\"2.0\", \"method\" and optional \"params\" and \"id\"";

    /// <summary>The id as it stands in the body; empty for none.</summary>
    public ReadOnlySpan<byte> RawId => Id is { } id ? JsonMarshal.GetRawUtf8Value(id) : default;

    /// <summary>Reads one element of a body.</summary>
    public static RpcRequest Read(JsonElement call)
    {
        if (call.ValueKind != JsonValueKind.Object)
        {
            return Bad(null, Form);
        }
        bool hasId = call.TryGetProperty("id"u8, out JsonElement id);
        if (hasId && id.ValueKind is not (JsonValueKind.String or JsonValueKind.Number or JsonValueKind.Null))
        {
            return Bad(null, "an id is a string, a number or null");
        }
        JsonElement? known = hasId ? id : null;
        bool version = call.TryGetProperty("jsonrpc"u8, out JsonElement versionValue)
            && versionValue.ValueKind == JsonValueKind.String && versionValue.ValueEquals("2.0"u8);
        bool method = call.TryGetProperty("method"u8, out JsonElement name) && name.ValueKind == JsonValueKind.String;
        if (!version || !method)
        {
            return Bad(known, Form);
        }
        JsonElement? list = call.TryGetProperty("params"u8, out JsonElement given) ? given : null;
        return list is null or { ValueKind: JsonValueKind.Array or JsonValueKind.Object }
            ? new RpcRequest(name.GetString(), list, known, hasId, null)
            : Bad(known, "\"params\" is an array");
    }

    private static RpcRequest Bad(JsonElement? id, string problem) =>
        new(null, null, id, true, new RpcException(RpcErrorCode.InvalidRequest, problem));
}
