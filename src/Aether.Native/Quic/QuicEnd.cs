namespace Aether.Native.Quic;

/// <summary>Why a connection ended.</summary>
public enum QuicEnd
{
    /// <summary>By <see cref="QuicSocket.Close"/>, with its code.</summary>
    ClosedHere = 0,

    /// <summary>By the peer's application, with its code.</summary>
    ClosedByPeer = 1,

    /// <summary>By the peer's transport or TLS, with the code of RFC 9000.</summary>
    RefusedByPeer = 2,

    /// <summary>No packet came before the handshake timed out.</summary>
    Unreachable = 3,

    /// <summary>The handshake did not end in time.</summary>
    HandshakeTimeout = 4,

    /// <summary>Nothing came for the idle time.</summary>
    Idle = 5,

    /// <summary>The peer's certificate is not one expected.</summary>
    WrongIdentity = 6,

    /// <summary>The peer broke the protocol, with the code sent to it.</summary>
    Failed = 7,

    /// <summary>The peer no longer knows the connection.</summary>
    Reset = 8,
}
