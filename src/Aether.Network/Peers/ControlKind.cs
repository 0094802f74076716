namespace Aether.Network.Peers;

/// <summary>First byte of a message of the class of control.</summary>
public enum ControlKind : byte
{
    /// <summary>The handshake.</summary>
    Hello = 1,

    /// <summary>Asks whether the peer is there.</summary>
    Ping = 2,

    /// <summary>Says so.</summary>
    Pong = 3,
}
