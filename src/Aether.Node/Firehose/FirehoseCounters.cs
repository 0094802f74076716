namespace Aether.Node.Firehose;

/// <summary>What the server did. Any thread.</summary>
internal sealed class FirehoseCounters
{
    private long _streams;
    private long _opened;
    private long _refused;
    private long _messages;
    private long _bytes;
    private long _heartbeats;

    /// <summary>Streams of blocks now.</summary>
    public long Streams => Interlocked.Read(ref _streams);

    /// <summary>Streams of blocks that were begun.</summary>
    public long Opened => Interlocked.Read(ref _opened);

    /// <summary>Calls that ended with a status other than OK, cancelled ones left out.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>Messages sent by calls that ended.</summary>
    public long Messages => Interlocked.Read(ref _messages);

    /// <summary>Bytes of them.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Heartbeats and markers sent.</summary>
    public long Heartbeats => Interlocked.Read(ref _heartbeats);

    /// <summary>Told how many blocks a stream is behind when it sends a heartbeat.</summary>
    public Action<ulong>? LagSeen { get; set; }

    /// <summary>Told +1 for each stream that begins and -1 for each that ends.</summary>
    public Action<int>? StreamsChanged { get; set; }

    /// <summary>A stream begins.</summary>
    public void Begin()
    {
        Interlocked.Increment(ref _streams);
        Interlocked.Increment(ref _opened);
        StreamsChanged?.Invoke(1);
    }

    /// <summary>A stream ends.</summary>
    public void End()
    {
        Interlocked.Decrement(ref _streams);
        StreamsChanged?.Invoke(-1);
    }

    /// <summary>A call ended.</summary>
    public void CountCall(long messages, long bytes)
    {
        Interlocked.Add(ref _messages, messages);
        Interlocked.Add(ref _bytes, bytes);
    }

    /// <summary>A call ended with a status other than OK.</summary>
    public void CountRefusal() => Interlocked.Increment(ref _refused);

    /// <summary>A heartbeat was sent.</summary>
    public void CountHeartbeat(ulong lag)
    {
        Interlocked.Increment(ref _heartbeats);
        LagSeen?.Invoke(lag);
    }
}
