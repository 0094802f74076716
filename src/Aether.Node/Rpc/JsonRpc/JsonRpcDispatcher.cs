using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Aether.Core;

namespace Aether.Node.Rpc.JsonRpc;

/// <summary>
/// JSON-RPC 2.0 over bytes: one request or a batch in, one response or none out. Knows nothing of HTTP.
/// </summary>
/// <remarks><b>Threads</b>: any number at once; methods must be thread-safe. <b>Errors</b>: no input throws.</remarks>
internal sealed class JsonRpcDispatcher
{
    private static readonly JsonDocumentOptions s_strict = new()
    {
        MaxDepth = Limits.Rpc.MaxDepth,
        AllowDuplicateProperties = false,
    };

    private readonly IReadOnlyDictionary<string, RpcMethod> _methods;
    private readonly Action<string, Exception> _logFailure;

    /// <summary>
    /// Serves the given methods; <paramref name="logFailure"/> gets what a method threw beside RpcException.
    /// </summary>
    public JsonRpcDispatcher(IReadOnlyDictionary<string, RpcMethod> methods, Action<string, Exception> logFailure)
    {
        _methods = methods;
        _logFailure = logFailure;
    }

    /// <summary>Answers one body. Null when nothing is to be answered: only notifications were in it.</summary>
    public byte[]? Handle(ReadOnlyMemory<byte> body)
    {
        ArrayBufferWriter<byte> output = new(512);
        using Utf8JsonWriter writer = new(output);
        bool answered;
        try
        {
            JsonText.RequireUnicode(body.Span);
            using JsonDocument document = JsonDocument.Parse(body, s_strict);
            answered = document.RootElement.ValueKind == JsonValueKind.Array
                ? HandleBatch(document.RootElement, writer)
                : HandleCall(document.RootElement, writer);
        }
        catch (JsonException error)
        {
            writer.Reset(output);
            string problem = "the body is not valid JSON: " + Where(error);
            WriteError(writer, null, new RpcException(RpcErrorCode.ParseError, problem));
            answered = true;
        }
        writer.Flush();
        return answered ? output.WrittenSpan.ToArray() : null;
    }

    private bool HandleBatch(JsonElement batch, Utf8JsonWriter writer)
    {
        int count = batch.GetArrayLength();
        if (count is 0 or > Limits.Rpc.MaxBatch)
        {
            RpcException error = count == 0
                ? new RpcException(RpcErrorCode.InvalidRequest, "a batch holds at least one request")
                : new RpcException(
                    RpcErrorCode.LimitExceeded,
                    $"a batch holds at most {Limits.Rpc.MaxBatch} requests",
                    ("limit", (long)Limits.Rpc.MaxBatch),
                    ("requested", (long)count));
            WriteError(writer, null, error);
            return true;
        }
        bool answered = false;
        ArrayBufferWriter<byte> item = new(512);
        using Utf8JsonWriter itemWriter = new(item);
        foreach (JsonElement call in batch.EnumerateArray())
        {
            item.ResetWrittenCount();
            itemWriter.Reset(item);
            if (!HandleCall(call, itemWriter))
            {
                continue;
            }
            itemWriter.Flush();
            if (!answered)
            {
                writer.WriteStartArray();
                answered = true;
            }
            writer.WriteRawValue(item.WrittenSpan, skipInputValidation: true);
        }
        if (answered)
        {
            writer.WriteEndArray();
        }
        return answered;
    }

    // Answers one element; false for a notification.
    private bool HandleCall(JsonElement call, Utf8JsonWriter writer)
    {
        if (!TryReadEnvelope(call, out JsonElement? id, out string? name, out JsonElement? list, out string problem))
        {
            WriteError(writer, id, new RpcException(RpcErrorCode.InvalidRequest, problem));
            return true;
        }
        bool notification = !call.TryGetProperty("id"u8, out _);
        ArrayBufferWriter<byte> result = new(256);
        RpcException? error = Invoke(name!, list, result);
        if (notification)
        {
            return false;
        }
        if (error is not null)
        {
            WriteError(writer, id, error);
            return true;
        }
        writer.WriteStartObject();
        writer.WriteString("jsonrpc"u8, "2.0"u8);
        writer.WritePropertyName("result"u8);
        writer.WriteRawValue(result.WrittenSpan, skipInputValidation: true);
        WriteId(writer, id);
        writer.WriteEndObject();
        return true;
    }

