namespace Aether.Network.Transport;

/// <summary>What one endpoint has moved and lost since its start, for one channel.</summary>
/// <param name="Sent">Messages handed to other endpoints.</param>
/// <param name="SentBytes">Their size.</param>
/// <param name="Received">Messages taken by this node.</param>
/// <param name="DroppedOldest">Messages thrown out of this node's queue to make room.</param>
/// <param name="Refused">Messages that other endpoints' queues or this node's queue did not take.</param>
/// <param name="HighWater">Most messages that ever waited.</param>
public readonly record struct TransportCounters(
    long Sent, long SentBytes, long Received, long DroppedOldest, long Refused, long HighWater)
{
    /// <summary>Messages that wait for this node at the moment.</summary>
    public long Waiting { get; init; }
}
