using Aether.Network.Transport;

namespace Aether.TestKit.Network;

/// <summary>Something on its way over one connection, with its own copy of the bytes.</summary>
internal sealed class SimulatedParcel
{
    /// <summary>The classes of messages, then requests and answers, then datagrams.</summary>
    public const int Channels = 8;

    /// <summary>Requests, answers and their failures.</summary>
    public const int RequestChannel = 6;

    /// <summary>Datagrams: the only channel that loses, repeats and reorders.</summary>
    public const int DatagramChannel = 7;

    /// <summary>What the receiver will see.</summary>
    public required PeerEventKind Kind { get; init; }

    /// <summary>One of <see cref="Channels"/>; a lower number is sent first.</summary>
    public required int Channel { get; init; }

    /// <summary>The content.</summary>
    public required byte[] Bytes { get; init; }

    /// <summary>With requests and answers.</summary>
    public RequestId Request { get; init; }

    /// <summary>Its number in its class on its connection, once sent; -1 where order does not count.</summary>
    public long Sequence { get; set; } = -1;

    /// <summary>Bytes that have not left the sender.</summary>
    public int Remaining { get; set; }

    /// <summary>A second copy of a datagram, which takes no room at the sender.</summary>
    public bool IsCopy { get; init; }

    /// <summary>It has reached the receiver in its turn, whose line may still be busy.</summary>
    public bool IsThere { get; set; }
}
