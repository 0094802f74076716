using System.Net;

namespace Aether.Network.Transport;

/// <summary>Connections with peers that prove their identity: messages by class, datagrams, requests.</summary>
/// <remarks>
/// <b>Ownership</b>: sending copies the bytes; received bytes are lent until the next <see cref="TryReceive"/>.
/// <b>Threads</b>: one thread, the network's, makes all calls; only the signal may be set by others.
/// <b>Errors</b>: nothing throws for what a peer does. What cannot be sent within the peer's budget is refused and
/// counted. Every connection ends with one <see cref="PeerEventKind.Closed"/>.
/// <b>Limits</b>: messages longer than the limit of their class, datagrams longer than
/// <see cref="MaxDatagramBytes"/> and requests or answers longer than their limit are refused by both sides.
/// </remarks>
public interface IPeerTransport : IDisposable
{
    /// <summary>This node.</summary>
    PeerId Local { get; }

    /// <summary>Where others reach this node, as bound.</summary>
    IPEndPoint LocalAddress { get; }

    /// <summary>Longest datagram that surely fits one packet.</summary>
    int MaxDatagramBytes { get; }

    /// <summary>
    /// Begins a connection. False when the transport has no room; every other outcome is an event.
    /// </summary>
    /// <param name="address">Where.</param>
    /// <param name="expected">Who must be there; null takes anyone.</param>
    /// <param name="connection">Its number.</param>
    bool TryDial(IPEndPoint address, PeerId? expected, out ConnectionId connection);

    /// <summary>Queues a message. False when the connection is gone or its queue of this class is full.</summary>
    bool TrySend(ConnectionId connection, MessageClass messageClass, ReadOnlySpan<byte> message);

    /// <summary>Queues a datagram. False when it is too long, the connection is gone or the queue is full.</summary>
    bool TrySendDatagram(ConnectionId connection, ReadOnlySpan<byte> datagram);

    /// <summary>Asks the peer; one <see cref="PeerEventKind.Response"/> or failure follows.</summary>
    bool TryRequest(ConnectionId connection, ReadOnlySpan<byte> request, out RequestId id);

    /// <summary>Answers a request of the peer, once. False when it was cancelled or the connection is gone.</summary>
    bool TryRespond(ConnectionId connection, RequestId id, ReadOnlySpan<byte> response);

    /// <summary>Refuses a request of the peer, or gives up an own one.</summary>
    void Cancel(ConnectionId connection, RequestId id);

    /// <summary>Ends a connection; what is queued may be lost.</summary>
    void Close(ConnectionId connection, CloseCode code);

    /// <summary>
    /// The smoothed round-trip time in microseconds, a moment old; null where the connection is gone, nothing was
    /// measured yet, or nothing measures it.
    /// </summary>
    long? ReadRttUs(ConnectionId connection) => null;

    /// <summary>Takes the oldest event.</summary>
    bool TryReceive(out PeerEvent peerEvent);

    /// <summary>Names the signal set when events wait. To be called before the first is awaited.</summary>
    void SetReceiveSignal(WakeSignal signal);
}
