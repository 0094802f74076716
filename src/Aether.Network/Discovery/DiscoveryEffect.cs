using Aether.Network.Peers;
using Aether.Network.Transport;

namespace Aether.Network.Discovery;

/// <summary>Something that a <see cref="DiscoveryCore"/> wants done, in order.</summary>
public abstract record DiscoveryEffect
{
    private DiscoveryEffect()
    {
    }

    /// <summary>Make a connection only to ask.</summary>
    public sealed record Visit(PeerAddress Address, PeerId Peer) : DiscoveryEffect;

    /// <summary>Such a connection is needed no longer.</summary>
    public sealed record EndVisit(ConnectionId Connection) : DiscoveryEffect;

    /// <summary>Ask on a connection; one at a time on each.</summary>
    public sealed record Ask(ConnectionId Connection, ReadOnlyMemory<byte> Request) : DiscoveryEffect;

    /// <summary>Answer a peer.</summary>
    public sealed record Answer(ConnectionId Connection, RequestId Id, ReadOnlyMemory<byte> Bytes) : DiscoveryEffect;

    /// <summary>Refuse to answer a peer.</summary>
    public sealed record Refuse(ConnectionId Connection, RequestId Id) : DiscoveryEffect;

    /// <summary>A record whose signatures hold was found.</summary>
    /// <param name="Record">The record.</param>
    /// <param name="Source">The network of the peer that told of it.</param>
    public sealed record Found(NodeRecord Record, AddressGroup? Source) : DiscoveryEffect;

    /// <summary>A peer did what only a faulty one does.</summary>
    public sealed record Misbehaved(PeerId Peer, BanReason Reason) : DiscoveryEffect;
}
