using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;

namespace Aether.Tools.Contracts;

/// <summary>Gas of named calls, kept in a file to see it grow.</summary>
/// <remarks>JSON with a line for each call, sorted, so that a change of one call is one line of a difference.</remarks>
internal sealed class GasSnapshot
{
    private const string Format = "aether-gas/1";
    private const int MaxEntries = 100_000;
    private static readonly JsonSerializerOptions s_text = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Gas by name of the call.</summary>
    public SortedDictionary<string, ulong> Calls { get; } = new(StringComparer.Ordinal);

    /// <summary>Reads a file's bytes; null, with the mistake, when it is no snapshot.</summary>
    public static GasSnapshot? Read(byte[] bytes, out string problem)
    {
        problem = "";
        if (!Utf8.IsValid(bytes))
        {
            problem = "it is no UTF-8 text";
            return null;
        }
        try
        {
            JsonNode? root = JsonNode.Parse(bytes);
            if (root is JsonObject file
                && file["format"] is JsonValue format && format.TryGetValue(out string? name) && name == Format
                && file["gas"] is JsonObject { Count: <= MaxEntries } gas)
            {
                return ReadCalls(gas, out problem);
            }
            problem = $"it has no members format, which is {Format}, and gas";
        }
        catch (Exception error) when (error is JsonException or ArgumentException)
        {
            problem = error.Message;
        }
        return null;
    }

    /// <summary>The file's bytes.</summary>
    public byte[] Write()
    {
        JsonObject gas = [];
        foreach ((string call, ulong used) in Calls)
        {
            gas[call] = used;
        }
        string text = new JsonObject { ["format"] = Format, ["gas"] = gas }.ToJsonString(s_text);
        return Encoding.UTF8.GetBytes(text + "\n");
    }

    /// <summary>What changed since an earlier one: name, gas before or null, gas now or null.</summary>
    public IEnumerable<(string Call, ulong? Before, ulong? Now)> ChangesSince(GasSnapshot earlier)
    {
        foreach (string call in Calls.Keys.Union(earlier.Calls.Keys).Order(StringComparer.Ordinal))
        {
            ulong? before = earlier.Calls.TryGetValue(call, out ulong old) ? old : null;
            ulong? now = Calls.TryGetValue(call, out ulong used) ? used : null;
            if (before != now)
            {
                yield return (call, before, now);
            }
        }
    }

    /// <summary>True when gas is more than a tolerance, in parts of a thousand, above what it was.</summary>
    public static bool Grew(ulong before, ulong now, uint perMille) =>
        (UInt128)now * 1_000 > (UInt128)before * (1_000 + perMille);

    private static GasSnapshot? ReadCalls(JsonObject gas, out string problem)
    {
        GasSnapshot snapshot = new();
        foreach ((string call, JsonNode? value) in gas)
        {
            if (value is not JsonValue number
                || !ulong.TryParse(
                    number.ToJsonString(), NumberStyles.None, CultureInfo.InvariantCulture, out ulong used))
            {
                problem = $"the gas of '{call}' is no whole number";
                return null;
            }
            snapshot.Calls[call] = used;
        }
        problem = "";
        return snapshot;
    }
}
