namespace Aether.Network.Transport;

/// <summary>Moves encoded messages between nodes, named by their number in this transport.</summary>
/// <remarks>
/// <b>Ownership</b>: <c>Send</c> and <c>Broadcast</c> copy or keep the bytes; the caller must not change them
/// afterwards.
/// <b>Threads</b>: sending is safe from any thread; each channel has one receiving thread.
/// <b>Errors</b>: nothing throws for a full queue or a missing peer; losses are counted, and the protocols above
/// repeat.
/// </remarks>
public interface ITransport : IDisposable
{
    /// <summary>This node's number.</summary>
    ushort LocalPeer { get; }

    /// <summary>Endpoints, this one included.</summary>
    int PeerCount { get; }

    /// <summary>Sends to one peer. False when its queue refused the message.</summary>
    bool Send(ushort peer, TransportChannel channel, ReadOnlyMemory<byte> message);

    /// <summary>Sends to every peer but this one. Returns how many took it.</summary>
    int Broadcast(TransportChannel channel, ReadOnlyMemory<byte> message);

    /// <summary>
    /// A certificate that shows a block final was made here: for nodes that hear no votes. Repeating it does no harm.
    /// </summary>
    void Announce(ReadOnlyMemory<byte> message)
    {
        // Nothing: where all are validators, each makes it from the votes.
    }

    /// <summary>Takes the oldest waiting message of a channel.</summary>
    bool TryReceive(TransportChannel channel, out TransportMessage message);

    /// <summary>
    /// Names the signal set after each arrival on a channel. To be called before the first message is awaited.
    /// </summary>
    void SetReceiveSignal(TransportChannel channel, WakeSignal signal);

    /// <summary>
    /// A peer sent something that only a faulty one sends; a transport with strangers around acts on it.
    /// </summary>
    void Report(ushort peer)
    {
        // Nothing: most transports connect nodes of one owner.
    }

    /// <summary>A consistent-enough copy of one channel's counters.</summary>
    TransportCounters ReadCounters(TransportChannel channel);
}
