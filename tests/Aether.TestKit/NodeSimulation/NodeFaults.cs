using Aether.TestKit.Simulation;
using Aether.TestKit.Simulation.Campaigns;

namespace Aether.TestKit.NodeSimulation;

/// <summary>Draws the script of a run's disruptions from its seed, and carries a script out.</summary>
internal sealed class NodeFaults
{
    private static readonly NodeDisruptions[] s_kinds =
        [.. Enum.GetValues<NodeDisruptions>().Where(kind => kind is not (NodeDisruptions.None or NodeDisruptions.All))];

    private readonly NodeSimulation _simulation;
    private int _partitions;

    /// <summary>The script of the settings, or one drawn from the seed.</summary>
    public NodeFaults(NodeSimulation simulation)
    {
        _simulation = simulation;
        Script = simulation.Settings.Script ?? Draw(simulation.Settings);
    }

    /// <summary>Every disruption of the run.</summary>
    public IReadOnlyList<NodeDisruption> Script { get; }

    private int Count => _simulation.Nodes.Count;

    /// <summary>Schedules the script.</summary>
    public void Begin()
    {
        foreach (NodeDisruption disruption in Script)
        {
            _simulation.At(disruption.TimeUs, () => Carry(disruption));
        }
    }

    /// <summary>Mends everything and starts every node that is down.</summary>
    public void End()
    {
        _partitions++;
        _simulation.Wires.Heal();
        foreach (NodeProcess node in _simulation.Nodes)
        {
            node.CrashAfterEffects = -1;
            node.PausedUntilUs = 0;
            node.Disk.IsFull = false;
            node.Disk.FailNextSync = false;
            node.Clock.JumpMs = 0;
            node.Start();
        }
    }

    private static List<NodeDisruption> Draw(NodeSimulationSettings settings)
    {
        List<NodeDisruption> script = [];
        if (settings.DisruptionUs == 0)
        {
            return script;
        }
        SimulationRandom random = new(settings.Seed, "faults");
        long time = random.Between(1, 2 * settings.DisruptionUs);
        while (time < settings.FaultsEndUs)
        {
            NodeDisruptions kind = s_kinds[random.Below(s_kinds.Length)];
            NodeDisruption drawn = new(
                time, kind, random.Below(settings.Stakes.Count), DrawDuration(random, kind), random.Bits());
            if ((settings.Disruptions & kind) != 0)
            {
                script.Add(drawn);
            }
            time += random.Between(1, 2 * settings.DisruptionUs);
        }
        return script;
    }

    private static long DrawDuration(SimulationRandom random, NodeDisruptions kind) => kind switch
    {
        NodeDisruptions.Pause when random.Chance(1, 4) => random.Between(1_000_000, 30_000_000),
        NodeDisruptions.Clog => random.Between(100_000, 5_000_000),
        NodeDisruptions.CrashAll => random.Between(1_000, 2_000_000),
        _ => random.Between(1_000, 6_000_000),
    };

    private static FaultKind KindOf(NodeDisruptions partition) => partition switch
    {
        NodeDisruptions.Isolate => FaultKind.PartitionIsolate,
        NodeDisruptions.OneWay => FaultKind.PartitionOneWay,
        NodeDisruptions.Ring => FaultKind.PartitionRing,
        NodeDisruptions.Bridge => FaultKind.PartitionBridge,
        NodeDisruptions.Flapping => FaultKind.PartitionFlapping,
        _ => FaultKind.PartitionBisect,
    };

    /// <summary>Begins a disruption now.</summary>
    public void Carry(NodeDisruption disruption)
    {
        NodeProcess node = _simulation.Nodes[disruption.Node];
        _simulation.Trace(node, $"{disruption.Kind} for {disruption.DurationUs / 1000} ms");
        switch (disruption.Kind)
        {
            case NodeDisruptions.CrashAtEffect:
                Plan(node, disruption, (int)(disruption.Value % 40));
                break;
            case NodeDisruptions.CrashBetween:
                CrashNow(node, disruption);
                break;
            case NodeDisruptions.CrashAll:
                _simulation.Coverage.Faults.Add(FaultKind.CrashStorm);
                foreach (NodeProcess each in _simulation.Nodes)
                {
                    Plan(each, disruption, (int)((disruption.Value >> each.Index) % 20));
                }
                break;
            case NodeDisruptions.Pause:
                _simulation.Coverage.Faults.Add(FaultKind.Pause);
                node.PausedUntilUs = Math.Min(
                    _simulation.NowUs + disruption.DurationUs, _simulation.Settings.FaultsEndUs);
                break;
            case NodeDisruptions.ClockJump:
                Jump(node, disruption);
                break;
            case NodeDisruptions.DiskFull:
                node.Disk.IsFull = true;
                node.DownUs = disruption.DurationUs;
                _simulation.At(_simulation.NowUs + disruption.DurationUs, () => node.Disk.IsFull = false);
                break;
            case NodeDisruptions.SyncFails:
                node.Disk.FailNextSync = true;
                node.DownUs = disruption.DurationUs;
                break;
            case NodeDisruptions.Wipe:
                Wipe(node, disruption);
                break;
            case NodeDisruptions.Clog:
                ClogAll(node, disruption);
                break;
            default:
                Partition(disruption);
                break;
        }
    }

