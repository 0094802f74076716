namespace Aether.Network.Gossip;

/// <summary>What an input of <see cref="GossipCore"/> is.</summary>
public enum GossipInputKind : byte
{
    /// <summary>Time has passed.</summary>
    Tick = 0,

    /// <summary>A peer's handshake is over.</summary>
    Connected = 1,

    /// <summary>Its connection is over.</summary>
    Disconnected = 2,

    /// <summary>A message came on a stream of gossip.</summary>
    Received = 3,

    /// <summary>The node has judged a message.</summary>
    Validated = 4,

    /// <summary>The node has a message of its own.</summary>
    Publish = 5,

    /// <summary>The node wants messages of a topic.</summary>
    Subscribe = 6,

    /// <summary>It no longer does.</summary>
    Unsubscribe = 7,

    /// <summary>A peer's stake has changed.</summary>
    StakeChanged = 8,

    /// <summary>The transport took no more for a peer.</summary>
    SendRefused = 9,
}
