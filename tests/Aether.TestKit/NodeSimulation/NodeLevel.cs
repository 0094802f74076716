using Aether.TestKit.Simulation;
using Aether.TestKit.Simulation.Campaigns;

namespace Aether.TestKit.NodeSimulation;

/// <summary>S2: whole nodes with simulated network, disks and clocks.</summary>
public sealed class NodeLevel(string name, Func<ulong, NodeSimulationSettings> settingsOf) : ISimulationLevel
{
    /// <summary>The usual campaign.</summary>
    public NodeLevel()
        : this("S2", NodeCampaign.SettingsOf)
    {
    }

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public SimulationOutcome Run(ulong seed) => Run(settingsOf(seed), out _);

    /// <summary>The same level, telling what is worth reading when a seed fails.</summary>
    public NodeLevel WithTrace(Action<string> trace) =>
        new(name, seed => settingsOf(seed) with { Trace = trace });

    /// <summary>Runs settings to their end.</summary>
    public static SimulationOutcome Run(NodeSimulationSettings settings, out NodeSimulation simulation)
    {
        simulation = new NodeSimulation(settings);
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
            Digest = simulation.TraceHash,
            Violation = violation,
            Faults = simulation.Coverage.Faults,
            Rare = simulation.Coverage.Rare(),
        };
    }
}
