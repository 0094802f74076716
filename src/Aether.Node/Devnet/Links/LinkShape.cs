namespace Aether.Node.Devnet.Links;

/// <summary>What a link between two nodes of a devnet does to packets, in each direction.</summary>
internal sealed record LinkShape
{
    /// <summary>Nothing but the time of the machine.</summary>
    public static LinkShape None { get; } = new();

    /// <summary>Time each packet travels, in microseconds.</summary>
    public int DelayMicros { get; init; }

    /// <summary>Added to or taken from the delay, evenly distributed, in microseconds; at most the delay.</summary>
    public int JitterMicros { get; init; }

    /// <summary>Of a million packets, so many are lost. By nftables, before the packet leaves its sender.</summary>
    public int LossPerMillion { get; init; }

    /// <summary>Of a million packets, so many arrive twice.</summary>
    public int DuplicatesPerMillion { get; init; }

    /// <summary>Of a million packets, so many travel without delay and so overtake others.</summary>
    public int ReorderPerMillion { get; init; }

    /// <summary>Bits a second that each node sends at most, by tbf; 0 for no limit.</summary>
    public long BitsPerSecond { get; init; }

    /// <summary>The first thing that is wrong with the numbers, or null.</summary>
    public string? Fault() => this switch
    {
        { DelayMicros: < 0 or > 10_000_000 } => "a delay is 0 to 10 s",
        { JitterMicros: < 0 } => "a jitter is not negative",
        { JitterMicros: var jitter, DelayMicros: var delay } when jitter > delay => "a jitter is at most the delay",
        { LossPerMillion: < 0 or > 1_000_000 } => "a loss is 0 to 100 %",
        { DuplicatesPerMillion: < 0 or > 1_000_000 } => "duplicates are 0 to 100 %",
        { ReorderPerMillion: < 0 or > 1_000_000 } => "reordering is 0 to 100 %",
        { BitsPerSecond: < 0 or > 0 and < 64_000 } => "a rate is at least 64 kbit/s, or 0 for no limit",
        _ => null,
    };
}
