using System.Text.Json;

namespace Aether.TestKit;

/// <summary>Hexadecimal helpers for vector files: an optional <c>0x</c> prefix, either case.</summary>
public static class HexText
{
    /// <summary>Decodes a string of hexadecimal digit pairs.</summary>
    public static byte[] Decode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Convert.FromHexString(text.StartsWith("0x", StringComparison.Ordinal) ? text[2..] : text);
    }

    /// <summary>Encodes as lower-case digits without a prefix.</summary>
    public static string Encode(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(bytes);

    /// <summary>Decodes the hexadecimal string property <paramref name="name"/> of a JSON object.</summary>
    public static byte[] Get(JsonElement element, string name) => Decode(element.GetProperty(name).GetString()!);
}
