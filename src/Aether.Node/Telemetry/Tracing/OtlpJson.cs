using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Aether.Node.Telemetry.Tracing;

/// <summary>Writes spans as an ExportTraceServiceRequest in the JSON encoding of OTLP.</summary>
/// <remarks>
/// Source: OpenTelemetry, "OTLP Specification", JSON Protobuf encoding: identifiers in hexadecimal, 64-bit integers as
/// text, enumerations as numbers.
/// </remarks>
internal static class OtlpJson
{
    private const int KindInternal = 1;
    private const int StatusError = 2;

    /// <summary>Writes a request.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="instance">Which node this is.</param>
    /// <param name="spans">What it did.</param>
    public static void Write(IBufferWriter<byte> output, string instance, IReadOnlyList<Activity> spans)
    {
        using Utf8JsonWriter json = new(output);
        json.WriteStartObject();
        json.WriteStartArray("resourceSpans"u8);
        json.WriteStartObject();
        json.WriteStartObject("resource"u8);
        json.WriteStartArray("attributes"u8);
        WriteAttribute(json, "service.name", "aether");
        WriteAttribute(json, "service.version", BuildStamp.Version);
        WriteAttribute(json, "service.instance.id", instance);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartArray("scopeSpans"u8);
        json.WriteStartObject();
        json.WriteStartObject("scope"u8);
        json.WriteString("name"u8, NodeTelemetry.SourceName);
        json.WriteEndObject();
        json.WriteStartArray("spans"u8);
        foreach (Activity span in spans)
        {
            WriteSpan(json, span);
        }
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteSpan(Utf8JsonWriter json, Activity span)
    {
        bool isSlot = SlotTraces.IsSlot(span);
        json.WriteStartObject();
        json.WriteString("traceId"u8, span.TraceId.ToHexString());
        json.WriteString("spanId"u8, (isSlot ? span.ParentSpanId : span.SpanId).ToHexString());
        if (!isSlot && span.ParentSpanId != default)
        {
            json.WriteString("parentSpanId"u8, span.ParentSpanId.ToHexString());
        }
        json.WriteString("name"u8, span.DisplayName);
        json.WriteNumber("kind"u8, (int)span.Kind + KindInternal);
        json.WriteString("startTimeUnixNano"u8, Nanoseconds(span.StartTimeUtc));
        json.WriteString("endTimeUnixNano"u8, Nanoseconds(span.StartTimeUtc + span.Duration));
        json.WriteStartArray("attributes"u8);
        foreach ((string key, object? value) in span.EnumerateTagObjects())
        {
            WriteAttribute(json, key, value);
        }
        json.WriteEndArray();
        if (span.Status == ActivityStatusCode.Error)
        {
            json.WriteStartObject("status"u8);
            json.WriteNumber("code"u8, StatusError);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private static void WriteAttribute(Utf8JsonWriter json, string key, object? value)
    {
        json.WriteStartObject();
        json.WriteString("key"u8, key);
        json.WriteStartObject("value"u8);
        if (value is long number)
        {
            json.WriteString("intValue"u8, number.ToString(CultureInfo.InvariantCulture));
        }
        else
        {
            json.WriteString("stringValue"u8, Convert.ToString(value, CultureInfo.InvariantCulture));
        }
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static string Nanoseconds(DateTime time) =>
        ((time - DateTime.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick).ToString(CultureInfo.InvariantCulture);
}
