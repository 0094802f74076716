using System.Text;

namespace Aether.Node.Firehose.Grpc;

/// <summary>Text as `grpc-message` carries it: printable ASCII, everything else as `%XX` of its UTF-8.</summary>
internal static class GrpcText
{
    /// <summary>Encodes a sentence.</summary>
    public static string Encode(string text)
    {
        StringBuilder encoded = new(text.Length);
        foreach (byte value in Encoding.UTF8.GetBytes(text))
        {
            if (value is >= 0x20 and <= 0x7e and not (byte)'%')
            {
                encoded.Append((char)value);
            }
            else
            {
                encoded.Append('%').Append(value.ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
            }
        }
        return encoded.ToString();
    }
}
