namespace Aether.Network.Gossip;

/// <summary>What an effect of <see cref="GossipCore"/> asks of its host.</summary>
public enum GossipEffectKind : byte
{
    /// <summary>Send the bytes on the stream.</summary>
    Send = 0,

    /// <summary>Judge the payload and answer with <see cref="GossipInputKind.Validated"/>.</summary>
    Validate = 1,

    /// <summary>Close the connection and keep the peer away.</summary>
    Ban = 2,

    /// <summary>Close the connection; the peer may come again.</summary>
    Close = 3,

    /// <summary>A peer has come into the mesh of a topic.</summary>
    Grafted = 4,

    /// <summary>A peer has left the mesh of a topic.</summary>
    Pruned = 5,
}
