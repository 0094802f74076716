using System.Globalization;
using Aether.Native;
using Aether.TestKit.NodeSimulation;
using Aether.TestKit.Simulation.Campaigns;
using Xunit;

namespace Aether.SimulationTests.Nodes;

public sealed class NodeCampaignTests
{
    private const int DefaultSeeds = 10;

    private static readonly string[] s_everyTime =
    [
        "node crash at an effect", "node restart", "node transaction", "node transaction failed",
        "node submission refused", "node submission taken", "node read",
    ];

    /// <summary>AETHER_NODE_SEEDS sets how many are run, AETHER_NODE_SEED the first.</summary>
    [Fact]
    public void NoSeedViolatesAnInvariant()
    {
        CampaignRunner campaign = new(new NodeLevel(), new CampaignOptions
        {
            FirstSeed = (ulong)Read("AETHER_NODE_SEED", 1),
            MaxSeeds = Read("AETHER_NODE_SEEDS", DefaultSeeds),
            Cores = 2,
            RepeatEvery = 10,
        });
        campaign.Run();
        CampaignTotals totals = campaign.Totals;
        string figures = string.Join(", ", totals.Rare.Select(entry => $"{entry.Key} {entry.Value}"));
        TestContext.Current.SendDiagnosticMessage(
            $"{totals.Seeds} seeds, {totals.ClusterHours:F2} cluster-hours, {totals.Events} events in "
            + $"{campaign.Elapsed.TotalSeconds:F1} s; heavy faults {totals.Faults.Heavy}, "
            + $"packet faults {totals.Faults.Sum(FaultClass.Packet)}; {figures}");
        Assert.True(totals.Violations.Count == 0, string.Join(Environment.NewLine, totals.Violations));
        Assert.All(s_everyTime, name => Assert.True(totals.Rare[name] > 0, name));
        Assert.True(totals.Faults.Heavy > 0 && totals.Faults.Sum(FaultClass.Packet) > 0, figures);
    }

    /// <summary>Writes a trace of the seed in AETHER_NODE_SEED (-showLiveOutput), or of seed 1.</summary>
    [Fact]
    public void OneSeed_Traced_IsTheSameRun()
    {
        ulong seed = (ulong)Read("AETHER_NODE_SEED", 1);
        List<string> lines = [];
        NodeSimulationSettings settings = NodeCampaign.SettingsOf(seed);
        SimulationOutcome traced = NodeLevel.Run(settings with { Trace = Write }, out NodeSimulation first);
        SimulationOutcome again = NodeLevel.Run(settings with { Script = first.Script }, out _);
        Assert.Null(traced.Violation);
        Assert.NotEmpty(lines);
        Assert.Equal((traced.Digest, traced.Events), (again.Digest, again.Events));

        void Write(string line)
        {
            lines.Add(line);
            TestContext.Current.TestOutputHelper?.WriteLine(line);
        }
    }

    /// <summary>
    /// A node proposes a closing block, another one of an earlier view closes the epoch, and the node proposes again in
    /// the same view of the next epoch: both of its blocks have to be kept.
    /// </summary>
    [Fact]
    public void OneViewInTwoEpochs_BothProposalsAreKept()
    {
        SimulationOutcome outcome = NodeLevel.Run(NodeCampaign.SettingsOf(100_193), out _);
        Assert.Null(outcome.Violation);
    }

    /// <summary>
    /// The lottery draws two leaders or more for two views of five. Where blocks come about as late as the wait for
    /// claims ends, as on busy machines and long ways, they must not split the votes: without claims ahead of the
    /// blocks this seed loses ten views of 244.
    /// </summary>
    [Fact]
    public void SlowBlocks_SeveralLeaders_NoViewIsLost()
    {
        NodeSimulationSettings settings = new()
        {
            Seed = 7,
            Stakes = [10, 10, 10, 10],
            ExecuteUs = 300_000,
            LatencyUs = 100_000,
            JitterUs = 60_000,
            FaultsEndUs = 120_000_000,
            ClientUs = 500_000,
        };
        SimulationOutcome outcome = NodeLevel.Run(settings, out NodeSimulation run);
        Assert.Null(outcome.Violation);
        (ulong blocks, ulong views) = run.Final;
        TestContext.Current.SendDiagnosticMessage($"{blocks} blocks in {views} views");
        Assert.True(views > 100 && blocks * 100 >= views * 99, $"{blocks} blocks in {views} views");
    }

    [Fact]
    public void RealSignatures_NoSeedViolatesAnInvariant()
    {
        Assert.SkipUnless(NativeLibraries.Bls.IsSupported, NativeLibraries.Bls.NotSupportedReason ?? "");
        NodeSimulationSettings settings = NodeCampaign.SettingsOf(3) with
        {
            RealSignatures = true,
            Stakes = [10, 10, 10, 10],
            FaultsEndUs = 10_000_000,
        };
        SimulationOutcome outcome = NodeLevel.Run(settings, out NodeSimulation run);
        Assert.Null(outcome.Violation);
        Assert.True(run.Coverage.Heights > 10, run.Coverage.ToString());
    }

    private static int Read(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out int value)
            ? value
            : otherwise;
}
