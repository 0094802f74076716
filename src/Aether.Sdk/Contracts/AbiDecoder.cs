using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Types;

namespace Aether.Sdk.Contracts;

/// <summary>Turns canonical bytes that a contract wrote into JSON values.</summary>
/// <remarks>
/// <b>Shape</b>: integers of more than 32 bits become decimal text, since readers of JSON lose digits; see
/// <see cref="AbiEncoder"/> for the rest, which reads all of it back. <b>Errors</b>: bytes come from a contract and may
/// be anything; what does not fit its type exactly is refused.
/// </remarks>
public static class AbiDecoder
{
    private static readonly UTF8Encoding s_strictUtf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>Decodes all fields; bytes left over are an error.</summary>
    /// <param name="fields">Types in order.</param>
    /// <param name="bytes">Canonical bytes.</param>
    /// <param name="addressPrefix">Prefix of addresses, from <see cref="AddressText"/>; empty for hexadecimal.</param>
    /// <param name="values">Values by name; null when refused.</param>
    public static bool TryDecode(
        IReadOnlyList<AbiField> fields, ReadOnlySpan<byte> bytes, string addressPrefix, out JsonObject? values)
    {
        AceReader reader = new(bytes);
        JsonObject read = [];
        foreach (AbiField field in fields)
        {
            if (!reader.Failed)
            {
                read[field.Name] = Read(ref reader, field.Type, addressPrefix);
            }
        }
        reader.Require(reader.Remaining == 0, DecodeError.TrailingBytes);
        values = reader.Failed ? null : read;
        return !reader.Failed;
    }

    /// <summary>
    /// Decodes an event: its first topic is the name, its other topics and its data are the fields.
    /// </summary>
    /// <param name="abi">Description of the contract that emitted it.</param>
    /// <param name="topics">Topics of the event.</param>
    /// <param name="data">Data of the event.</param>
    /// <param name="addressPrefix">As for <see cref="TryDecode"/>.</param>
    /// <param name="name">Name of the event.</param>
    /// <param name="values">Values by name; null when refused.</param>
    public static bool TryDecodeEvent(
        ContractAbi abi,
        ReadOnlySpan<Hash256> topics,
        ReadOnlySpan<byte> data,
        string addressPrefix,
        out string name,
        out JsonObject? values)
    {
        Hash256 first = topics.IsEmpty ? default : topics[0];
        AbiEvent? entry = topics.IsEmpty ? null : abi.Events.FirstOrDefault(found => found.Topic == first);
        name = entry?.Name ?? "";
        values = null;
        AbiField[] inTopics = entry is null ? [] : [.. entry.Fields.Where(field => field.IsTopic)];
        AbiField[] inData = entry is null ? [] : [.. entry.Fields.Where(field => !field.IsTopic)];
        if (entry is null || topics.Length != 1 + inTopics.Length
            || !TryDecode(inData, data, addressPrefix, out JsonObject? fromData))
        {
            return false;
        }
        JsonObject read = [];
        int topic = 1;
        foreach (AbiField field in entry.Fields)
        {
            read[field.Name] = field.IsTopic
                ? HashText(field.Type.Kind, topics[topic++], addressPrefix)
                : fromData![field.Name]?.DeepClone();
        }
        values = read;
        return true;
    }

    private static JsonNode? Read(ref AceReader reader, AbiType type, string prefix) => type.Kind switch
    {
        AbiKind.Bool => JsonValue.Create(reader.Bool()),
        AbiKind.U8 => JsonValue.Create(reader.U8()),
        AbiKind.U16 => JsonValue.Create(reader.U16()),
        AbiKind.U32 => JsonValue.Create(reader.U32()),
        AbiKind.I32 => JsonValue.Create((int)reader.U32()),
        AbiKind.U64 => JsonValue.Create(reader.U64().ToString(CultureInfo.InvariantCulture)),
        AbiKind.I64 => JsonValue.Create(((long)reader.U64()).ToString(CultureInfo.InvariantCulture)),
        AbiKind.U128 => JsonValue.Create(reader.U128().ToString(CultureInfo.InvariantCulture)),
        AbiKind.Bytes => JsonValue.Create(Hex.Encode(reader.Bytes(reader.Remaining))),
        AbiKind.String => ReadString(ref reader),
        AbiKind.Option => reader.Bool() && !reader.Failed ? Read(ref reader, type.Element!, prefix) : null,
        AbiKind.List => ReadList(ref reader, type.Element!, prefix),
        _ => HashText(type.Kind, reader.Hash(), prefix),
    };

    private static JsonValue HashText(AbiKind kind, Hash256 hash, string prefix) => kind switch
    {
        AbiKind.Address when prefix.Length > 0 => JsonValue.Create(AddressText.Format(new Address(hash), prefix)),
        AbiKind.Asset => JsonValue.Create(new AssetId(hash).ToString()),
        _ => JsonValue.Create(hash.ToString()),
    };

    private static JsonNode? ReadString(ref AceReader reader)
    {
        byte[] bytes = reader.Bytes(reader.Remaining);
        try
        {
            return JsonValue.Create(s_strictUtf8.GetString(bytes));
        }
        catch (DecoderFallbackException)
        {
            reader.Fail(DecodeError.BadValue);
            return null;
        }
    }

    private static JsonArray ReadList(ref AceReader reader, AbiType element, string prefix)
    {
        int count = reader.Count(Limits.ContractAbi.MaxListItems, element.MinBytes);
        JsonArray items = [];
        for (int index = 0; index < count && !reader.Failed; index++)
        {
            items.Add(Read(ref reader, element, prefix));
        }
        return items;
    }
}