    private static void Plan(NodeProcess node, NodeDisruption disruption, int effects)
    {
        node.DownUs = disruption.DurationUs;
        node.LosesPower = (disruption.Value >> 60) != 0;
        node.CrashAfterEffects = effects;
    }

    private static void CrashNow(NodeProcess node, NodeDisruption disruption)
    {
        if (node.Pipeline is not null)
        {
            node.DownUs = disruption.DurationUs;
            node.LosesPower = (disruption.Value & 1) != 0;
            node.Crash("between stages");
        }
    }

    private void Wipe(NodeProcess node, NodeDisruption disruption)
    {
        // A chain that only one node still holds is not removed: no more than one node syncs at a time.
        bool others = _simulation.Nodes.All(each => each.Index == node.Index || each.Store is { } store
            && store.FinalizedHeader.Height + 4 > _simulation.Oracle.Height);
        if (node.Pipeline is null || !others)
        {
            return;
        }
        _simulation.Coverage.Faults.Add(FaultKind.Wipe);
        CrashNow(node, disruption);
        node.Disk.Wipe();
        _simulation.Oracle.Forget(node.Index);
    }

    private void Jump(NodeProcess node, NodeDisruption disruption)
    {
        _simulation.Coverage.Faults.Add(FaultKind.WallJump);
        node.Clock.JumpMs = (long)(disruption.Value % 40_000) - 20_000;
        _simulation.At(_simulation.NowUs + disruption.DurationUs, () => node.Clock.JumpMs = 0);
    }

    private void ClogAll(NodeProcess node, NodeDisruption disruption)
    {
        _simulation.Coverage.Faults.Add(FaultKind.Clog);
        for (int to = 0; to < Count; to++)
        {
            if (((disruption.Value >> to) & 1) != 0)
            {
                _simulation.Wires.Clog(node.Index, to, _simulation.NowUs + disruption.DurationUs);
            }
        }
    }

    private void Partition(NodeDisruption disruption)
    {
        _simulation.Coverage.Faults.Add(KindOf(disruption.Kind));
        int number = ++_partitions;
        Cut(disruption);
        long end = _simulation.NowUs + disruption.DurationUs;
        _simulation.At(end, () => Mend(number));
        if (disruption.Kind == NodeDisruptions.Flapping)
        {
            Flap(disruption, number, end, cut: true);
        }
    }

    private void Flap(NodeDisruption disruption, int number, long endUs, bool cut)
    {
        long next = _simulation.NowUs + 100_000 + (long)(disruption.Value % 900_000);
        if (next < endUs)
        {
            _simulation.At(next, () =>
            {
                if (number != _partitions)
                {
                    return;
                }
                _simulation.Wires.Heal();
                if (!cut)
                {
                    Cut(disruption);
                }
                Flap(disruption, number, endUs, !cut);
            });
        }
    }

    private void Mend(int number)
    {
        if (number == _partitions)
        {
            _simulation.Wires.Heal();
        }
    }

    private void Cut(NodeDisruption disruption)
    {
        _simulation.Wires.Heal();
        for (int from = 0; from < Count; from++)
        {
            for (int to = 0; to < Count; to++)
            {
                _simulation.Wires.SetBlocked(from, to, IsCut(disruption, from, to));
            }
        }
    }

    private bool IsCut(NodeDisruption disruption, int from, int to)
    {
        ulong side = disruption.Value;
        bool apart = ((side >> from) & 1) != ((side >> to) & 1);
        int distance = Math.Abs(from - to);
        return disruption.Kind switch
        {
            NodeDisruptions.Isolate => (from == disruption.Node) != (to == disruption.Node),
            NodeDisruptions.OneWay => ((side >> ((from * Count) + to)) & 1) != 0 && distance % 2 == 1,
            NodeDisruptions.Ring => distance > 1 && distance < Count - 1,
            NodeDisruptions.Bridge => apart && from != disruption.Node && to != disruption.Node,
            _ => apart,
        };
    }
}
