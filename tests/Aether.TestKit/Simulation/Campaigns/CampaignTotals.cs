namespace Aether.TestKit.Simulation.Campaigns;

/// <summary>The sums over the runs of a campaign. Not thread-safe: the campaign locks it.</summary>
public sealed class CampaignTotals
{
    private readonly SortedDictionary<string, long> _rare = new(StringComparer.Ordinal);
    private readonly List<string> _violations = [];

    /// <summary>Seeds run.</summary>
    public long Seeds { get; private set; }

    /// <summary>Scenarios run: as many as seeds, or more where a seed stands for many.</summary>
    public long Scenarios { get; private set; }

    /// <summary>Events handled.</summary>
    public long Events { get; private set; }

    /// <summary>Seeds run twice.</summary>
    public long Repeated { get; private set; }

    /// <summary>Virtual hours of whole clusters.</summary>
    public double ClusterHours { get; private set; }

    /// <summary>Faults.</summary>
    public FaultCounts Faults { get; } = new();

    /// <summary>Named rare things and how often they happened.</summary>
    public IReadOnlyDictionary<string, long> Rare => _rare;

    /// <summary>What was broken, each with its seed.</summary>
    public IReadOnlyList<string> Violations => _violations;

    /// <summary>Adds a run.</summary>
    public void Add(SimulationOutcome outcome)
    {
        Seeds++;
        Scenarios += outcome.Scenarios;
        Events += outcome.Events;
        ClusterHours += outcome.VirtualUs / 3.6e9;
        Faults.Add(outcome.Faults);
        foreach ((string name, long count) in outcome.Rare)
        {
            _rare[name] = _rare.GetValueOrDefault(name) + count;
        }
        if (outcome.Violation is { } violation)
        {
            _violations.Add($"seed {outcome.Seed}: {violation}");
        }
    }

    /// <summary>Counts a second run of a seed, and a violation when it came out otherwise.</summary>
    public void AddRepetition(SimulationOutcome first, SimulationOutcome second)
    {
        Repeated++;
        if (first.Digest != second.Digest || first.Events != second.Events || first.Violation != second.Violation)
        {
            _violations.Add($"seed {first.Seed}: DET-1: two runs of one seed differ");
        }
    }
}
