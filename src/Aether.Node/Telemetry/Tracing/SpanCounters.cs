namespace Aether.Node.Telemetry.Tracing;

/// <summary>What became of the spans of a node. <b>Threads</b>: any.</summary>
internal sealed class SpanCounters
{
    private long _sent;
    private long _dropped;
    private long _failed;

    /// <summary>Spans that a collector took.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>Spans that found no room in the queue.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Spans that a collector did not take.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>A collector took spans.</summary>
    public void AddSent(int count) => Interlocked.Add(ref _sent, count);

    /// <summary>The queue was full.</summary>
    public void AddDropped() => Interlocked.Increment(ref _dropped);

    /// <summary>A collector did not take spans.</summary>
    public void AddFailed(int count) => Interlocked.Add(ref _failed, count);
}
