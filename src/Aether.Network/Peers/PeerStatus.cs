using Aether.Core.Types;
using Aether.Network.Transport;

namespace Aether.Network.Peers;

/// <summary>One peer as an operator sees it.</summary>
/// <param name="Peer">Who.</param>
/// <param name="Address">Where, if that is known.</param>
/// <param name="IsConnected">False for one that is only banned.</param>
/// <param name="Inbound">It dialled.</param>
/// <param name="Slot">Which places it counts against.</param>
/// <param name="Validator">The validator whose node it is.</param>
/// <param name="Stake">That validator's stake in this epoch.</param>
/// <param name="Score">Its score of gossip.</param>
/// <param name="ReceivedBytes">Bytes it sent.</param>
/// <param name="SentBytes">Bytes sent to it.</param>
/// <param name="Dropped">What it sent over its budget.</param>
/// <param name="FinalHeight">Its newest final block, as it says.</param>
/// <param name="SinceMs">When the connection was made.</param>
/// <param name="Ban">Why it is banned, if it is.</param>
/// <param name="BanUntilMs">When that ends.</param>
public sealed record PeerStatus(
    PeerId Peer,
    PeerAddress? Address,
    bool IsConnected,
    bool Inbound,
    PeerSlot Slot,
    Address? Validator,
    UInt128 Stake,
    int Score,
    long ReceivedBytes,
    long SentBytes,
    long Dropped,
    ulong FinalHeight,
    long SinceMs,
    BanReason Ban,
    long BanUntilMs)
{
    /// <summary>The smoothed round-trip time in microseconds; null where nothing measures it, or not yet.</summary>
    public long? RttUs { get; init; }
}
