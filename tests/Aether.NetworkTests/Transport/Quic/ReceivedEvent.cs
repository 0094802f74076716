using Aether.Network.Transport;

namespace Aether.NetworkTests.Transport.Quic;

/// <summary>An event with a copy of its bytes, which are lent only until the next.</summary>
internal sealed record ReceivedEvent(PeerEvent Event, byte[] Bytes);
