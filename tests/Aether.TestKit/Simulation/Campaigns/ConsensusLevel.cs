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
        Dictionary<string, long> rare = [];
        foreach (RareEvent what in Enum.GetValues<RareEvent>())
        {
            rare.Add(what.ToString(), simulation.Coverage[what]);
        }
        return rare;
    }
}
