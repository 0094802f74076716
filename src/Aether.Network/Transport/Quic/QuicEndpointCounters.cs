using Aether.Native.Quic;

namespace Aether.Network.Transport.Quic;

/// <summary>What an endpoint has done since its start.</summary>
/// <param name="Socket">Packets and handshakes.</param>
/// <param name="DroppedDatagrams">Datagrams received that the caller was too slow for.</param>
/// <param name="ReceivedBytes">Memory of received messages that the caller has not given back, at the moment.</param>
/// <param name="QueuedBytes">Memory of messages not yet acknowledged, at the moment.</param>
/// <param name="RefusedMessages">Messages, datagrams and requests that found no room.</param>
public readonly record struct QuicEndpointCounters(
    QuicCounters Socket, long DroppedDatagrams, long ReceivedBytes, long QueuedBytes, long RefusedMessages);
