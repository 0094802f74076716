namespace Aether.TestKit.Simulation.Campaigns;

/// <summary>Every fault that is injected and counted. New kinds go to the end of their class.</summary>
public enum FaultKind
{
    /// <summary>A node stops between two effects and starts again.</summary>
    Crash,

    /// <summary>All nodes stop, and start in another order.</summary>
    CrashStorm,

    /// <summary>A node loses all it stored and its key stays silent until it has caught up.</summary>
    Wipe,

    /// <summary>Two processes run with one key.</summary>
    Clone,

    /// <summary>Two groups of random size do not hear each other.</summary>
    PartitionUniform,

    /// <summary>Two halves do not hear each other.</summary>
    PartitionBisect,

    /// <summary>One node hears nobody and nobody hears it.</summary>
    PartitionIsolate,

    /// <summary>Each node hears its two neighbours only.</summary>
    PartitionRing,

    /// <summary>Two halves hear each other through one node.</summary>
    PartitionBridge,

    /// <summary>Some links lose everything in one direction.</summary>
    PartitionOneWay,

    /// <summary>A partition that comes and goes many times.</summary>
    PartitionFlapping,

    /// <summary>A link holds everything back for a while.</summary>
    Clog,

    /// <summary>Writes under way at a crash are lost.</summary>
    DiskLost,

    /// <summary>The write under way at a crash is torn: its checksum fails.</summary>
    DiskTorn,

    /// <summary>Garbage follows the last whole record.</summary>
    DiskGarbage,

    /// <summary>A flush fails and takes the unwritten pages with it.</summary>
    DiskFlushFailed,

    /// <summary>No space is left: an append fails.</summary>
    DiskFull,

    /// <summary>A flush takes up to a second.</summary>
    DiskStall,

    /// <summary>An old copy of the data is put back.</summary>
    DiskRestored,

    /// <summary>A node stands still and then handles everything at once.</summary>
    Pause,

    /// <summary>The wall clock jumps.</summary>
    WallJump,

    /// <summary>A timer fires late.</summary>
    LateTimer,

    /// <summary>Lost.</summary>
    PacketLost,

    /// <summary>Lost because the link is cut.</summary>
    PacketCut,

    /// <summary>Delivered twice.</summary>
    PacketDuplicated,

    /// <summary>Delayed beyond later ones.</summary>
    PacketReordered,

    /// <summary>An old one is delivered again.</summary>
    PacketReplayed,

    /// <summary>Bits flipped; refused by the decoder or by a signature.</summary>
    PacketCorrupted,

    /// <summary>Changed, held back or made up by a faulty validator.</summary>
    PacketByzantine,
}
