using Aether.Core;
using Aether.Network.Transport;

namespace Aether.Network.Peers;

/// <summary>
/// Messages that overtook the handshake: each class has a stream of its own, so the first of one may come before the
/// hello of another. Few are kept until the peer has greeted.
/// </summary>
internal sealed class EarlyMessages
{
    private readonly Queue<(MessageClass Class, byte[] Bytes)> _messages = new();
    private int _bytes;

    /// <summary>Keeps a copy, if there is room.</summary>
    public void Keep(MessageClass messageClass, ReadOnlySpan<byte> message)
    {
        bool fits = _messages.Count < Limits.Peers.MaxEarlyMessages
            && message.Length <= Limits.Peers.MaxEarlyBytes - _bytes;
        if (fits)
        {
            _messages.Enqueue((messageClass, message.ToArray()));
            _bytes += message.Length;
        }
    }

    /// <summary>Takes the oldest.</summary>
    public bool TryTake(out MessageClass messageClass, out byte[] message)
    {
        bool any = _messages.TryDequeue(out (MessageClass Class, byte[] Bytes) oldest);
        (messageClass, message) = oldest;
        return any;
    }
}
