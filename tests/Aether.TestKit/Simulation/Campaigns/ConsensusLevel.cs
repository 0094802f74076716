namespace Aether.TestKit.Simulation.Campaigns;

/// <summary>S1: the consensus core with simulated execution, network, disks and clocks.</summary>
public sealed class ConsensusLevel(string name, Func<ulong, SimulationSettings> settingsOf) : ISimulationLevel
{
    /// <summary>The level of long runs with every kind of fault.</summary>
    public ConsensusLevel()
        : this("S1", Swarm.SettingsOf)
    {
    }

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public SimulationOutcome Run(ulong seed) => Run(settingsOf(seed));

    /// <summary>The same, and writes a line for whatever a node does that is worth reading.</summary>
    public ConsensusLevel WithTrace(Action<string> trace) => new(name, seed => settingsOf(seed) with { Trace = trace });

    /// <summary>The settings of a seed.</summary>
    public SimulationSettings SettingsOf(ulong seed) => settingsOf(seed);

    /// <summary>Runs settings to their end; a violation is part of the outcome.</summary>
    public static SimulationOutcome Run(SimulationSettings settings)
    {
        Simulation simulation = new(settings);
        string? violation = null;
        try
        {
            simulation.Run();
        }
        catch (SimulationViolationException failure)
        {
            violation = failure.Message;
        }
        catch (Exception failure)
        {
            violation = "I-19: " + failure;
        }
        return new SimulationOutcome
        {
            Seed = settings.Seed,
            Events = simulation.Steps,
            VirtualUs = simulation.NowUs,
            Digest = simulation.Digest,
            Violation = violation,
            Faults = simulation.Faults,
            Rare = RareOf(simulation),
        };
    }

    private static Dictionary<string, long> RareOf(Simulation simulation)
    {
        SimulationCoverage coverage = simulation.Coverage;
        Dictionary<string, long> rare = new()
        {
            ["Timeout"] = coverage.Timeouts,
            ["ProposalAfterTimeout"] = coverage.ProposalsAfterTimeout,
            ["ProposalByClaim"] = coverage.ClaimProposals,
            ["ProposalByBackup"] = coverage.BackupProposals,
            ["ProposalOfHelper"] = coverage.HelperProposals,
            ["FinalByCommit"] = coverage.CommitProofs,
            ["FinalByTwoChain"] = coverage.TwoChainProofs,
            ["FinalWithDescendant"] = coverage.FinalAncestors,
            ["Contradiction"] = coverage.Equivocations,
            ["Blame"] = coverage.Penalties,
            ["BlockServed"] = coverage.BlocksServed,
            ["heal: rounds"] = simulation.Liveness.FinalUs.Count,
            ["heal: final in 3 timeouts in force"] = simulation.Liveness.InThreeTimeouts,
            ["heal: views"] = (long)simulation.Nodes.Max(node => node.Core?.CurrentView ?? 0),
            ["heal: views final"] = simulation.Oracle.FinalViews,
        };
        foreach (RareEvent what in Enum.GetValues<RareEvent>())
        {
            rare.Add(what.ToString(), coverage[what]);
        }
        long timeoutUs = 1_000 * simulation.Settings.Timing.TimeoutMs;
        foreach (int timeouts in new[] { 1, 2, 3, 5, 10 })
        {
            rare.Add($"heal: final in {timeouts,2} first timeouts", simulation.Liveness.FinalUs.Count(
                time => time <= timeouts * timeoutUs));
        }
        return rare;
    }
}
