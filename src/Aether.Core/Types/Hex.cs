namespace Aether.Core.Types;

/// <summary>Hexadecimal text as used on every interface: lower case, `0x` in front.</summary>
public static class Hex
{
    /// <summary>`0x` and two lower-case digits per byte.</summary>
    public static string Encode(ReadOnlySpan<byte> bytes) => "0x" + Convert.ToHexStringLower(bytes);

    /// <summary>Decodes text with or without `0x` that fills <paramref name="destination"/> exactly.</summary>
    public static bool TryDecode(ReadOnlySpan<char> text, Span<byte> destination)
    {
        ReadOnlySpan<char> digits = Digits(text);
        return digits.Length == destination.Length * 2
            && Convert.FromHexString(digits, destination, out _, out _) == System.Buffers.OperationStatus.Done;
    }

    /// <summary>Decodes text with or without `0x` of at most <paramref name="maxBytes"/> bytes.</summary>
    public static bool TryDecode(ReadOnlySpan<char> text, int maxBytes, out byte[] bytes)
    {
        ReadOnlySpan<char> digits = Digits(text);
        bytes = [];
        if (digits.Length % 2 != 0 || digits.Length / 2 > maxBytes)
        {
            return false;
        }
        bytes = new byte[digits.Length / 2];
        return Convert.FromHexString(digits, bytes, out _, out _) == System.Buffers.OperationStatus.Done;
    }

    private static ReadOnlySpan<char> Digits(ReadOnlySpan<char> text) =>
        text.StartsWith("0x", StringComparison.Ordinal) ? text[2..] : text;
}
