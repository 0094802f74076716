using System.Globalization;
using System.Text.Json;

namespace Aether.WasmTests.Suite;

/// <summary>Values of the suite as cells.</summary>
internal static class SuiteValue
{
    private const uint QuietSingle = 0x7FC0_0000;
    private const ulong QuietDouble = 0x7FF8_0000_0000_0000;

    /// <summary>The cell of an argument.</summary>
    public static ulong Read(JsonElement value)
    {
        string type = value.GetProperty("type").GetString()!;
        string text = value.GetProperty("value").GetString()!;
        return type switch
        {
            "externref" => text == "null" ? 0ul : ulong.Parse(text, CultureInfo.InvariantCulture) + 1,
            "funcref" => text == "null" ? 0ul : throw new NotSupportedException("a function as an argument"),
            "i32" or "f32" => uint.Parse(text, CultureInfo.InvariantCulture),
            _ => ulong.Parse(text, CultureInfo.InvariantCulture),
        };
    }

    /// <summary>True when a cell is what is expected, with the patterns for what is no number.</summary>
    public static bool Matches(JsonElement expected, ulong cell)
    {
        string type = expected.GetProperty("type").GetString()!;
        string text = expected.TryGetProperty("value", out JsonElement value) ? value.GetString()! : "any";
        return (type, text) switch
        {
            ("f32", "nan:canonical") => (cell & 0x7FFF_FFFF) == QuietSingle && cell <= uint.MaxValue,
            ("f32", "nan:arithmetic") => (cell & QuietSingle) == QuietSingle && cell <= uint.MaxValue,
            ("f64", "nan:canonical") => (cell & long.MaxValue) == QuietDouble,
            ("f64", "nan:arithmetic") => (cell & QuietDouble) == QuietDouble,
            (_, "any") => cell != 0,
            _ => cell == Read(expected),
        };
    }
}
