using Aether.Network.Transport;

namespace Aether.Network.Links;

/// <summary>Datagrams between the peers of an <see cref="ITransport"/>, by the same numbers.</summary>
/// <remarks>
/// <b>Ownership</b>: sending copies the bytes, receiving copies them out. <b>Threads</b>: one sends and receives; the
/// signal may be set by others. <b>Errors</b>: datagrams may be lost, repeated or out of order; those that find no
/// room are lost and counted. Consensus messages never wait for them.
/// </remarks>
public interface IDatagramLinks
{
    /// <summary>Longest datagram.</summary>
    int MaxDatagramBytes { get; }

    /// <summary>Sends one datagram to each of these peers. False when there was no room for it.</summary>
    /// <param name="peers">Numbers of peers; this node's own and those that are not connected get nothing.</param>
    /// <param name="datagram">At most <see cref="MaxDatagramBytes"/>, never empty.</param>
    bool TrySend(ReadOnlySpan<ushort> peers, ReadOnlySpan<byte> datagram);

    /// <summary>Takes the oldest datagram that arrived.</summary>
    /// <param name="buffer">Room for <see cref="MaxDatagramBytes"/>.</param>
    /// <param name="peer">Who sent it.</param>
    /// <param name="bytes">Its length.</param>
    bool TryReceiveDatagram(Span<byte> buffer, out ushort peer, out int bytes);

    /// <summary>Names the signal set after each arrival. To be called before the first is awaited.</summary>
    void SetDatagramSignal(WakeSignal signal);

    /// <summary>What was moved and lost since the start.</summary>
    DatagramCounters ReadDatagramCounters();
}
