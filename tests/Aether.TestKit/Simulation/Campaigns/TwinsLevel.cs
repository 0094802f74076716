namespace Aether.TestKit.Simulation.Campaigns;

/// <summary>Many short scripted scenarios for each seed.</summary>
public sealed class TwinsLevel(string name, Func<ulong, IEnumerable<SimulationSettings>> scenariosOf) : ISimulationLevel
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public SimulationOutcome Run(ulong seed)
    {
        long events = 0;
        long virtualUs = 0;
        long count = 0;
        ulong digest = 0;
        string? violation = null;
        FaultCounts faults = new();
        foreach (SimulationSettings settings in scenariosOf(seed))
        {
            SimulationOutcome one = ConsensusLevel.Run(settings);
            count++;
            events += one.Events;
            virtualUs += one.VirtualUs;
            digest ^= one.Digest + (ulong)count;
            digest = SimulationRandom.SplitMix(ref digest);
            faults.Add(one.Faults);
            if (one.Violation is not null)
            {
                violation = $"scenario {settings.Seed}: {one.Violation}";
                break;
            }
        }
        return new SimulationOutcome
        {
            Seed = seed,
            Events = events,
            VirtualUs = virtualUs,
            Digest = digest,
            Violation = violation,
            Faults = faults,
            Scenarios = count,
        };
    }
}
