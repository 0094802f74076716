using Aether.Core;
using Aether.Network.Transport;

namespace Aether.TestKit.NodeSimulation;

/// <summary>One life of a node's end of the links, with the queues of production.</summary>
internal sealed class NodeTransport : ITransport
{
    private readonly NodeProcess _node;
    private readonly int _incarnation;
    private readonly long[] _sent = new long[2];
    private readonly long[] _sentBytes = new long[2];
    private readonly long[] _received = new long[2];
    private readonly MessageQueue[] _queues =
    [
        new MessageQueue(
            Limits.Network.MaxConsensusMessages, Limits.Network.MaxConsensusBytes, FullQueuePolicy.RefuseNewest),
        new MessageQueue(
            Limits.Network.MaxTransactionMessages, Limits.Network.MaxTransactionBytes, FullQueuePolicy.DropOldest),
    ];

    /// <summary>The end of the life that is about to start.</summary>
    public NodeTransport(NodeProcess node)
    {
        _node = node;
        _incarnation = node.Incarnation;
    }

    /// <inheritdoc/>
    public ushort LocalPeer => (ushort)_node.Index;

    /// <inheritdoc/>
    public int PeerCount => _node.Simulation.Nodes.Count;

    /// <inheritdoc/>
    public bool Send(ushort peer, TransportChannel channel, ReadOnlyMemory<byte> message)
    {
        _node.Boundary(_incarnation);
        _sent[(int)channel]++;
        _sentBytes[(int)channel] += message.Length;
        _node.Simulation.Links.Send(_node.Index, peer, channel, message);
        return true;
    }

    /// <inheritdoc/>
    public int Broadcast(TransportChannel channel, ReadOnlyMemory<byte> message)
    {
        for (int peer = 0; peer < PeerCount; peer++)
        {
            if (peer != LocalPeer)
            {
                Send((ushort)peer, channel, message);
            }
        }
        return PeerCount - 1;
    }

    /// <inheritdoc/>
    public bool TryReceive(TransportChannel channel, out TransportMessage message)
    {
        bool any = _queues[(int)channel].TryTake(out message);
        _received[(int)channel] += any ? 1 : 0;
        return any;
    }

    /// <inheritdoc/>
    public void SetReceiveSignal(TransportChannel channel, WakeSignal signal) =>
        _queues[(int)channel].SetSignal(signal);

    /// <inheritdoc/>
    public TransportCounters ReadCounters(TransportChannel channel)
    {
        int index = (int)channel;
        (long dropped, long refused, long highWater) = _queues[index].ReadCounters();
        return new TransportCounters(
            _sent[index], _sentBytes[index], _received[index], dropped, refused, highWater);
    }

    /// <summary>A message arrives from a link.</summary>
    public void Arrive(ushort peer, TransportChannel channel, ReadOnlyMemory<byte> message) =>
        _queues[(int)channel].TryAdd(new TransportMessage(peer, message));

    /// <inheritdoc/>
    public void Dispose()
    {
        // The links belong to the simulation.
    }
}
