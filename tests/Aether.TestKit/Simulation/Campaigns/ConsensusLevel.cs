namespace Aether.TestKit.Simulation.Campaigns;

/// <summary>S1: the consensus core with simulated execution, network, disks and clocks.</summary>
public sealed class ConsensusLevel : ISimulationLevel
{
    /// <inheritdoc/>
    public string Name => "S1";

    /// <inheritdoc/>
    public SimulationOutcome Run(ulong seed)
    {
        Simulation simulation = new(Campaign.SettingsOf(seed));
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
        FaultCounts faults = new();
        faults.Add(FaultKind.Crash, simulation.Coverage.Crashes);
        return new SimulationOutcome
        {
            Seed = seed,
            Events = simulation.Steps,
            VirtualUs = simulation.NowUs,
            Digest = simulation.Digest,
            Violation = violation,
            Faults = faults,
        };
    }
}
