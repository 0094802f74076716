using Aether.Network.Links;
using Aether.Network.Peers;
using Aether.Network.Transport;
using Aether.NetworkTests.Peers;
using Aether.NetworkTests.Transport.Quic;
using Xunit;

namespace Aether.NetworkTests.Links;

/// <summary>What only the transport sees of a peer, carried up to its ban.</summary>
public sealed class PeerNetworkFaultTests
{
    [Fact]
    public void RunOnce_PeerThatTheTransportEndsForAFault_IsBanned()
    {
        using QuicNode node = new(1);
        using RawQuicClient peer = new();
        PeerNetworkOptions options = new()
        {
            Peers = new PeerOptions
            {
                GenesisHash = PeerKeys.Genesis,
                Local = node.Transport.Local,
                AllowsPrivate = true,
            },
        };
        using PeerNetwork network = new(node.Transport, options, 3, Environment.TickCount64);
        peer.Dial(node.Transport.LocalAddress);
        peer.Until(() => Turn(network) && peer.IsConnected);
        peer.Send(peer.Open(bidirectional: false), [200]);
        peer.Until(() => Turn(network) && peer.IsClosed);
        Assert.Equal((ulong)CloseCode.BadMessage, peer.Code);
        peer.Until(() => Turn(network) && network.Status.Banned == 1);
        peer.Dial(node.Transport.LocalAddress);
        peer.Until(() => Turn(network) && peer.IsClosed);
        Assert.Equal((ulong)CloseCode.Banned, peer.Code);
    }

    private static bool Turn(PeerNetwork network)
    {
        network.RunOnce(Environment.TickCount64);
        return true;
    }
}
