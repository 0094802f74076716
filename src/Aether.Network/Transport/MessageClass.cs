namespace Aether.Network.Transport;

/// <summary>
/// What a message is for. Each class has a stream of its own on every connection, and a lower number is sent first.
/// </summary>
public enum MessageClass : byte
{
    /// <summary>The handshake, and what peers say about the connection itself.</summary>
    Control = 0,

    /// <summary>Prevotes, precommits, timeouts and their certificates.</summary>
    Votes = 1,

    /// <summary>Claims of leaders, headers, proposals.</summary>
    Headers = 2,

    /// <summary>Signatures that contradict each other.</summary>
    Evidence = 3,

    /// <summary>Records of peers and what the mesh says about itself.</summary>
    Gossip = 4,

    /// <summary>Transactions.</summary>
    Transactions = 5,
}
