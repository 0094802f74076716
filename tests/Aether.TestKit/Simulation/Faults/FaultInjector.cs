using Aether.TestKit.Simulation.Campaigns;

namespace Aether.TestKit.Simulation.Faults;

/// <summary>Carries out a script of faults, round by round, and mends everything at the end of a round.</summary>
internal sealed class FaultInjector(Simulation simulation, IReadOnlyList<FaultEvent> script)
{
    private int _round = -1;

    /// <summary>The whole script.</summary>
    public IReadOnlyList<FaultEvent> Script { get; } = script;

    /// <summary>Schedules the faults of the next round.</summary>
    public void Begin()
    {
        int round = ++_round;
        foreach (FaultEvent fault in Script)
        {
            if (fault.Round == round)
            {
                simulation.At(simulation.NowUs + fault.AtUs, () => Apply(fault, round));
            }
        }
    }

    /// <summary>Mends links and clocks, and starts every node that is down.</summary>
    public void End()
    {
        simulation.Network.Heal();
        foreach (SimulatedNode node in simulation.Nodes)
        {
            node.Mend();
            node.Start();
        }
    }

    private void Apply(FaultEvent fault, int round)
    {
        if (round != _round || !simulation.FaultsLast)
        {
            return;
        }
        switch (FaultCounts.ClassOf(fault.Kind))
        {
            case FaultClass.Packet:
                simulation.Network.AddRate(fault.Kind, (int)fault.Detail);
                AtEnd(fault, round, () => simulation.Network.AddRate(fault.Kind, -(int)fault.Detail));
                break;
            case FaultClass.Partition:
                Cut(fault, round);
                break;
            default:
                Disturb(fault, round);
                break;
        }
    }

    private void AtEnd(FaultEvent fault, int round, Action mend) =>
        simulation.At(simulation.NowUs + fault.LengthUs, () =>
        {
            // The end of a round mends everything by itself.
            if (round == _round && simulation.FaultsLast)
            {
                mend();
            }
        });

    private void Cut(FaultEvent fault, int round)
    {
        simulation.Faults.Add(fault.Kind);
        bool[,] cut = PartitionShape.Of(fault.Kind, simulation.Nodes.Count, (ulong)fault.Detail);
        if (fault.Kind == FaultKind.Clog)
        {
            simulation.Network.Clog(cut, simulation.NowUs + fault.LengthUs);
            return;
        }
        simulation.Network.AddCut(cut, 1);
        if (fault.Kind == FaultKind.PartitionFlapping)
        {
            Flap(fault, round, cut, simulation.NowUs + fault.LengthUs, isCut: true);
            return;
        }
        AtEnd(fault, round, () => simulation.Network.AddCut(cut, -1));
    }

    private void Flap(FaultEvent fault, int round, bool[,] cut, long untilUs, bool isCut)
    {
        ulong state = (ulong)fault.Detail + (ulong)simulation.NowUs;
        long wait = 100_000 + (long)(SimulationRandom.SplitMix(ref state) % 900_000);
        simulation.At(simulation.NowUs + wait, () =>
        {
            if (round != _round || !simulation.FaultsLast)
            {
                return;
            }
            bool ends = simulation.NowUs >= untilUs;
            if (isCut)
            {
                simulation.Network.AddCut(cut, -1);
            }
            else if (!ends)
            {
                simulation.Network.AddCut(cut, 1);
                simulation.Faults.Add(fault.Kind);
            }
            if (!ends)
            {
                Flap(fault, round, cut, untilUs, !isCut);
            }
        });
    }

    private void Disturb(FaultEvent fault, int round)
    {
        SimulatedNode node = simulation.Nodes[fault.Node % simulation.Nodes.Count];
        switch (fault.Kind)
        {
            case FaultKind.Crash:
                node.PlanCrash((int)fault.Detail, fault.LengthUs);
                break;
            case FaultKind.CrashStorm:
                Storm(fault);
                break;
            case FaultKind.Wipe or FaultKind.DiskRestored:
                node.Mistake(fault.Kind, fault.LengthUs);
                break;
            case FaultKind.DiskFlushFailed or FaultKind.DiskFull:
                node.FailNextWrite(fault.Kind, fault.LengthUs);
                break;
            case FaultKind.DiskStall:
                node.StallDisk(Math.Min(fault.LengthUs, 1_000_000));
                break;
            case FaultKind.Pause:
                simulation.Faults.Add(FaultKind.Pause);
                node.Pause(simulation.NowUs + fault.LengthUs);
                break;
            case FaultKind.LateTimer:
                node.DelayTimers(Math.Min(fault.LengthUs, 2_000_000));
                break;
            case FaultKind.WallJump:
                simulation.Faults.Add(FaultKind.WallJump);
                node.JumpMs += fault.Detail;
                AtEnd(fault, round, () => node.JumpMs -= fault.Detail);
                break;
        }
    }

    // All stop, each after its own number of effects, and come back in an order of their own.
    private void Storm(FaultEvent fault)
    {
        simulation.Faults.Add(FaultKind.CrashStorm);
        ulong state = (ulong)fault.Detail;
        foreach (SimulatedNode node in simulation.Nodes)
        {
            ulong bits = SimulationRandom.SplitMix(ref state);
            node.PlanCrash((int)(bits % 25), 1_000 + (long)((bits >> 16) % (ulong)Math.Max(1, fault.LengthUs)));
        }
    }
}
