using Aether.Core;
using Aether.Network.Transport;
using Xunit;

namespace Aether.NetworkTests.Transport;

public sealed class InMemoryNetworkTests
{
    private static readonly byte[] s_message = [1, 2, 3];

    [Fact]
    public void Broadcast_ReachesEveryOtherEndpointOnItsChannel()
    {
        InMemoryNetwork network = new(4);
        Assert.Equal(3, network[1].Broadcast(TransportChannel.Consensus, s_message));
        Assert.False(network[1].TryReceive(TransportChannel.Consensus, out _));
        foreach (int index in new[] { 0, 2, 3 })
        {
            Assert.False(network[index].TryReceive(TransportChannel.Transactions, out _));
            Assert.True(network[index].TryReceive(TransportChannel.Consensus, out TransportMessage message));
            Assert.Equal(1, message.Peer);
            Assert.Equal(s_message, message.Bytes.ToArray());
        }
        Assert.Equal(3, network[1].ReadCounters(TransportChannel.Consensus).Sent);
        Assert.Equal(9, network[1].ReadCounters(TransportChannel.Consensus).SentBytes);
    }

    [Fact]
    public void Send_FloodOfTransactions_LeavesConsensusItsRoom()
    {
        InMemoryNetwork network = new(2);
        for (int index = 0; index < Limits.Network.MaxTransactionMessages + 5; index++)
        {
            Assert.True(network[0].Send(1, TransportChannel.Transactions, s_message));
        }
        Assert.True(network[0].Send(1, TransportChannel.Consensus, s_message));
        Assert.Equal(5, network[1].ReadCounters(TransportChannel.Transactions).DroppedOldest);
        Assert.True(network[1].TryReceive(TransportChannel.Consensus, out _));
    }

    [Fact]
    public void Send_FullConsensusQueue_IsRefusedAndCountedOnBothEnds()
    {
        InMemoryNetwork network = new(2);
        for (int index = 0; index < Limits.Network.MaxConsensusMessages; index++)
        {
            Assert.True(network[0].Send(1, TransportChannel.Consensus, s_message));
        }
        Assert.False(network[0].Send(1, TransportChannel.Consensus, s_message));
        Assert.Equal(1, network[0].ReadCounters(TransportChannel.Consensus).Refused);
        Assert.Equal(1, network[1].ReadCounters(TransportChannel.Consensus).Refused);
    }

    [Fact]
    public void Send_UnknownClosedOrCutOffPeer_IsRefused()
    {
        InMemoryNetwork network = new(3);
        network.SetConnected(0, 1, connected: false);
        Assert.False(network[0].Send(1, TransportChannel.Consensus, s_message));
        Assert.False(network[1].Send(0, TransportChannel.Consensus, s_message));
        network.SetConnected(0, 1, connected: true);
        Assert.True(network[0].Send(1, TransportChannel.Consensus, s_message));
        network[2].Dispose();
        Assert.False(network[0].Send(2, TransportChannel.Consensus, s_message));
        Assert.Equal(0, network[2].Broadcast(TransportChannel.Consensus, s_message));
    }
}
