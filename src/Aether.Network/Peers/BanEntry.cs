using Aether.Network.Transport;

namespace Aether.Network.Peers;

/// <summary>One ban.</summary>
/// <param name="Peer">Who.</param>
/// <param name="Address">From where, if that is known.</param>
/// <param name="Reason">Why.</param>
/// <param name="UntilMs">When it ends.</param>
/// <param name="Times">How often the peer was banned so far.</param>
public readonly record struct BanEntry(
    PeerId Peer, PeerAddress? Address, BanReason Reason, long UntilMs, int Times);
