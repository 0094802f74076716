using Aether.Pipeline.Status;

namespace Aether.Pipeline.Propagation;

/// <summary>What payloads as shreds came to at this node, since its start.</summary>
/// <remarks>One writer; readers on other threads may see numbers a little late.</remarks>
public sealed class ShredCounters
{
    /// <summary>Own proposals sent as shreds.</summary>
    public long BlocksSent { get; internal set; }

    /// <summary>Shreds of them.</summary>
    public long ShredsSent { get; internal set; }

    /// <summary>Heads of other leaders that were taken.</summary>
    public long Heads { get; internal set; }

    /// <summary>Blocks put together from shreds and handed to consensus.</summary>
    public long BlocksAssembled { get; internal set; }

    /// <summary>Of those, blocks of which nothing had to be asked for.</summary>
    public long BlocksUnrepaired { get; internal set; }

    /// <summary>Blocks whose head was here and that came whole.</summary>
    public long BlocksWhole { get; internal set; }

    /// <summary>Shreds that arrived and were verified, doubles not counted.</summary>
    public long ShredsTaken { get; internal set; }

    /// <summary>Shreds passed on as relay.</summary>
    public long ShredsRelayed { get; internal set; }

    /// <summary>Shreds that came before their head and were kept.</summary>
    public long ShredsHeld { get; internal set; }

    /// <summary>Shreds that were of no use: old, early without room, or doubles.</summary>
    public long ShredsUnused { get; internal set; }

    /// <summary>Shreds that no honest node sends.</summary>
    public long ShredsBad { get; internal set; }

    /// <summary>Shreds asked for.</summary>
    public long RepairsAsked { get; internal set; }

    /// <summary>Shreds that came for the asking.</summary>
    public long RepairsTaken { get; internal set; }

    /// <summary>Shreds given to others that asked.</summary>
    public long RepairsServed { get; internal set; }

    /// <summary>Times that a block was asked for whole.</summary>
    public long WholesAsked { get; internal set; }

    /// <summary>Blocks of which the leader signed two sets for one place, or sets that are none.</summary>
    public long FaultyLeaders { get; internal set; }

    /// <summary>Milliseconds from a head to its payload.</summary>
    public LatencyHistogram Delivery { get; } = new();
}
