using Aether.Core;
using Aether.Core.Diagnostics;

namespace Aether.Network.Transport;

/// <summary>One node's end of an <see cref="InMemoryNetwork"/>.</summary>
public sealed class InMemoryEndpoint : ITransport
{
    private const int Channels = 2;

    private readonly InMemoryNetwork _network;
    private readonly MessageQueue[] _queues;
    private readonly bool[] _disconnected;
    private readonly long[] _sent = new long[Channels];
    private readonly long[] _sentBytes = new long[Channels];
    private readonly long[] _received = new long[Channels];
    private readonly long[] _refused = new long[Channels];
    private bool _closed;

    internal InMemoryEndpoint(InMemoryNetwork network, ushort localPeer)
    {
        _network = network;
        LocalPeer = localPeer;
        _disconnected = new bool[network.Count];
        _queues =
        [
            new MessageQueue(
                Limits.Network.MaxConsensusMessages, Limits.Network.MaxConsensusBytes, FullQueuePolicy.RefuseNewest),
            new MessageQueue(
                Limits.Network.MaxTransactionMessages, Limits.Network.MaxTransactionBytes, FullQueuePolicy.DropOldest),
        ];
    }

    /// <inheritdoc/>
    public ushort LocalPeer { get; }

    /// <inheritdoc/>
    public int PeerCount => _network.Count;

    /// <inheritdoc/>
    public bool Send(ushort peer, TransportChannel channel, ReadOnlyMemory<byte> message)
    {
        Check.That(peer != LocalPeer);
        bool taken = !Volatile.Read(ref _closed) && !Volatile.Read(ref _disconnected[peer])
            && _network.Deliver(LocalPeer, peer, channel, message);
        if (!taken)
        {
            Interlocked.Increment(ref _refused[(int)channel]);
            return false;
        }
        Interlocked.Increment(ref _sent[(int)channel]);
        Interlocked.Add(ref _sentBytes[(int)channel], message.Length);
        return true;
    }

    /// <inheritdoc/>
    public int Broadcast(TransportChannel channel, ReadOnlyMemory<byte> message)
    {
        int taken = 0;
        for (int peer = 0; peer < PeerCount; peer++)
        {
            taken += peer != LocalPeer && Send((ushort)peer, channel, message) ? 1 : 0;
        }
        return taken;
    }

    /// <inheritdoc/>
    public bool TryReceive(TransportChannel channel, out TransportMessage message)
    {
        bool any = _queues[(int)channel].TryTake(out message);
        if (any)
        {
            Interlocked.Increment(ref _received[(int)channel]);
        }
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
            Interlocked.Read(ref _sent[index]),
            Interlocked.Read(ref _sentBytes[index]),
            Interlocked.Read(ref _received[index]),
            dropped,
            refused + Interlocked.Read(ref _refused[index]),
            highWater)
        {
            Waiting = _queues[index].Count,
        };
    }

    /// <summary>Stops sending and receiving. Peers see refusals.</summary>
    public void Dispose() => Volatile.Write(ref _closed, true);

    internal void SetConnected(ushort peer, bool connected) => Volatile.Write(ref _disconnected[peer], !connected);

    internal bool Arrive(TransportChannel channel, in TransportMessage message) =>
        !Volatile.Read(ref _closed) && _queues[(int)channel].TryAdd(message);
}
