using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Aether.Sdk.Proofs;

/// <summary>Bytes of the files in this folder.</summary>
internal static class ProofFiles
{
    /// <summary>Reads a file of at most so many bytes; null when it is longer or is not one.</summary>
    public static T? Parse<T>(ReadOnlySpan<byte> utf8, int maxBytes, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return utf8.Length <= maxBytes ? JsonSerializer.Deserialize(utf8, type) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Indented JSON with a final line feed.</summary>
    public static byte[] Format<T>(T file, JsonTypeInfo<T> type) =>
        [.. JsonSerializer.SerializeToUtf8Bytes(file, type), (byte)'\n'];
}
