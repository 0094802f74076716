using System.Net;

namespace Aether.Native.Quic;

/// <summary>What an endpoint is and allows; the bounds are explained in <c>native/include/aether_quic.h</c>.</summary>
public sealed record QuicSettings
{
    /// <summary>Where to bind; port 0 takes any.</summary>
    public required IPEndPoint Listen { get; init; }

    /// <summary>The one ALPN identifier, at most 15 ASCII characters.</summary>
    public required string Protocol { get; init; }

    /// <summary>Both directions, handshakes included.</summary>
    public required int MaxConnections { get; init; }

    /// <summary>Inbound handshakes under way; more are dropped.</summary>
    public required int MaxHalfOpen { get; init; }

    /// <summary>From so many on, addresses are validated first.</summary>
    public required int RetryHalfOpen { get; init; }

    /// <summary>Inbound connections per second and address.</summary>
    public required int AddressRate { get; init; }

    /// <summary>Inbound connections per second.</summary>
    public required int TotalRate { get; init; }

    /// <summary>Bidirectional streams that the peer may have open.</summary>
    public required int MaxRequests { get; init; }

    /// <summary>Unidirectional streams that the peer may ever open.</summary>
    public required int MaxClasses { get; init; }

    /// <summary>Bytes of one stream that wait for credit.</summary>
    public required int StreamWindow { get; init; }

    /// <summary>Bytes of one connection that wait for credit.</summary>
    public required int ConnectionWindow { get; init; }

    /// <summary>Datagrams waiting on one connection.</summary>
    public required int MaxDatagrams { get; init; }

    /// <summary>How long a handshake may take.</summary>
    public required int HandshakeMs { get; init; }

    /// <summary>How long a connection may be silent.</summary>
    public required int IdleMs { get; init; }

    /// <summary>After this much silence the peer is asked for a sign of life; 0: never.</summary>
    public required int KeepAliveMs { get; init; }

    /// <summary>The kernel's buffers, each way, as far as it gives them.</summary>
    public required int SocketBytes { get; init; }

    /// <summary>No segmentation offload, as where the kernel refuses it.</summary>
    public bool NoOffload { get; init; }
}
