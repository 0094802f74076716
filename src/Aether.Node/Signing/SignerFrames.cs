using System.Buffers.Binary;

namespace Aether.Node.Signing;

/// <summary>Frames of the signer protocol on a stream: length u32, then that many bytes.</summary>
internal static class SignerFrames
{
    private const int PrefixBytes = 4;

    /// <summary>Writes one frame.</summary>
    public static void Write(Stream stream, ReadOnlySpan<byte> frame)
    {
        byte[] bytes = new byte[PrefixBytes + frame.Length];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, frame.Length);
        frame.CopyTo(bytes.AsSpan(PrefixBytes));
        stream.Write(bytes);
        stream.Flush();
    }

    /// <summary>
    /// Reads one frame; null at the end of the stream, or when the length is 0 or above the limit: such a stream
    /// cannot be read on.
    /// </summary>
    public static byte[]? Read(Stream stream, int maxBytes)
    {
        Span<byte> prefix = stackalloc byte[PrefixBytes];
        if (stream.ReadAtLeast(prefix, PrefixBytes, throwOnEndOfStream: false) < PrefixBytes)
        {
            return null;
        }
        int length = BinaryPrimitives.ReadInt32LittleEndian(prefix);
        if (length <= 0 || length > maxBytes)
        {
            return null;
        }
        byte[] frame = new byte[length];
        return stream.ReadAtLeast(frame, length, throwOnEndOfStream: false) == length ? frame : null;
    }
}
