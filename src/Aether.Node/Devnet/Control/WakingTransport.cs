using Aether.Network.Transport;

namespace Aether.Node.Devnet.Control;

/// <summary>A transport that can wake whoever waits for consensus messages: its clock was changed.</summary>
/// <remarks><b>Ownership</b>: the inner transport stays the caller's.</remarks>
internal sealed class WakingTransport(ITransport inner) : ITransport
{
    private volatile WakeSignal? _consensus;

    /// <inheritdoc/>
    public ushort LocalPeer => inner.LocalPeer;

    /// <inheritdoc/>
    public int PeerCount => inner.PeerCount;

    /// <summary>Wakes the thread of consensus, which reads the clock then.</summary>
    public void Wake() => _consensus?.Set();

    /// <inheritdoc/>
    public bool Send(ushort peer, TransportChannel channel, ReadOnlyMemory<byte> message) =>
        inner.Send(peer, channel, message);

    /// <inheritdoc/>
    public int Broadcast(TransportChannel channel, ReadOnlyMemory<byte> message) => inner.Broadcast(channel, message);

    /// <inheritdoc/>
    public void Announce(ReadOnlyMemory<byte> message) => inner.Announce(message);

    /// <inheritdoc/>
    public bool TryReceive(TransportChannel channel, out TransportMessage message) =>
        inner.TryReceive(channel, out message);

    /// <inheritdoc/>
    public void SetReceiveSignal(TransportChannel channel, WakeSignal signal)
    {
        if (channel == TransportChannel.Consensus)
        {
            _consensus = signal;
        }
        inner.SetReceiveSignal(channel, signal);
    }

    /// <inheritdoc/>
    public void Report(ushort peer) => inner.Report(peer);

    /// <inheritdoc/>
    public TransportCounters ReadCounters(TransportChannel channel) => inner.ReadCounters(channel);

    /// <inheritdoc/>
    public void Dispose()
    {
        // The inner transport is the caller's.
    }
}
