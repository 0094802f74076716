using Aether.Network.Peers;
using Aether.Network.Transport;

namespace Aether.Network.Discovery;

/// <summary>A connection that has greeted, as discovery uses it.</summary>
internal sealed class DiscoveryLink(PeerId peer, PeerAddress? address)
{
    /// <summary>Who is there.</summary>
    public PeerId Peer { get; } = peer;

    /// <summary>Where.</summary>
    public PeerAddress? Address { get; } = address;

    /// <summary>It was made for this query and is to end with it.</summary>
    public bool IsVisit { get; set; }

    /// <summary>What was asked on it.</summary>
    public NodeQuery? Query { get; set; }
}
