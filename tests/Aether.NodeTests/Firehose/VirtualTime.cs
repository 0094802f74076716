namespace Aether.NodeTests.Firehose;

/// <summary>A clock that moves only when it is told to, in whole milliseconds.</summary>
internal sealed class VirtualTime(DateTimeOffset start) : TimeProvider
{
    private long _ms;

    public override long TimestampFrequency => 1_000;

    public override long GetTimestamp() => Interlocked.Read(ref _ms);

    public override DateTimeOffset GetUtcNow() => start.AddMilliseconds(GetTimestamp());

    public void Advance(long ms) => Interlocked.Add(ref _ms, ms);
}
