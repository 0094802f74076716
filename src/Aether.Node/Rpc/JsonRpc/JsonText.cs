using System.Text.Json;
using System.Text.Unicode;

namespace Aether.Node.Rpc.JsonRpc;

/// <summary>Checks that the text of a body is Unicode: the JSON reader lets bad bytes in strings through.</summary>
internal static class JsonText
{
    /// <summary>True for UTF-8 without escapes of code units: what needs no further look.</summary>
    public static bool IsPlain(ReadOnlySpan<byte> body) => Utf8.IsValid(body) && body.IndexOf("\\u"u8) < 0;

    /// <summary>Fails on bytes that are not UTF-8 and on strings with half of an escaped surrogate pair.</summary>
    /// <exception cref="JsonException">The text is not Unicode, or not JSON.</exception>
    public static void RequireUnicode(ReadOnlySpan<byte> body)
    {
        if (!Utf8.IsValid(body))
        {
            throw new JsonException("the body is not UTF-8");
        }
        if (body.IndexOf("\\u"u8) >= 0)
        {
            RequireWholeSurrogates(body);
        }
    }

    private static void RequireWholeSurrogates(ReadOnlySpan<byte> body)
    {
        Utf8JsonReader reader = new(body);
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped)
            {
                RequireWholeSurrogates(ref reader);
            }
        }
    }

    private static void RequireWholeSurrogates(ref Utf8JsonReader reader)
    {
        try
        {
            _ = reader.GetString();
        }
        catch (InvalidOperationException)
        {
            throw new JsonException("a string has half of a surrogate pair");
        }
    }
}
