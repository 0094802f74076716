using System.Globalization;
using System.Text.Json;

namespace Aether.Node.Rpc.JsonRpc;

/// <summary>Writes answers in the form of JSON-RPC 2.0.</summary>
internal static class RpcAnswers
{
    private static readonly JsonWriterOptions s_options = new() { SkipValidation = true };

    [ThreadStatic]
    private static Utf8JsonWriter? t_writer;

    /// <summary>The writer of this thread, empty, onto an output. Used up before anything else asks for it.</summary>
    public static Utf8JsonWriter WriterOf(RpcOutput output)
    {
        Utf8JsonWriter writer = t_writer ??= new Utf8JsonWriter(output, s_options);
        writer.Reset(output);
        return writer;
    }

    /// <summary>What precedes a result.</summary>
    public static void Open(RpcOutput output) => output.Write("{\"jsonrpc\":\"2.0\",\"result\":"u8);

    /// <summary>What follows a result.</summary>
    public static void Close(RpcOutput output, ReadOnlySpan<byte> id)
    {
        output.Write(",\"id\":"u8);
        output.Write(id.IsEmpty ? "null"u8 : id);
        output.Write("}"u8);
    }

    /// <summary>An error response.</summary>
    public static void WriteError(RpcOutput output, ReadOnlySpan<byte> id, RpcException error)
    {
        Utf8JsonWriter writer = WriterOf(output);
        writer.WriteStartObject();
        writer.WriteString("jsonrpc"u8, "2.0"u8);
        writer.WritePropertyName("error"u8);
        WriteErrorObject(writer, error);
        writer.WritePropertyName("id"u8);
        writer.WriteRawValue(id.IsEmpty ? "null"u8 : id, skipInputValidation: true);
        writer.WriteEndObject();
        writer.Flush();
    }

    /// <summary>The error itself.</summary>
    public static void WriteErrorObject(Utf8JsonWriter writer, RpcException error)
    {
        writer.WriteStartObject();
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
            case (ulong from, ulong to):
                writer.WriteStartObject(name);
                writer.WriteNumber("from"u8, from);
                writer.WriteNumber("to"u8, to);
                writer.WriteEndObject();
                break;
            default:
                writer.WriteString(name, Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }
}
