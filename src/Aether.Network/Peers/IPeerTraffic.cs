using Aether.Network.Transport;

namespace Aether.Network.Peers;

/// <summary>
/// What a node does with peers beyond keeping them: gossip, synchronisation and whoever else speaks with them.
/// </summary>
/// <remarks>
/// Called by the network's thread. Bytes are lent for the call. Nothing comes of a connection before
/// <see cref="OnReady"/> and nothing after <see cref="OnGone"/>; visits are not told of.
/// </remarks>
public interface IPeerTraffic
{
    /// <summary>A connection may be used.</summary>
    void OnReady(PeerEffect.Ready ready);

    /// <summary>A connection is over; own requests on it get no answer.</summary>
    void OnGone(ConnectionId connection, PeerId peer);

    /// <summary>A peer tells its newest final height.</summary>
    void OnHeight(ConnectionId connection, ulong finalHeight);

    /// <summary>A message of any class but control, within the peer's budget.</summary>
    void OnMessage(ConnectionId connection, PeerId peer, MessageClass messageClass, ReadOnlyMemory<byte> message);

    /// <summary>A datagram within the peer's budget.</summary>
    void OnDatagram(ConnectionId connection, PeerId peer, ReadOnlyMemory<byte> datagram);

    /// <summary>A request that is not about peers. False: it is refused.</summary>
    bool OnRequest(ConnectionId connection, PeerId peer, RequestId id, ReadOnlyMemory<byte> request);

    /// <summary>The answer to an own request.</summary>
    void OnResponse(ConnectionId connection, PeerId peer, RequestId id, ReadOnlyMemory<byte> response);

    /// <summary>An own request gets no answer.</summary>
    void OnRequestFailed(ConnectionId connection, PeerId peer, RequestId id);

    /// <summary>A peer was banned: to be logged and counted.</summary>
    void OnBanned(BanEntry ban);

    /// <summary>Keep these bytes for <see cref="PeerOptions.Anchors"/> of the next start.</summary>
    void SaveAnchors(ReadOnlyMemory<byte> bytes);
}
