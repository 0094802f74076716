using Aether.Network.Transport;

namespace Aether.Network.Peers;

/// <summary>A peer known by its address: from the node's settings or its operator.</summary>
internal sealed class FixedPeer(PeerAddress address, PeerId? peer)
{
    /// <summary>Where.</summary>
    public PeerAddress Address { get; } = address;

    /// <summary>Who must be there, or who was.</summary>
    public PeerId? Peer { get; set; } = peer;

    /// <summary>Failures since the last success.</summary>
    public int Failures { get; set; }

    /// <summary>A handshake with it succeeded once.</summary>
    public bool HasGreeted { get; set; }

    /// <summary>When it may be dialled again.</summary>
    public long NextDialMs { get; set; }
}
