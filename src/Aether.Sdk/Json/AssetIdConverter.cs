using System.Text.Json;
using System.Text.Json.Serialization;
using Aether.Core.Types;

namespace Aether.Sdk.Json;

/// <summary>An asset as its ticker or hex.</summary>
internal sealed class AssetIdConverter : JsonConverter<AssetId>
{
    /// <inheritdoc/>
    public override AssetId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        string? text = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        return text switch
        {
            "SWR" => AssetId.Swr,
            "AIC" => AssetId.Aic,
            not null when Hash256.TryParse(text, out Hash256 value) => new AssetId(value),
            _ => throw new JsonException("expected SWR, AIC or 0x and 64 hexadecimal digits"),
        };
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, AssetId value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
