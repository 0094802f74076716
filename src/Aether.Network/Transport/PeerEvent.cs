using System.Net;

namespace Aether.Network.Transport;

/// <summary>One thing that happened on one connection.</summary>
/// <param name="Kind">What.</param>
/// <param name="Connection">Where.</param>
/// <param name="Peer">Who is there; default when a dial failed before the peer proved itself.</param>
public readonly record struct PeerEvent(PeerEventKind Kind, ConnectionId Connection, PeerId Peer)
{
    /// <summary>With <see cref="PeerEventKind.Connected"/> and <see cref="PeerEventKind.Closed"/>.</summary>
    public IPEndPoint? Address { get; init; }

    /// <summary>With <see cref="PeerEventKind.Connected"/>: the peer dialled.</summary>
    public bool Inbound { get; init; }

    /// <summary>With <see cref="PeerEventKind.Message"/>.</summary>
    public MessageClass Class { get; init; }

    /// <summary>With requests and their answers.</summary>
    public RequestId Request { get; init; }

    /// <summary>With <see cref="PeerEventKind.Closed"/>: the code that either side gave.</summary>
    public CloseCode Close { get; init; }

    /// <summary>
    /// With <see cref="PeerEventKind.Closed"/>: the transport ended it for what the peer did, unasked.
    /// </summary>
    public bool IsPeersFault { get; init; }

    /// <summary>
    /// The message, datagram, request or answer. Lent: valid until the next call of
    /// <see cref="IPeerTransport.TryReceive"/>.
    /// </summary>
    public ReadOnlyMemory<byte> Bytes { get; init; }
}
