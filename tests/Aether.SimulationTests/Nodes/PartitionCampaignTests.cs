using Aether.TestKit.NodeSimulation;
using Aether.TestKit.Simulation.Campaigns;
using Xunit;

namespace Aether.SimulationTests.Nodes;

/// <summary>Whole nodes that find one another and gossip as in production.</summary>
public sealed class PartitionCampaignTests
{
    [Fact]
    public void Partitions_AllShapes_AreCaughtUpInTime()
    {
        CampaignRunner campaign = new(
            new NodeLevel("S2-partitions", PartitionCampaign.SettingsOf),
            new CampaignOptions { FirstSeed = 1, MaxSeeds = 3, Cores = 2, RepeatEvery = 3 });
        campaign.Run();
        CampaignTotals totals = campaign.Totals;
        Assert.True(totals.Violations.Count == 0, string.Join(Environment.NewLine, totals.Violations));
        Assert.Equal(3 * PartitionCampaign.PerSeed, totals.Rare["partition healed"]);
        Assert.Equal(3 * PartitionCampaign.PerSeed, totals.Rare["caught up in three timeouts and the transfer"]);
        Assert.Equal(1, totals.Repeated);
    }

    [Fact]
    public void AnyFaults_OverGossip_HoldWhatDirectLinksHold()
    {
        NodeSimulationSettings settings = NodeCampaign.GossipOf(7) with { FaultsEndUs = 40_000_000 };
        SimulationOutcome outcome = NodeLevel.Run(settings, out NodeSimulation simulation);
        Assert.Null(outcome.Violation);
        Assert.True(simulation.Coverage.Heights > 10);
    }

    [Fact]
    public void ANodeThatStaysAway_IsComplainedOf()
    {
        // A second cut of the same node begins with the heal of the first.
        NodeDisruption cut = new(0, NodeDisruptions.Isolate, 1, 2_000_000, 0);
        NodeDisruption again = new(1_999_000, NodeDisruptions.Isolate, 1, 30_000_000, 0);
        NodeSimulationSettings settings = PartitionCampaign.SettingsOf(1) with
        {
            Strangers = 0,
            Partitions = [new PartitionRound(0, cut, [again])],
        };
        SimulationOutcome outcome = NodeLevel.Run(settings, out _);
        Assert.StartsWith("L-5", outcome.Violation);
    }
}
