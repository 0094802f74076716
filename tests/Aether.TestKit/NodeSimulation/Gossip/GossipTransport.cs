using Aether.Network.Links;
using Aether.Network.Transport;

namespace Aether.TestKit.NodeSimulation.Gossip;

/// <summary>The network as the pipeline sees it; each send is an effect at which a crash may be planned.</summary>
internal sealed class GossipTransport(NodeProcess node, PeerNetwork network) : ITransport
{
    private readonly int _incarnation = node.Incarnation;

    /// <inheritdoc/>
    public ushort LocalPeer => network.LocalPeer;

    /// <inheritdoc/>
    public int PeerCount => network.PeerCount;

    /// <inheritdoc/>
    public bool Send(ushort peer, TransportChannel channel, ReadOnlyMemory<byte> message)
    {
        Count();
        return network.Send(peer, channel, message);
    }

    /// <inheritdoc/>
    public int Broadcast(TransportChannel channel, ReadOnlyMemory<byte> message)
    {
        Count();
        return network.Broadcast(channel, message);
    }

    /// <inheritdoc/>
    public void Announce(ReadOnlyMemory<byte> message)
    {
        Count();
        network.Announce(message);
    }

    /// <inheritdoc/>
    public bool TryReceive(TransportChannel channel, out TransportMessage message) =>
        network.TryReceive(channel, out message);

    /// <inheritdoc/>
    public void SetReceiveSignal(TransportChannel channel, WakeSignal signal) =>
        network.SetReceiveSignal(channel, signal);

    /// <inheritdoc/>
    public void Report(ushort peer) => network.Report(peer);

    /// <inheritdoc/>
    public TransportCounters ReadCounters(TransportChannel channel) => network.ReadCounters(channel);

    /// <inheritdoc/>
    public void Dispose()
    {
        // The network ends with the life of its node.
    }

    private void Count()
    {
        node.Boundary(_incarnation);
        node.Simulation.Coverage.Messages++;
    }
}
