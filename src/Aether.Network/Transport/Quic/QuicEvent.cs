namespace Aether.Network.Transport.Quic;

/// <summary>One event on its way to the caller, with the block that it gives away.</summary>
internal readonly record struct QuicEvent(PeerEventKind Kind, QuicPeer Peer)
{
    internal Block? Block { get; init; }

    internal MessageClass Class { get; init; }

    internal QuicRequest? Request { get; init; }

    internal CloseCode Code { get; init; }

    internal bool IsPeersFault { get; init; }
}
