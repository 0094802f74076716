namespace Aether.Network.Transport.Quic;

/// <summary>One call on its way to the transport's thread, with the block that it gives away.</summary>
internal readonly record struct QuicCommand(QuicCommandKind Kind, QuicPeer Peer)
{
    internal Block? Block { get; init; }

    internal MessageClass Class { get; init; }

    internal QuicRequest? Request { get; init; }

    internal CloseCode Code { get; init; }
}
