using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Aether.Sdk.Json;

/// <summary>Base units as a decimal string: JSON numbers lose digits above 2^53.</summary>
internal sealed class AmountConverter : JsonConverter<UInt128>
{
    /// <inheritdoc/>
    public override UInt128 Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        bool ok = UInt128.TryParse(
            reader.TokenType == JsonTokenType.String ? reader.GetString() : null,
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out UInt128 value);
        return ok ? value : throw new JsonException("expected a decimal string of base units");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, UInt128 value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));
}
