using System.Net;
using Aether.Network.Transport;

namespace Aether.Network.Links;

/// <summary>One peer of a fixed list as an operator sees it.</summary>
/// <param name="Peer">Who.</param>
/// <param name="Address">Where it listens.</param>
/// <param name="IsConnected">It can be sent to.</param>
/// <param name="Inbound">It dialled.</param>
/// <param name="ConnectedMs">For how long it is connected.</param>
/// <param name="RttUs">The smoothed round-trip time in microseconds; null where it is not known.</param>
public sealed record PeerLinkStatus(
    PeerId Peer, IPEndPoint Address, bool IsConnected, bool Inbound, long ConnectedMs, long? RttUs);
