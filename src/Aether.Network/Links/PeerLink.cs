using System.Net;
using Aether.Core;
using Aether.Network.Transport;

namespace Aether.Network.Links;

/// <summary>The connection with one peer, and when to dial again after it was lost.</summary>
internal sealed class PeerLink(PeerId id, IPEndPoint address)
{
    private const int FirstWaitMs = 100;
    private const int LongestWaitMs = 3_000;

    private int _waitMs = FirstWaitMs;
    private int _refusalMs = Limits.Network.FirstRefusalMs;
    private long _refusedUntilMs = long.MinValue;

    /// <summary>Who is there.</summary>
    public PeerId Id { get; } = id;

    /// <summary>Where it listens.</summary>
    public IPEndPoint Address { get; } = address;

    /// <summary>The proven connection, if any.</summary>
    public ConnectionId? Connection { get; private set; }

    /// <summary>The peer dialled; of the connection.</summary>
    public bool Inbound { get; private set; }

    /// <summary>When the connection was made.</summary>
    public long SinceMs { get; private set; }

    /// <summary>A dial that has not ended, if any.</summary>
    public ConnectionId? Dialling { get; private set; }

    /// <summary>When the next dial is due; meaningful while neither connected nor dialling.</summary>
    public long DialAtMs { get; private set; }

    /// <summary>True when it is time to dial.</summary>
    public bool IsDue(long nowMs) =>
        Connection is null && Dialling is null && nowMs >= DialAtMs && !IsRefused(nowMs);

    /// <summary>True while the peer is kept away for what it sent.</summary>
    public bool IsRefused(long nowMs) => nowMs < _refusedUntilMs;

    /// <summary>Keeps the peer away; each time for twice as long, until it has behaved for a while.</summary>
    public void Refuse(long nowMs)
    {
        bool isForgotten = nowMs - Limits.Network.ForgetRefusalsMs > _refusedUntilMs;
        _refusalMs = isForgotten ? Limits.Network.FirstRefusalMs : _refusalMs;
        _refusedUntilMs = nowMs + _refusalMs;
        _refusalMs = Math.Min(_refusalMs * 2, Limits.Network.LongestRefusalMs);
    }

    /// <summary>A dial began, or could not (null).</summary>
    public void OnDial(ConnectionId? connection, long nowMs)
    {
        Dialling = connection;
        if (connection is null)
        {
            Wait(nowMs);
        }
    }

    /// <summary>The connection stands.</summary>
    public void OnConnected(ConnectionId connection, bool inbound, long nowMs)
    {
        Connection = connection;
        Inbound = inbound;
        SinceMs = nowMs;
        Dialling = Dialling == connection ? null : Dialling;
        _waitMs = FirstWaitMs;
    }

    /// <summary>A connection or dial is over; nothing happens for another one than those here.</summary>
    public void OnClosed(ConnectionId connection, long nowMs)
    {
        if (Dialling == connection)
        {
            Dialling = null;
            Wait(nowMs);
        }
        if (Connection == connection)
        {
            Connection = null;
            Wait(nowMs);
        }
    }

    private void Wait(long nowMs)
    {
        DialAtMs = nowMs + _waitMs;
        _waitMs = Math.Min(_waitMs * 2, LongestWaitMs);
    }
}
