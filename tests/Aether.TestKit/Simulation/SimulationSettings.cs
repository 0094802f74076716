using Aether.Consensus.HotStuff;
using Aether.Core.Types;
using Aether.TestKit.Mutants;
using Aether.TestKit.Simulation.Campaigns;
using Aether.TestKit.Simulation.Faults;

namespace Aether.TestKit.Simulation;

/// <summary>What one run is made of. Times in microseconds of virtual time.</summary>
public sealed record SimulationSettings
{
    /// <summary>Every random decision comes from it.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Stake of each validator.</summary>
    public required IReadOnlyList<uint> Stakes { get; init; }

    /// <summary>Pacing.</summary>
    public ConsensusTiming Timing { get; init; } = ConsensusTiming.ForSlot(500);

    /// <summary>Views of an epoch.</summary>
    public uint EpochSlots { get; init; } = new ChainParameters().EpochSlots;

    /// <summary>Least one-way latency.</summary>
    public long LatencyUs { get; init; } = 5_000;

    /// <summary>Uniform addition to the latency; it reorders messages.</summary>
    public long JitterUs { get; init; } = 500;

    /// <summary>Messages lost, of 1000, while faults last.</summary>
    public int LossPermille { get; init; }

    /// <summary>Messages delivered twice, of 1000, while faults last.</summary>
    public int DuplicatePermille { get; init; }

    /// <summary>Longest time for one flush to disk.</summary>
    public long DiskUs { get; init; } = 300;

    /// <summary>Longest time to execute or build a block.</summary>
    public long ExecuteUs { get; init; } = 2_000;

    /// <summary>Largest difference between a wall clock and the true time.</summary>
    public long ClockSkewMs { get; init; }

    /// <summary>Mean time between crashes, partitions and pauses; zero for none.</summary>
    public long DisruptionUs { get; init; }

    /// <summary>Which disruptions are drawn.</summary>
    public Disruptions Disruptions { get; init; } = Disruptions.All;

    /// <summary>What further faults are drawn.</summary>
    public FaultPlan? Plan { get; init; }

    /// <summary>The faults themselves; null to draw them from the seed.</summary>
    public IReadOnlyList<FaultEvent>? Script { get; init; }

    /// <summary>How often faults begin, end, and everything has to recover.</summary>
    public int Rounds { get; init; } = 1;

    /// <summary>Whether a message passes from one endpoint to another; null where all do.</summary>
    public Func<SimulatedNode, SimulatedNode, ConsensusMessage, bool>? Passes { get; init; }

    /// <summary>The validator that alone may claim a view, negative for a free draw; null where all are free.</summary>
    public Func<ulong, int>? Leaders { get; init; }

    /// <summary>Nodes are in places on earth, and latencies are those between them.</summary>
    public bool Regions { get; init; }

    /// <summary>Largest drift of a node's clock, in parts of a million.</summary>
    public int DriftPpm { get; init; }

    /// <summary>When the faults of a round end, after it began.</summary>
    public long FaultsEndUs { get; init; } = 10_000_000;

    /// <summary>
    /// After the end of faults, how long every honest node may take for <see cref="RequiredHeights"/>.
    /// </summary>
    public long RecoveryUs { get; init; } = 60_000_000;

    /// <summary>New final blocks that every honest node must reach after the end of faults.</summary>
    public int RequiredHeights { get; init; } = 4;

    /// <summary>A view that every honest node must reach before a round ends.</summary>
    public ulong UntilView { get; init; }

    /// <summary>Behaviour of faulty validators, by index.</summary>
    public IReadOnlyDictionary<ushort, ByzantineKind> Byzantine { get; init; } =
        new Dictionary<ushort, ByzantineKind>();

    /// <summary>Rules of all nodes: replaced to plant a bug.</summary>
    public ConsensusRules? Rules { get; init; }

    /// <summary>True to run the specification beside every honest core.</summary>
    public bool UsesSpec { get; init; } = true;

    /// <summary>Makes the bug of each honest node; null for none.</summary>
    public Func<PlantedBug>? Bug { get; init; }

    /// <summary>Takes a line for whatever a node does that is worth reading when a seed fails.</summary>
    public Action<string>? Trace { get; init; }

    /// <summary>Bugs planted in the shell of all honest nodes.</summary>
    public ShellMutant Mutant { get; init; }

    /// <summary>The script that the seed draws.</summary>
    public IReadOnlyList<FaultEvent> DrawScript(int nodes)
    {
        FaultPlan plan = Plan ?? new FaultPlan
        {
            Kinds = DisruptionUs > 0 ? KindsOf(Disruptions) : [],
            MeanUs = Math.Max(1, DisruptionUs),
        };
        return plan.Draw(Seed, nodes, Rounds, FaultsEndUs);
    }

    private static (FaultKind Kind, int Weight)[] KindsOf(Disruptions disruptions)
    {
        (Disruptions Disruption, FaultKind Kind)[] all =
        [
            (Disruptions.Crash, FaultKind.Crash),
            (Disruptions.CrashAll, FaultKind.CrashStorm),
            (Disruptions.Bisect, FaultKind.PartitionUniform),
            (Disruptions.Isolate, FaultKind.PartitionIsolate),
            (Disruptions.OneWay, FaultKind.PartitionOneWay),
            (Disruptions.Pause, FaultKind.Pause),
        ];
        return [.. all.Where(entry => (disruptions & entry.Disruption) != 0).Select(entry => (entry.Kind, 1))];
    }
}
