using Aether.Core.Types;
using Aether.Network.Transport;

namespace Aether.Network.Peers;

/// <summary>One connection and what is known of its peer.</summary>
internal sealed class PeerConnection
{
    /// <summary>Its number.</summary>
    public required ConnectionId Id { get; init; }

    /// <summary>Who is there.</summary>
    public required PeerId Peer { get; init; }

    /// <summary>Where.</summary>
    public required PeerAddress? Address { get; init; }

    /// <summary>The peer dialled.</summary>
    public required bool Inbound { get; init; }

    /// <summary>When it was made.</summary>
    public required long SinceMs { get; init; }

    /// <summary>What it may cost.</summary>
    public required PeerBudget Budget { get; set; }

    /// <summary>Outbound: only to ask for peers.</summary>
    public bool WantsVisit { get; init; }

    /// <summary>Which places it counts against.</summary>
    public PeerSlot Slot { get; set; }

    /// <summary>The peer's record, checked.</summary>
    public NodeRecord? Record { get; set; }

    /// <summary>Stake of the validator that the record names, in this epoch.</summary>
    public UInt128 Stake { get; set; }

    /// <summary>The peer's newest final block, as it says.</summary>
    public ulong FinalHeight { get; set; }

    /// <summary>When something came.</summary>
    public long HeardMs { get; set; }

    /// <summary>When it was asked whether it is there.</summary>
    public long PingedMs { get; set; }

    /// <summary>Number of that question; 0 when it was answered.</summary>
    public ulong PingNonce { get; set; }

    /// <summary>Bytes that came.</summary>
    public long ReceivedBytes { get; set; }

    /// <summary>Bytes that went.</summary>
    public long SentBytes { get; set; }

    /// <summary>True when it may be used for more than asking for peers.</summary>
    public bool IsActive => Slot is not (PeerSlot.Greeting or PeerSlot.Visit);
}
