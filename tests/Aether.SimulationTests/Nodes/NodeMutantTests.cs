using Aether.TestKit.NodeSimulation;
using Aether.TestKit.Simulation.Campaigns;
using Xunit;

namespace Aether.SimulationTests.Nodes;

/// <summary>Each planted bug of a whole node is found, and by a checker that is meant for it.</summary>
public sealed class NodeMutantTests
{
    private const int MaxSeeds = 60;

    public static TheoryData<NodeMutant, string[]> Mutants => new()
    {
        { NodeMutant.CommitWithoutSync, ["I-7", "I-2"] },
        { NodeMutant.SafetyWithoutSync, ["I-7", "I-3"] },
        { NodeMutant.LosePendingBlock, ["I-7", "L-1"] },
        { NodeMutant.RememberUnverified, ["I-13"] },
        { NodeMutant.WrongParentState, ["I-8", "I-9", "I-11", "I-14", "I-19"] },
        { NodeMutant.ReceiptsOutOfOrder, ["I-8"] },
        { NodeMutant.SupplyLeak, ["I-8", "I-10"] },
        { NodeMutant.FailedKeepsNonce, ["I-8", "I-11"] },
        { NodeMutant.StaleHead, ["I-14", "I-19"] },
        { NodeMutant.SplitBatch, ["I-2", "I-9"] },
        { NodeMutant.LoseAccepted, ["I-13"] },
    };

    /// <summary>What finds the planted bugs finds nothing without them.</summary>
    [Fact]
    public void NoPlantedBug_NothingIsFound()
    {
        for (ulong seed = 1; seed <= 5; seed++)
        {
            Assert.Null(NodeLevel.Run(SettingsOf(seed, NodeMutant.None), out _).Violation);
            NodeSimulationSettings split = SettingsOf(seed, NodeMutant.SplitBatch) with { Mutant = NodeMutant.None };
            Assert.Null(NodeLevel.Run(split, out _).Violation);
        }
    }

    [Theory]
    [MemberData(nameof(Mutants))]
    public void PlantedBug_IsFound(NodeMutant mutant, string[] checkers)
    {
        for (ulong seed = 1; seed <= MaxSeeds; seed++)
        {
            SimulationOutcome outcome = NodeLevel.Run(SettingsOf(seed, mutant), out _);
            if (outcome.Violation is { } violation)
            {
                TestContext.Current.SendDiagnosticMessage($"{mutant}: seed {seed}: {violation}");
                Assert.Contains(checkers, checker => violation.StartsWith(checker, StringComparison.Ordinal));
                return;
            }
        }
        Assert.Fail($"{mutant} is not found in {MaxSeeds} seeds");
    }

    private static NodeSimulationSettings SettingsOf(ulong seed, NodeMutant mutant)
    {
        NodeSimulationSettings settings = NodeCampaign.SettingsOf(seed) with
        {
            Mutant = mutant,
            FaultsEndUs = 60_000_000,
            ClientUs = 500_000,
        };
        // Seen only by a node that stops between two writes of one commit, which few of all disruptions do.
        return mutant == NodeMutant.SplitBatch
            ? settings with { Disruptions = NodeDisruptions.CrashAtEffect, DisruptionUs = 1_000_000 }
            : settings;
    }
}
