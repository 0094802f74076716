using System.Text.Json;
using System.Text.Json.Serialization;
using Aether.Core.Types;

namespace Aether.Sdk.Json;

/// <summary>32 bytes as `0x` and 64 digits.</summary>
internal sealed class Hash256Converter : JsonConverter<Hash256>
{
    /// <inheritdoc/>
    public override Hash256 Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Hash256.TryParse(reader.GetString(), out Hash256 value)
            ? value
            : throw new JsonException("expected 0x and 64 hexadecimal digits");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Hash256 value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
