namespace Aether.Network.Transport.Quic;

/// <summary>What the caller asks of the transport's thread.</summary>
internal enum QuicCommandKind : byte
{
    Dial,
    Close,
    Message,
    Datagram,
    Request,
    Respond,
    Cancel,
}
