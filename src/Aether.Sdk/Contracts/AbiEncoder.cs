using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Types;

namespace Aether.Sdk.Contracts;

/// <summary>Turns JSON values into the canonical bytes that a contract reads.</summary>
/// <remarks>
/// <b>Shape</b>: the fields one after the other, each as its type says, nothing between or behind them. Whole numbers
/// are JSON numbers or decimal text, bytes are hexadecimal text with `0x`, an absent option is null.
/// <b>Errors</b>: a refusal names the field and what would be right; nothing throws.
/// </remarks>
public sealed class AbiEncoder
{
    private readonly AceWriter _writer = new();
    private string? _problem;

    /// <summary>Encodes values by name; options may be left out, unknown names are refused.</summary>
    public static bool TryEncode(
        IReadOnlyList<AbiField> fields, JsonObject values, out byte[] encoded, out string problem)
    {
        AbiEncoder encoder = new();
        foreach ((string name, _) in values)
        {
            if (fields.All(field => field.Name != name))
            {
                encoder.Fail(name, $"there is no such field{Suggestion.DidYouMean(name, fields.Select(f => f.Name))}");
            }
        }
        foreach (AbiField field in fields)
        {
            if (!values.ContainsKey(field.Name) && field.Type.Kind != AbiKind.Option)
            {
                encoder.Fail(field.Name, $"it is missing; it is of type {field.Type}");
            }
            encoder.Write(field.Type, values[field.Name], field.Name);
        }
        problem = encoder._problem ?? "";
        encoded = encoder._problem is null ? encoder._writer.ToArray() : [];
        return encoder._problem is null;
    }

    private void Write(AbiType type, JsonNode? value, string place)
    {
        if (_problem is not null)
        {
            return;
        }
        switch (type.Kind)
        {
            case AbiKind.Bool:
                bool isFlag = value?.GetValueKind() is JsonValueKind.True or JsonValueKind.False;
                Require(isFlag, place, type, "true or false");
                _writer.Bool(isFlag && value!.GetValue<bool>());
                break;
            case AbiKind.Option:
                _writer.Bool(value is not null);
                if (value is not null)
                {
                    Write(type.Element!, value, place);
                }
                break;
            case AbiKind.List:
                WriteList(type, value, place);
                break;
            case AbiKind.String:
                WriteString(type, value, place);
                break;
            default:
                WriteScalar(type, value, place);
                break;
        }
    }

    private void WriteScalar(AbiType type, JsonNode? value, string place)
    {
        string? text = value?.GetValueKind() switch
        {
            JsonValueKind.String => value.GetValue<string>(),
            JsonValueKind.Number => value.ToJsonString(),
            _ => null,
        };
        if (text is null)
        {
            Require(false, place, type, Expected(type));
        }
        else if (type.IsInteger)
        {
            WriteInteger(type, text, place);
        }
        else if (type.Kind == AbiKind.Bytes)
        {
            bool ok = text.StartsWith("0x", StringComparison.Ordinal)
                & Hex.TryDecode(text, Limits.Transaction.MaxCallArgumentBytes, out byte[] bytes);
            Require(ok, place, type, Expected(type));
            _writer.Bytes(bytes);
        }
        else
        {
            bool ok = TryHash(type.Kind, text, out Hash256 hash);
            Require(ok, place, type, $"{Expected(type)}, not '{text}'");
            _writer.Hash(hash);
        }
    }

    private void WriteInteger(AbiType type, string text, string place)
    {
        int bytes = type.MinBytes;
        bool signed = type.Kind is AbiKind.I32 or AbiKind.I64;
        UInt128 top = UInt128.One << ((8 * bytes) - 1);
        bool negative = text.StartsWith('-');
        bool isNumber = UInt128.TryParse(
            negative ? text.AsSpan(1) : text, NumberStyles.None, CultureInfo.InvariantCulture, out UInt128 magnitude);
        bool fits = isNumber
            && (!signed ? !negative && magnitude <= top - 1 + top : negative ? magnitude <= top : magnitude < top);
        Require(fits, place, type, $"{Expected(type)}, not '{text}'");
        UInt128 value = negative ? UInt128.Zero - magnitude : magnitude;
        for (int index = 0; index < bytes; index++)
        {
            _writer.U8((byte)(value >> (8 * index)));
        }
    }

    private void WriteString(AbiType type, JsonNode? value, string place)
    {
        bool isText = value?.GetValueKind() == JsonValueKind.String;
        Require(isText, place, type, Expected(type));
        _writer.Bytes(isText ? Encoding.UTF8.GetBytes(value!.GetValue<string>()) : []);
    }

    private void WriteList(AbiType type, JsonNode? value, string place)
    {
        JsonArray? items = value as JsonArray;
        Require(items is not null && items.Count <= Limits.ContractAbi.MaxListItems, place, type, Expected(type));
        if (_problem is not null)
        {
            return;
        }
        _writer.Length(items!.Count);
        for (int index = 0; index < items.Count; index++)
        {
            Write(type.Element!, items[index], $"{place}[{index}]");
        }
    }

    private static bool TryHash(AbiKind kind, string text, out Hash256 hash)
    {
        if (kind == AbiKind.Address)
        {
            bool ok = AddressText.TryParse(text, out Address address);
            hash = address.Value;
            return ok;
        }
        if (kind == AbiKind.Asset && text.ToUpperInvariant() is "SWR" or "AIC")
        {
            hash = text.Equals("SWR", StringComparison.OrdinalIgnoreCase) ? AssetId.Swr.Value : AssetId.Aic.Value;
            return true;
        }
        hash = default;
        return text.StartsWith("0x", StringComparison.Ordinal) && Hash256.TryParse(text, out hash);
    }

    private static string Expected(AbiType type) => type.Kind switch
    {
        AbiKind.Address => "an address such as taeth1... or 0x and 64 hexadecimal digits",
        AbiKind.Asset => "SWR, AIC, or 0x and 64 hexadecimal digits",
        AbiKind.Object or AbiKind.Hash => "0x and 64 hexadecimal digits",
        AbiKind.Bytes => "0x and two hexadecimal digits for each byte",
        AbiKind.String => "text",
        AbiKind.List => $"a list of at most {Limits.ContractAbi.MaxListItems} values",
        AbiKind.I32 => "a whole number from -2147483648 to 2147483647",
        AbiKind.I64 => "a whole number of 64 bits with a sign",
        _ => $"a whole number from 0 to {(UInt128.MaxValue >> (128 - (8 * type.MinBytes)))}",
    };

    private void Require(bool condition, string place, AbiType type, string expected)
    {
        if (!condition)
        {
            Fail(place, $"{type} is {expected}");
        }
    }

    private void Fail(string place, string reason) => _problem ??= $"{place}: {reason}";
}
