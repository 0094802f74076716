using Aether.Network.Peers;
using Aether.Network.Transport;

namespace Aether.NetworkTests.Discovery;

/// <summary>Counts what comes and does nothing with it.</summary>
internal sealed class NoTraffic : IPeerTraffic
{
    public HashSet<ConnectionId> Ready { get; } = [];

    public List<byte[]> Messages { get; } = [];

    public void OnReady(PeerEffect.Ready ready) => Ready.Add(ready.Connection);

    public void OnGone(ConnectionId connection, PeerId peer) => Ready.Remove(connection);

    public void OnHeight(ConnectionId connection, ulong finalHeight)
    {
    }

    public void OnMessage(
        ConnectionId connection, PeerId peer, MessageClass messageClass, ReadOnlyMemory<byte> message) =>
        Messages.Add(message.ToArray());

    public void OnDatagram(ConnectionId connection, PeerId peer, ReadOnlyMemory<byte> datagram) =>
        Messages.Add(datagram.ToArray());

    public bool OnRequest(ConnectionId connection, PeerId peer, RequestId id, ReadOnlyMemory<byte> request) => false;

    public void OnResponse(ConnectionId connection, PeerId peer, RequestId id, ReadOnlyMemory<byte> response) =>
        Messages.Add(response.ToArray());

    public void OnRequestFailed(ConnectionId connection, PeerId peer, RequestId id)
    {
    }

    public void OnBanned(BanEntry ban)
    {
    }

    public void SaveAnchors(ReadOnlyMemory<byte> bytes)
    {
    }
}
