using Aether.Network.Transport;

namespace Aether.Network.Links;

/// <summary>What one channel has moved. <b>Threads</b>: any.</summary>
internal sealed class ChannelTally
{
    private long _sent;
    private long _sentBytes;
    private long _received;
    private long _lost;

    /// <summary>A message was handed to a connection, or there was none with room for it.</summary>
    public void CountSent(bool sent, int bytes)
    {
        if (sent)
        {
            Interlocked.Increment(ref _sent);
            Interlocked.Add(ref _sentBytes, bytes);
        }
        else
        {
            Interlocked.Increment(ref _lost);
        }
    }

    /// <summary>A message was taken by this node.</summary>
    public void CountReceived() => Interlocked.Increment(ref _received);

    /// <summary>All of it, with what the queues lost.</summary>
    public TransportCounters Read(long dropped, long refused, long highWater) => new(
        Interlocked.Read(ref _sent),
        Interlocked.Read(ref _sentBytes),
        Interlocked.Read(ref _received),
        dropped,
        refused + Interlocked.Read(ref _lost),
        highWater);
}
