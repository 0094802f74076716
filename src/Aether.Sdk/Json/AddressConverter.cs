using System.Text.Json;
using System.Text.Json.Serialization;
using Aether.Core.Types;

namespace Aether.Sdk.Json;

/// <summary>An address as bech32m text or hex.</summary>
internal sealed class AddressConverter : JsonConverter<Address>
{
    /// <inheritdoc/>
    public override Address Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && AddressText.TryParse(reader.GetString(), out Address value)
            ? value
            : throw new JsonException("expected an address");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Address value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
