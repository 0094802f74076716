using System.Text.Json;
using Aether.Node.Rpc.JsonRpc;
using Aether.Node.Rpc.Methods;

namespace Aether.Node.Rpc.Discovery;

/// <summary>The description of the interface in the form of OpenRPC 1.3 (spec.open-rpc.org).</summary>
internal static class OpenRpcDocument
{
    private static readonly Lazy<byte[]> s_bytes = new(Create);

    /// <summary>The document as JSON.</summary>
    public static byte[] Bytes => s_bytes.Value;

    private static byte[] Create()
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartObject();
            json.WriteString("openrpc", "1.3.2");
            json.WriteStartObject("info");
            json.WriteString("title", "Aether JSON-RPC");
            json.WriteString("version", ChainMethods.Version);
            json.WriteEndObject();
            json.WriteStartArray("methods");
            foreach (RpcMethodInfo info in RpcCatalogue.All)
            {
                WriteMethod(json, info);
            }
            json.WriteEndArray();
            json.WriteStartObject("components");
            json.WriteStartObject("schemas");
            RpcShapes.WriteSchemas(json);
            json.WriteEndObject();
            json.WriteStartObject("errors");
            foreach (RpcErrorInfo error in RpcErrors.All)
            {
                json.WriteStartObject(error.Code.ToString());
                WriteError(json, error);
                json.WriteEndObject();
            }
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
        }
        return stream.ToArray();
    }

    private static void WriteMethod(Utf8JsonWriter json, RpcMethodInfo info)
    {
        json.WriteStartObject();
        json.WriteString("name", info.Name);
        json.WriteString("summary", info.Summary);
        if (info.Note.Length > 0)
        {
            json.WriteString("description", info.Note);
        }
        json.WriteString("paramStructure", "by-position");
        json.WriteStartArray("params");
        foreach (RpcParameterInfo parameter in info.Parameters)
        {
            json.WriteStartObject();
            json.WriteString("name", parameter.Name);
            json.WriteString("summary", parameter.Summary);
            json.WriteBoolean("required", parameter.Required);
            json.WritePropertyName("schema");
            RpcType.WriteSchema(json, parameter.Type);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartObject("result");
        json.WriteString("name", "result");
        json.WritePropertyName("schema");
        RpcType.WriteSchema(json, info.Result);
        json.WriteEndObject();
        json.WriteStartArray("errors");
        foreach (RpcErrorCode code in info.Errors.Distinct())
        {
            json.WriteStartObject();
            json.WriteString("$ref", "#/components/errors/" + code);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        WriteExamples(json, info);
        json.WriteNumber("x-cost", info.Cost);
        json.WriteString("x-lane", info.Lane == RpcLane.Heavy ? "heavy" : "light");
        json.WriteBoolean("x-context", info.IsRead);
        json.WriteEndObject();
    }

    private static void WriteExamples(Utf8JsonWriter json, RpcMethodInfo info)
    {
        json.WriteStartArray("examples");
        foreach (RpcExample example in info.Examples)
        {
            json.WriteStartObject();
            json.WriteString("name", example.Name);
            json.WriteStartArray("params");
            using JsonDocument values = JsonDocument.Parse(example.Parameters);
            int index = 0;
            foreach (JsonElement value in values.RootElement.EnumerateArray())
            {
                json.WriteStartObject();
                json.WriteString("name", index < info.Parameters.Length ? info.Parameters[index].Name : "options");
                json.WritePropertyName("value");
                value.WriteTo(json);
                json.WriteEndObject();
                index++;
            }
            json.WriteEndArray();
            if (example.Result is { } result)
            {
                json.WriteStartObject("result");
                json.WriteString("name", "result");
                json.WritePropertyName("value");
                using JsonDocument value = JsonDocument.Parse(result);
                value.RootElement.WriteTo(json);
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteError(Utf8JsonWriter json, RpcErrorInfo error)
    {
        json.WriteNumber("code", (int)error.Code);
        json.WriteString("message", error.When);
        json.WriteStartObject("data");
        json.WriteString("name", error.Code.ToString());
        json.WriteStartArray("fields");
        foreach (string field in error.Fields)
        {
            json.WriteStringValue(field);
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
