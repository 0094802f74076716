using System.Net;
using Aether.Core;
using Aether.Native.Quic;

namespace Aether.Network.Transport.Quic;

/// <summary>Where an endpoint listens and how much it takes; the defaults are <see cref="Limits.Network"/>.</summary>
public sealed record QuicEndpointOptions
{
    /// <summary>Where to bind; port 0 takes any.</summary>
    public required IPEndPoint Listen { get; init; }

    /// <summary>The ALPN identifier: others do not connect.</summary>
    public string Protocol { get; init; } = "aeth/1";

    /// <summary>Connections, both directions.</summary>
    public int MaxConnections { get; init; } = Limits.Network.MaxPeerConnections;

    /// <summary>Inbound handshakes under way from which on newcomers prove their address first.</summary>
    public int RetryHalfOpen { get; init; } = Limits.Network.RetryHalfOpenHandshakes;

    /// <summary>Inbound handshakes per second from one address.</summary>
    public int HandshakesPerSecondOfAddress { get; init; } = Limits.Network.HandshakesPerSecondOfAddress;

    /// <summary>Inbound handshakes per second.</summary>
    public int HandshakesPerSecond { get; init; } = Limits.Network.HandshakesPerSecond;

    /// <summary>A handshake takes no longer.</summary>
    public int HandshakeTimeoutMs { get; init; } = Limits.Network.HandshakeTimeoutMs;

    /// <summary>A connection on which nothing comes for this long is over.</summary>
    public int IdleTimeoutMs { get; init; } = Limits.Network.IdleTimeoutMs;

    /// <summary>A silent connection is asked for a sign of life after this long.</summary>
    public int KeepAliveMs { get; init; } = Limits.Network.KeepAliveMs;

    /// <summary>An answer comes within this time, or the request failed.</summary>
    public int RequestTimeoutMs { get; init; } = Limits.Network.RequestTimeoutMs;

    /// <summary>A peer that takes nothing of what waits for it for this long is closed.</summary>
    public int StalledMs { get; init; } = Limits.Network.StalledMs;

    /// <summary>Sends packets one by one even where the kernel can cut them.</summary>
    public bool NoOffload { get; init; }

    /// <summary>The clock of requests.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    internal QuicSettings ToSettings() => new()
    {
        Listen = Listen,
        Protocol = Protocol,
        MaxConnections = MaxConnections,
        MaxHalfOpen = Limits.Network.MaxHalfOpenHandshakes,
        RetryHalfOpen = RetryHalfOpen,
        AddressRate = HandshakesPerSecondOfAddress,
        TotalRate = HandshakesPerSecond,
        MaxRequests = Limits.Network.MaxRequestsInFlight,
        MaxClasses = QuicPeer.Classes,
        StreamWindow = Limits.Network.StreamWindowBytes,
        ConnectionWindow = Limits.Network.ConnectionWindowBytes,
        MaxDatagrams = Limits.Network.MaxQueuedDatagrams,
        HandshakeMs = HandshakeTimeoutMs,
        IdleMs = IdleTimeoutMs,
        KeepAliveMs = KeepAliveMs,
        SocketBytes = Limits.Network.SocketBufferBytes,
        NoOffload = NoOffload,
    };
}
