using Aether.Consensus.HotStuff;

namespace Aether.TestKit.NodeSimulation;

/// <summary>What one run of a network of whole nodes is made of. Times in microseconds of virtual time.</summary>
public sealed record NodeSimulationSettings
{
    /// <summary>Every random decision comes from it.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Stake of each validator.</summary>
    public required IReadOnlyList<uint> Stakes { get; init; }

    /// <summary>Pacing.</summary>
    public ConsensusTiming Timing { get; init; } = ConsensusTiming.ForSlot(500);

    /// <summary>Views in an epoch.</summary>
    public uint EpochSlots { get; init; } = 43_200;

    /// <summary>Least one-way latency.</summary>
    public long LatencyUs { get; init; } = 5_000;

    /// <summary>Uniform addition to the latency; it reorders messages.</summary>
    public long JitterUs { get; init; } = 500;

    /// <summary>Messages lost, of 1000, while faults last.</summary>
    public int LossPermille { get; init; }

    /// <summary>Messages delivered twice, of 1000, while faults last.</summary>
    public int DuplicatePermille { get; init; }

    /// <summary>Messages that bring an older one of the same link again, of 1000, while faults last.</summary>
    public int ReplayPermille { get; init; }

    /// <summary>Messages with changed bytes, of 1000, while faults last.</summary>
    public int CorruptPermille { get; init; }

    /// <summary>Longest time a stage takes for one run.</summary>
    public long StageUs { get; init; } = 500;

    /// <summary>Longest time a block takes to execute, build or commit.</summary>
    public long ExecuteUs { get; init; } = 5_000;

    /// <summary>Largest difference between a wall clock and the true time.</summary>
    public long ClockSkewMs { get; init; }

    /// <summary>Largest drift of a monotonic clock, in parts per million.</summary>
    public int DriftPpm { get; init; }

    /// <summary>Mean time between disruptions; zero for none.</summary>
    public long DisruptionUs { get; init; }

    /// <summary>Which disruptions are drawn.</summary>
    public NodeDisruptions Disruptions { get; init; } = NodeDisruptions.All;

    /// <summary>The disruptions themselves; null to draw them from the seed.</summary>
    public IReadOnlyList<NodeDisruption>? Script { get; init; }

    /// <summary>When faults end.</summary>
    public long FaultsEndUs { get; init; } = 60_000_000;

    /// <summary>Mean time between two acts of one client.</summary>
    public long ClientUs { get; init; } = 2_000_000;

    /// <summary>Clients, each with an account.</summary>
    public int Clients { get; init; } = 8;

    /// <summary>
    /// After the end of faults, how long every node may take for <see cref="RequiredHeights"/>.
    /// </summary>
    public long RecoveryUs { get; init; } = 60_000_000;

    /// <summary>New final blocks that every node must reach after the end of faults.</summary>
    public int RequiredHeights { get; init; } = 10;

    /// <summary>
    /// Nodes find one another, choose peers and gossip as in production; else each has a link to every other.
    /// </summary>
    public bool UsesGossip { get; init; }

    /// <summary>Bytes per microsecond of every node's line each way, with <see cref="UsesGossip"/>.</summary>
    public int LinkBytesPerUs { get; init; } = 12;

    /// <summary>Peers without stake, all faulty, with <see cref="UsesGossip"/>.</summary>
    public int Strangers { get; init; }

    /// <summary>
    /// Partitions that follow one another, with <see cref="UsesGossip"/>; faults end when all nodes have caught up
    /// after the last one.
    /// </summary>
    public IReadOnlyList<PartitionRound> Partitions { get; init; } = [];

    /// <summary>When the first one comes: nodes have to find one another before.</summary>
    public long FirstPartitionUs { get; init; } = 4_000_000;

    /// <summary>Sign and verify votes, headers and claims with real keys: slow.</summary>
    public bool RealSignatures { get; init; }

    /// <summary>The bug planted in all nodes.</summary>
    public NodeMutant Mutant { get; init; }

    /// <summary>Takes a line for whatever is worth reading when a seed fails.</summary>
    public Action<string>? Trace { get; init; }
}
