using System.Globalization;
using System.Text.Json;
using Aether.Core.Types;

namespace Aether.Node.Rpc.JsonRpc;

/// <summary>
/// Typed access to the positional parameters of one call. Bad input ends the call with InvalidParams.
/// </summary>
internal readonly struct RpcParameters(JsonElement? list)
{
    private readonly int _count = list?.GetArrayLength() ?? 0;

    /// <summary>The first <paramref name="count"/> of a list.</summary>
    public RpcParameters(JsonElement? list, int count)
        : this(list) => _count = Math.Min(count, _count);

    /// <summary>Number of parameters given.</summary>
    public int Count => _count;

    /// <summary>Fails unless at most <paramref name="max"/> parameters were given.</summary>
    public void RequireAtMost(int max)
    {
        if (Count > max)
        {
            throw Invalid($"takes at most {max} parameters, got {Count}");
        }
    }

    /// <summary>The parameter at an index, or null when absent or JSON null.</summary>
    public JsonElement? Find(int index) =>
        index < Count && list!.Value[index] is { ValueKind: not JsonValueKind.Null } item ? item : null;

    /// <summary>A required string.</summary>
    public string Text(int index, string name)
    {
        JsonElement? item = Find(index);
        return item is { ValueKind: JsonValueKind.String } text
            ? text.GetString()!
            : throw Invalid($"parameter {index} ({name}) is a string");
    }

    /// <summary>An optional string.</summary>
    public string? TextOr(int index, string name, string? fallback) =>
        Find(index) is null ? fallback : Text(index, name);

    /// <summary>An optional boolean.</summary>
    public bool FlagOr(int index, string name, bool fallback) => Find(index) switch
    {
        null => fallback,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        _ => throw Invalid($"parameter {index} ({name}) is true or false"),
    };

    /// <summary>An optional boolean member of an optional options object; unknown members are errors.</summary>
    public bool OptionFlag(int index, string member)
    {
        JsonElement? item = Find(index);
        if (item is null)
        {
            return false;
        }
        if (item.Value.ValueKind != JsonValueKind.Object)
        {
            throw Invalid($"parameter {index} (options) is an object such as {{\"{member}\":true}}");
        }
        bool set = false;
        foreach (JsonProperty property in item.Value.EnumerateObject())
        {
            bool known = property.Name == member
                && property.Value.ValueKind is JsonValueKind.True or JsonValueKind.False;
            set = known
                ? property.Value.GetBoolean()
                : throw Invalid($"options know only {{\"{member}\":true|false}}");
        }
        return set;
    }

    /// <summary>A required number without sign or fraction.</summary>
    public ulong Number(int index, string name) => Quantity(index, name);

    /// <summary>A required number from 0 up: a JSON number, decimal text or a minimal hexadecimal quantity.</summary>
    public ulong Quantity(int index, string name) =>
        Find(index) is { } item && TryQuantity(item, out ulong value)
            ? value
            : throw Invalid($"parameter {index} ({name}) is a whole number from 0 up");

    /// <summary>Reads a number as <see cref="Quantity"/> does.</summary>
    public static bool TryQuantity(JsonElement item, out ulong value)
    {
        value = 0;
        if (item.ValueKind == JsonValueKind.Number)
        {
            return item.TryGetUInt64(out value);
        }
        if (item.ValueKind != JsonValueKind.String)
        {
            return false;
        }
        string text = item.GetString()!;
        bool hexadecimal = text.StartsWith("0x", StringComparison.Ordinal);
        bool minimal = !hexadecimal || text == "0x0" || (text.Length > 2 && text[2] != '0');
        return minimal && ulong.TryParse(
            text.AsSpan(hexadecimal ? 2 : 0),
            hexadecimal ? NumberStyles.AllowHexSpecifier : NumberStyles.None,
            CultureInfo.InvariantCulture,
            out value);
    }

    /// <summary>An optional number within bounds.</summary>
    public int CountOr(int index, string name, int fallback, int most)
    {
        if (Find(index) is not { } item)
        {
            return fallback;
        }
        ulong count = TryQuantity(item, out ulong value) ? value : 0;
        return count switch
        {
            0 => throw Invalid($"parameter {index} ({name}) is a whole number from 1 up"),
            _ when count > (ulong)most => throw OverLimit($"{name} is at most {most}", most, count),
            _ => (int)count,
        };
    }

    /// <summary>A LimitExceeded error that says what would be taken.</summary>
    public static RpcException OverLimit(string message, long limit, ulong requested) => new(
        RpcErrorCode.LimitExceeded, message, ("limit", limit), ("requested", requested), ("suggested", limit));

    /// <summary>A required 32-byte hash.</summary>
    public Hash256 Hash(int index, string name) =>
        Hash256.TryParse(Text(index, name), out Hash256 hash)
            ? hash
            : throw Invalid($"parameter {index} ({name}) is 0x and 64 hexadecimal digits");

    /// <summary>A required address: bech32m or 32 bytes of hex.</summary>
    public Address Address(int index, string name) =>
        AddressText.TryParse(Text(index, name), out Address address)
            ? address
            : throw Invalid(
                $"parameter {index} ({name}) is an address such as taeth1... or 0x and 64 hexadecimal digits");

    /// <summary>An InvalidParams error.</summary>
    public static RpcException Invalid(string message) => new(RpcErrorCode.InvalidParams, message);
}
