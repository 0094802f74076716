namespace Aether.TestKit.Network;

/// <summary>What happens at a time of the simulated network.</summary>
internal enum SimulatedArrivalKind : byte
{
    /// <summary>A node asked to be woken.</summary>
    Wake,

    /// <summary>A node's line has sent what it was sending.</summary>
    LineFree,

    /// <summary>A parcel reaches the other end.</summary>
    Parcel,

    /// <summary>The other end learns that the connection was closed.</summary>
    Close,

    /// <summary>An end has heard nothing for the idle time, whatever the way is like now.</summary>
    Silence,

    /// <summary>A connection whose way was cut may have been idle for too long.</summary>
    IdleCheck,

    /// <summary>A request may still be without an answer.</summary>
    RequestTimeout,

    /// <summary>The first packet of a dial reaches the address.</summary>
    DialArrives,

    /// <summary>The dialler has the answer.</summary>
    DialAnswered,

    /// <summary>The acceptor has the dialler's proof.</summary>
    DialProved,

    /// <summary>A dial got no answer.</summary>
    DialTimeout,
}
