namespace Aether.Network.Transport;

/// <summary>What an <see cref="IPeerTransport"/> reports.</summary>
public enum PeerEventKind : byte
{
    /// <summary>Both sides have proved their identities.</summary>
    Connected,

    /// <summary>The connection is over, or a dial failed. The last event of its connection.</summary>
    Closed,

    /// <summary>A whole message of a class. In order within the class.</summary>
    Message,

    /// <summary>A datagram: may be lost, repeated or out of order.</summary>
    Datagram,

    /// <summary>The peer asks; the answer goes back by the request's number.</summary>
    Request,

    /// <summary>The whole answer to a request of this node.</summary>
    Response,

    /// <summary>A request of this node gets no answer: refused, cancelled, too long or too late.</summary>
    RequestFailed,
}
