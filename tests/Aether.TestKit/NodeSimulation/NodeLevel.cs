using Aether.TestKit.Simulation;
using Aether.TestKit.Simulation.Campaigns;

namespace Aether.TestKit.NodeSimulation;

/// <summary>S2: whole nodes with simulated network, disks and clocks.</summary>
public sealed class NodeLevel : ISimulationLevel
{
    /// <inheritdoc/>
    public string Name => "S2";

    /// <inheritdoc/>
    public SimulationOutcome Run(ulong seed) => Run(NodeCampaign.SettingsOf(seed), out _);

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
