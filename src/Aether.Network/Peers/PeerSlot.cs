namespace Aether.Network.Peers;

/// <summary>Which places a connection counts against.</summary>
public enum PeerSlot : byte
{
    /// <summary>Its handshake is not done.</summary>
    Greeting,

    /// <summary>It may only ask for peers, and ends soon.</summary>
    Visit,

    /// <summary>This node chose it.</summary>
    Outbound,

    /// <summary>It came from a peer without stake.</summary>
    Inbound,

    /// <summary>It came from a peer with stake.</summary>
    StakedInbound,

    /// <summary>A validator's, when this node is one too, or one that the operator named.</summary>
    Reserved,
}
