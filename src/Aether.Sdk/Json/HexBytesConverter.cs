using System.Text.Json;
using System.Text.Json.Serialization;
using Aether.Core.Types;

namespace Aether.Sdk.Json;

/// <summary>Bytes as `0x` and two digits each; at most 16 MiB.</summary>
internal sealed class HexBytesConverter : JsonConverter<byte[]>
{
    private const int MaxBytes = 16 * 1024 * 1024;

    /// <inheritdoc/>
    public override byte[] Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        string? text = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        bool ok = text is not null && text.StartsWith("0x", StringComparison.Ordinal);
        return ok && Hex.TryDecode(text, MaxBytes, out byte[] bytes)
            ? bytes
            : throw new JsonException("expected 0x and hexadecimal digits");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, byte[] value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Hex.Encode(value));
}
