using Aether.Core;
using Aether.Core.Codec;

namespace Aether.Network.Peers;

/// <summary>
/// A message of the class of control: <c>kind u8</c>, then a hello, or <c>nonce u64, final_height u64</c>.
/// </summary>
/// <param name="Kind">What it is.</param>
/// <param name="Hello">With <see cref="ControlKind.Hello"/>.</param>
/// <param name="Nonce">With the others: a pong repeats that of its ping.</param>
/// <param name="FinalHeight">Height of the sender's newest final block.</param>
public readonly record struct ControlMessage(ControlKind Kind, PeerHello? Hello, ulong Nonce, ulong FinalHeight)
    : IAceValue<ControlMessage>
{
    /// <summary>Decodes a message of at most <see cref="Limits.Peers.MaxHelloBytes"/>.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, out ControlMessage message)
    {
        message = default;
        return bytes.Length <= Limits.Peers.MaxHelloBytes && Ace.TryDecode(bytes, out message, out DecodeError _);
    }

    /// <inheritdoc/>
    public static ControlMessage Decode(ref AceReader reader)
    {
        ControlKind kind = (ControlKind)reader.U8();
        reader.Require(kind is >= ControlKind.Hello and <= ControlKind.Pong, DecodeError.BadTag);
        if (reader.Failed)
        {
            return default;
        }
        if (kind == ControlKind.Hello)
        {
            PeerHello hello = PeerHello.Decode(ref reader);
            return new ControlMessage(kind, hello, 0, hello.FinalHeight);
        }
        return new ControlMessage(kind, null, reader.U64(), reader.U64());
    }

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        writer.U8((byte)Kind);
        if (Hello is not null)
        {
            Hello.Encode(writer);
            return;
        }
        writer.U64(Nonce);
        writer.U64(FinalHeight);
    }
}
