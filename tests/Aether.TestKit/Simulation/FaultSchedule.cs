namespace Aether.TestKit.Simulation;

/// <summary>Draws crashes, partitions and pauses until the end of faults, and then mends everything.</summary>
internal sealed class FaultSchedule(Simulation simulation)
{
    private static readonly Disruptions[] s_kinds =
    [
        Disruptions.Crash, Disruptions.CrashAll, Disruptions.Bisect, Disruptions.Isolate, Disruptions.OneWay,
        Disruptions.Pause,
    ];

    private readonly SimulationRandom _random = new(simulation.Settings.Seed, "faults");

    /// <summary>Starts drawing.</summary>
    public void Begin()
    {
        if (simulation.Settings.DisruptionUs > 0 && simulation.Settings.Disruptions != Disruptions.None)
        {
            ScheduleNext();
        }
    }

    /// <summary>Mends links and starts every node that is down.</summary>
    public void End()
    {
        simulation.Network.Heal();
        foreach (SimulatedNode node in simulation.Nodes)
        {
            node.CrashAfterEffects = -1;
            node.Start();
        }
    }

    private void ScheduleNext() =>
        simulation.At(simulation.NowUs + _random.Between(1, 2 * simulation.Settings.DisruptionUs), () =>
        {
            if (simulation.FaultsLast)
            {
                Disrupt();
                ScheduleNext();
            }
        });

    private void Disrupt()
    {
        Disruptions kind = s_kinds[_random.Below(s_kinds.Length)];
        if ((simulation.Settings.Disruptions & kind) == 0)
        {
            return;
        }
        switch (kind)
        {
            case Disruptions.Crash:
                PlanCrash(Pick(), _random.Between(1_000, 3_000_000));
                break;
            case Disruptions.CrashAll:
                long down = _random.Between(1_000, 1_500_000);
                foreach (SimulatedNode node in simulation.Nodes)
                {
                    PlanCrash(node, down);
                }
                break;
            case Disruptions.Pause:
                Pick().Pause(simulation.NowUs + _random.Between(50_000, 3_000_000));
                break;
            default:
                Partition(kind);
                break;
        }
    }

    private SimulatedNode Pick() => simulation.Nodes[_random.Below(simulation.Nodes.Count)];

    private void PlanCrash(SimulatedNode node, long downUs)
    {
        node.DownUs = downUs;
        node.CrashAfterEffects = _random.Below(25);
    }

    private void Partition(Disruptions kind)
    {
        simulation.Network.Heal();
        int alone = _random.Below(simulation.Nodes.Count);
        ulong side = _random.Bits();
        foreach (SimulatedNode from in simulation.Nodes)
        {
            foreach (SimulatedNode to in simulation.Nodes)
            {
                bool cut = kind switch
                {
                    Disruptions.Bisect => ((side >> from.Endpoint) & 1) != ((side >> to.Endpoint) & 1),
                    Disruptions.Isolate => (from.Endpoint == alone) != (to.Endpoint == alone),
                    _ => _random.Chance(1, 3),
                };
                simulation.Network.SetBlocked(from.Endpoint, to.Endpoint, cut);
            }
        }
        long until = simulation.NowUs + _random.Between(200_000, 4_000_000);
        simulation.At(until, simulation.Network.Heal);
    }
}
