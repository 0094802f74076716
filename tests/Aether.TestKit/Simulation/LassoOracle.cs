using Aether.Consensus.Epochs;

namespace Aether.TestKit.Simulation;

/// <summary>L-3: nothing goes round in circles.</summary>
/// <remarks>
/// Two circles are looked for. At one instant: nodes that wake themselves again and again, so that time stands still.
/// And from view to view after the end of faults: honest nodes that give up one view after another in the same state
/// relative to it, while no certificate and no final block comes. Leaders who are faulty may cost views, so a state has
/// to come back more often than such leaders follow each other in a million campaigns.
/// </remarks>
internal sealed class LassoOracle(Simulation simulation)
{
    // A node that stood still for half a minute handles all at once what came meanwhile; no network brings this much.
    private const int MostEventsAtOnce = 1_000_000;

    // Views that end because timeouts have yet to grow to the latency.
    private const int ViewsToGrow = 8;
    private const double LeastChance = 1e-10;

    private readonly Dictionary<ulong, int> _visits = [];
    private readonly int _mostVisits = MostVisits(simulation.Settings);
    private ulong _lowestView;
    private ulong _progress;
    private int _eventsAtOnce;

    /// <summary>An event is due; <paramref name="advances"/> when later than the one before.</summary>
    public void Next(bool advances)
    {
        _eventsAtOnce = advances ? 0 : _eventsAtOnce + 1;
        if (_eventsAtOnce > MostEventsAtOnce)
        {
            throw new SimulationViolationException(
                "L-3", $"{MostEventsAtOnce} events at {simulation.NowUs} us: time stands still");
        }
    }

    /// <summary>Faults have ended.</summary>
    public void Begin()
    {
        _visits.Clear();
        _lowestView = 0;
        _progress = 0;
    }

    /// <summary>Some time has passed since faults ended.</summary>
    public void Observe()
    {
        ulong lowest = ulong.MaxValue;
        ulong progress = 0;
        foreach (SimulatedNode node in simulation.Nodes)
        {
            if (node.IsHonest && node.Core is { } core)
            {
                lowest = Math.Min(lowest, core.CurrentView);
                progress += core.FinalizedHeader.Height + core.Safety.HighCertificate.View + core.SafeHeader.View;
            }
        }
        if (progress != _progress)
        {
            _progress = progress;
            _visits.Clear();
        }
        if (lowest == _lowestView)
        {
            return;
        }
        _lowestView = lowest;
        ulong state = RelativeState(lowest);
        int visits = _visits.GetValueOrDefault(state) + 1;
        _visits[state] = visits;
        if (visits > _mostVisits)
        {
            throw new SimulationViolationException("L-3", $"{visits} views up to {lowest} ended in one state, without "
                + $"a certificate: {string.Join(", ", simulation.Nodes.Select(node => node.Describe()))}");
        }
    }

    private static int MostVisits(SimulationSettings settings)
    {
        double faulty = settings.Byzantine.Keys.Sum(key => (double)settings.Stakes[key]);
        double share = faulty / settings.Stakes.Sum(stake => (double)stake);
        return ViewsToGrow + (share > 0 ? (int)Math.Ceiling(Math.Log(LeastChance) / Math.Log(share)) : 0);
    }

    // What decides what honest nodes do next, counted from the lowest view: views, votes, epochs and final heads. What
    // only grows while nothing happens is left out.
    private ulong RelativeState(ulong lowest)
    {
        ulong state = 0;
        foreach (SimulatedNode node in simulation.Nodes)
        {
            if (!node.IsHonest || node.Core is not { } core)
            {
                continue;
            }
            Fold(ref state, core.CurrentView - lowest);
            Fold(ref state, core.FinalizedHeader.Height);
            Fold(ref state, core.Safety.HighCertificate.View);
            Fold(ref state, core.Epoch.Epoch);
            Fold(ref state, Recent(core, core.Safety.PrevotedView));
            Fold(ref state, Recent(core, core.Safety.TimedOutView));
        }
        return state;
    }

    // Whether it belongs to this view, to the one before or to an older one.
    private static ulong Recent(ChainCore core, ulong view) =>
        view >= core.CurrentView ? 0UL : view + 1 == core.CurrentView ? 1UL : 2UL;

    private static void Fold(ref ulong state, ulong part)
    {
        ulong mixed = state ^ part;
        state = SimulationRandom.SplitMix(ref mixed);
    }
}
