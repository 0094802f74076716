using Aether.TestKit.NodeSimulation;
using Aether.TestKit.Simulation.Campaigns;

namespace Aether.SimulationRunner;

/// <summary>The levels that <c>--level</c> can name.</summary>
internal static class Levels
{
    /// <summary>The names, for messages.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["S1", "S2", "S2-gossip", "S2-partitions", "twins-exhaustive", "twins-random", "heal", "views"];

    /// <summary>The level of a name; null when there is none.</summary>
    public static ISimulationLevel? Create(string name) => name.ToUpperInvariant() switch
    {
        "S1" => new ConsensusLevel(),
        "S2" => new NodeLevel(),
        "S2-GOSSIP" => new NodeLevel("S2-gossip", NodeCampaign.GossipOf),
        "S2-PARTITIONS" => new NodeLevel("S2-partitions", PartitionCampaign.SettingsOf),
        "TWINS-EXHAUSTIVE" => new TwinsLevel("twins-exhaustive", TwinsScenario.Enumerate),
        "TWINS-RANDOM" => new TwinsLevel("twins-random", TwinsScenario.Draw),
        "HEAL" => new ConsensusLevel("heal", LivenessRuns.Partitions),
        "VIEWS" => new ConsensusLevel("views", LivenessRuns.SilentAndLying),
        _ => null,
    };
}
