namespace Aether.TestKit.NodeSimulation;

/// <summary>Kinds of disruptions of a network of whole nodes.</summary>
[Flags]
public enum NodeDisruptions
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>A node stops at one of its next effects: power loss or a killed process.</summary>
    CrashAtEffect = 1,

    /// <summary>A node stops between two runs of its stages.</summary>
    CrashBetween = 2,

    /// <summary>All nodes stop.</summary>
    CrashAll = 4,

    /// <summary>A node stands still.</summary>
    Pause = 8,

    /// <summary>Two halves do not hear each other.</summary>
    Bisect = 16,

    /// <summary>One node hears nobody.</summary>
    Isolate = 32,

    /// <summary>Some links are cut in one direction.</summary>
    OneWay = 64,

    /// <summary>Each node hears only its neighbours.</summary>
    Ring = 128,

    /// <summary>Two halves are joined by one node.</summary>
    Bridge = 256,

    /// <summary>A partition that comes and goes every moment.</summary>
    Flapping = 512,

    /// <summary>The wall clock of a node jumps.</summary>
    ClockJump = 1_024,

    /// <summary>A node's disk takes no more.</summary>
    DiskFull = 2_048,

    /// <summary>One of a node's next flushes fails.</summary>
    SyncFails = 4_096,

    /// <summary>A link holds everything back for a while and then delivers it all.</summary>
    Clog = 8_192,

    /// <summary>A node's chain is removed, and its safety log stays: it syncs again from its peers.</summary>
    Wipe = 16_384,

    /// <summary>All of them.</summary>
    All = 32_767,
}
