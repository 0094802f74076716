namespace Aether.Network.Transport;

/// <summary>Why a connection ended. Sent to the other side as the application's close code.</summary>
public enum CloseCode : ushort
{
    /// <summary>The node stops, or needs the connection no longer.</summary>
    Done = 0,

    /// <summary>Nothing came for the idle time, or the handshake took too long.</summary>
    Timeout = 1,

    /// <summary>The address did not answer or refused.</summary>
    Unreachable = 2,

    /// <summary>The certificate, or the identity that it proves, is not the one expected.</summary>
    WrongIdentity = 3,

    /// <summary>The other side is on another chain or speaks another version.</summary>
    WrongChain = 4,

    /// <summary>There is no room for this peer.</summary>
    TooManyPeers = 5,

    /// <summary>Bytes that are not what the protocol says.</summary>
    BadMessage = 6,

    /// <summary>More than the peer may send, or slower than it must read.</summary>
    OverBudget = 7,

    /// <summary>The peer is banned.</summary>
    Banned = 8,

    /// <summary>Another connection with the same peer is kept.</summary>
    Duplicate = 9,

    /// <summary>The transport failed; the reason is in the log.</summary>
    TransportError = 10,
}
