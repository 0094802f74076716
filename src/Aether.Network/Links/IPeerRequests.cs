using Aether.Network.Peers;
using Aether.Network.Transport;

namespace Aether.Network.Links;

/// <summary>What an <see cref="IPeerProtocol"/> can do with peers.</summary>
/// <remarks>
/// <b>Threads</b>: the network's alone, but for <see cref="TryPost"/>. Sending copies the bytes. <b>Errors</b>: nothing
/// throws; what cannot be sent is refused.
/// </remarks>
public interface IPeerRequests
{
    /// <summary>The time of this turn.</summary>
    long NowMs { get; }

    /// <summary>Asks a peer; one answer or failure follows, told to <paramref name="asker"/>.</summary>
    bool TryRequest(
        IPeerProtocol asker, ConnectionId connection, ReadOnlySpan<byte> request, out RequestId id);

    /// <summary>Answers a request, once. False when it was cancelled or the connection is gone.</summary>
    bool TryRespond(ConnectionId connection, RequestId id, ReadOnlySpan<byte> response);

    /// <summary>Refuses a request of a peer, or gives up an own one.</summary>
    void Cancel(ConnectionId connection, RequestId id);

    /// <summary>
    /// Counts work that a peer's request causes; false when the peer has caused too much and gets nothing.
    /// </summary>
    /// <param name="connection">Whose.</param>
    /// <param name="microseconds">The cost of its kind, rather than a measurement.</param>
    bool TryWork(ConnectionId connection, long microseconds);

    /// <summary>A peer did what only a faulty one does: it is banned after this turn.</summary>
    void Misbehaved(PeerId peer, BanReason reason);

    /// <summary>
    /// Runs something on the network's thread, soon. Any thread. False when too much waits or the network has ended.
    /// </summary>
    bool TryPost(Action action);
}
