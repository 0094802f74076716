using System.Buffers.Binary;
using Aether.Core;

namespace Aether.Network.Transport.Quic;

/// <summary>
/// Cuts the stream of a class into messages: one byte that names the class, then for each message its length, 4 bytes
/// little-endian, and its bytes. Memory follows the bytes that came, not the length that is claimed.
/// </summary>
internal sealed class FrameReader
{
    internal const int HeaderBytes = 4;

    private readonly byte[] _header = new byte[HeaderBytes];
    private int _headerBytes;
    private int _wanted;
    private bool _hasClass;

    /// <summary>The class of the stream, once its first byte has come.</summary>
    internal MessageClass? Class { get; private set; }

    /// <summary>The message of which a part has come.</summary>
    internal Block? Block { get; set; }

    /// <summary>Longest message of a class.</summary>
    internal static int MaxBytes(MessageClass messageClass) =>
        messageClass == MessageClass.Headers ? Limits.Network.MaxProposalBytes : Limits.Network.MaxMessageBytes;

    /// <summary>
    /// Takes bytes from the front of <paramref name="data"/> up to the end of a message. False when they break the
    /// format. <paramref name="body"/> are those that belong to the message; the caller stores them.
    /// </summary>
    internal bool TryRead(ref ReadOnlySpan<byte> data, out ReadOnlySpan<byte> body)
    {
        body = default;
        if (!_hasClass && data.Length > 0)
        {
            if (data[0] >= QuicPeer.Classes)
            {
                return false;
            }
            _hasClass = true;
            Class = (MessageClass)data[0];
            data = data[1..];
        }
        if (_wanted == 0 && !TryReadHeader(ref data))
        {
            return false;
        }
        if (_wanted > 0)
        {
            body = data[..Math.Min(_wanted, data.Length)];
            data = data[body.Length..];
            _wanted -= body.Length;
        }
        return true;
    }

    /// <summary>The message is whole after the last body.</summary>
    internal bool IsWhole => _wanted == 0 && Block is not null;

    private bool TryReadHeader(ref ReadOnlySpan<byte> data)
    {
        int taken = Math.Min(HeaderBytes - _headerBytes, data.Length);
        data[..taken].CopyTo(_header.AsSpan(_headerBytes));
        data = data[taken..];
        _headerBytes += taken;
        if (_headerBytes < HeaderBytes)
        {
            return true;
        }
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(_header);
        if (length == 0 || length > MaxBytes(Class!.Value))
        {
            return false;
        }
        _headerBytes = 0;
        _wanted = (int)length;
        return true;
    }
}
