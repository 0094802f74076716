using Aether.Network.Peers;
using Aether.Network.Transport;

namespace Aether.Network.Links;

/// <summary>
/// Who speaks with peers beside consensus and gossip: synchronisation, repair. Registered with
/// <see cref="PeerNetwork.Add"/> before the start.
/// </summary>
/// <remarks>
/// Called by the network's thread, which must not wait: work that reads disks or checks proofs goes elsewhere and comes
/// back by <see cref="IPeerRequests.TryPost"/>. Bytes are lent for the call. Nothing comes of a connection before
/// <see cref="OnReady"/> and nothing after <see cref="OnGone"/>.
/// </remarks>
public interface IPeerProtocol
{
    /// <summary>True for the first byte of requests that are this protocol's.</summary>
    bool Handles(byte protocol);

    /// <summary>The way to the peers; called once, before anything else.</summary>
    void Attach(IPeerRequests peers);

    /// <summary>A connection may be used.</summary>
    void OnReady(PeerEffect.Ready ready);

    /// <summary>A connection is over; own requests on it get no answer.</summary>
    void OnGone(ConnectionId connection, PeerId peer);

    /// <summary>A peer tells its newest final height.</summary>
    void OnHeight(ConnectionId connection, ulong finalHeight);

    /// <summary>A request of this protocol; its first byte is the protocol's number. False: it is refused.</summary>
    bool OnRequest(ConnectionId connection, PeerId peer, RequestId id, ReadOnlyMemory<byte> request);

    /// <summary>The answer to a request that this protocol made.</summary>
    void OnResponse(ConnectionId connection, PeerId peer, RequestId id, ReadOnlyMemory<byte> response);

    /// <summary>A request that this protocol made gets no answer.</summary>
    void OnRequestFailed(ConnectionId connection, PeerId peer, RequestId id);

    /// <summary>Time has passed; called every 100 ms or so.</summary>
    void Tick(long nowMs);
}