    private RpcException? Invoke(string name, JsonElement? list, ArrayBufferWriter<byte> result)
    {
        try
        {
            if (!_methods.TryGetValue(name, out RpcMethod? method))
            {
                return new RpcException(RpcErrorCode.MethodNotFound, $"no method is named '{Shorten(name)}'");
            }
            if (list is { ValueKind: JsonValueKind.Object })
            {
                return RpcParameters.Invalid("parameters are given by position: a JSON array");
            }
            using Utf8JsonWriter writer = new(result);
            method(new RpcParameters(list), writer);
            return null;
        }
        catch (RpcException error)
        {
            return error;
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            _logFailure(name, error);
            return new RpcException(RpcErrorCode.InternalError, "internal error; the node's log has more");
        }
    }

    private static bool TryReadEnvelope(
        JsonElement call, out JsonElement? id, out string? name, out JsonElement? list, out string problem)
    {
        id = null;
        name = null;
        list = null;
        problem = "a request is an object with \"jsonrpc\":\"2.0\", \"method\" and optional \"params\" and \"id\"";
        if (call.ValueKind != JsonValueKind.Object)
        {
            return false;
        }
        if (call.TryGetProperty("id"u8, out JsonElement idValue))
        {
            if (idValue.ValueKind is not (JsonValueKind.String or JsonValueKind.Number or JsonValueKind.Null))
            {
                problem = "an id is a string, a number or null";
                return false;
            }
            id = idValue;
        }
        bool version = call.TryGetProperty("jsonrpc"u8, out JsonElement versionValue)
            && versionValue.ValueKind == JsonValueKind.String && versionValue.ValueEquals("2.0"u8);
        bool method = call.TryGetProperty("method"u8, out JsonElement methodValue)
            && methodValue.ValueKind == JsonValueKind.String;
        if (!version || !method)
        {
            return false;
        }
        name = methodValue.GetString();
        if (call.TryGetProperty("params"u8, out JsonElement given))
        {
            list = given;
            problem = "\"params\" is an array";
            return given.ValueKind is JsonValueKind.Array or JsonValueKind.Object;
        }
        return true;
    }

    private static void WriteError(Utf8JsonWriter writer, JsonElement? id, RpcException error)
    {
        writer.WriteStartObject();
        writer.WriteString("jsonrpc"u8, "2.0"u8);
        writer.WriteStartObject("error"u8);
        writer.WriteNumber("code"u8, (int)error.Code);
        writer.WriteString("message"u8, error.Message);
        writer.WriteStartObject("data"u8);
        writer.WriteString("name"u8, error.Code.ToString());
        foreach ((string name, object value) in error.Details)
        {
            WriteDetail(writer, name, value);
        }
        writer.WriteEndObject();
        writer.WriteEndObject();
        WriteId(writer, id);
        writer.WriteEndObject();
    }

    private static void WriteDetail(Utf8JsonWriter writer, string name, object value)
    {
        switch (value)
        {
            case long number:
                writer.WriteNumber(name, number);
                break;
            case ulong number:
                writer.WriteNumber(name, number);
                break;
            case bool flag:
                writer.WriteBoolean(name, flag);
                break;
            default:
                writer.WriteString(name, Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }

    private static void WriteId(Utf8JsonWriter writer, JsonElement? id)
    {
        writer.WritePropertyName("id"u8);
        if (id is { } value)
        {
            value.WriteTo(writer);
        }
        else
        {
            writer.WriteNullValue();
        }
    }

    private static string Where(JsonException error) => string.Create(
        CultureInfo.InvariantCulture, $"line {error.LineNumber + 1 ?? 1}, byte {error.BytePositionInLine ?? 0}");

    private static string Shorten(string name) => name.Length <= 64 ? name : name[..64] + "...";
}
