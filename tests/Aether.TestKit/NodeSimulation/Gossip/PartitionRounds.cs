using Aether.TestKit.Simulation.Campaigns;

namespace Aether.TestKit.NodeSimulation.Gossip;

/// <summary>
/// One partition after the other, each healed, and each node asked to catch up in time before the next one comes.
/// </summary>
/// <remarks>
/// What a node may take: three of the longest timeouts that consensus can have reached during the partition, and the
/// time that the bytes it lacks need on its line, with a round trip for each request of blocks.
/// </remarks>
internal sealed class PartitionRounds
{
    private const long PollUs = 50_000;

    // Headers, certificates and frames of a block without its payload.
    private const long BytesOfBlock = 4_096;

    // Blocks that a node asks for at a time.
    private const ulong BlocksOfRequest = 16;

    private readonly NodeSimulation _simulation;
    private readonly NodeFaults _faults;
    private readonly IReadOnlyList<PartitionRound> _rounds;
    private int _round;
    private long _healedUs;
    private long _deadlineUs;
    private ulong _goal;
    private long _partitionUs;

    /// <summary>Prepares the rounds of the settings.</summary>
    public PartitionRounds(NodeSimulation simulation, NodeFaults faults)
    {
        _simulation = simulation;
        _faults = faults;
        _rounds = simulation.Settings.Partitions;
    }

    /// <summary>All partitions are healed and everybody has caught up.</summary>
    public bool IsOver => _round >= _rounds.Count;

    /// <summary>Schedules the first one.</summary>
    public void Begin() => _simulation.At(_simulation.Settings.FirstPartitionUs, Cut);

    private void Cut()
    {
        PartitionRound round = _rounds[_round];
        _partitionUs = round.Partition.DurationUs;
        _faults.Carry(round.Partition);
        foreach (NodeDisruption also in round.Also)
        {
            _simulation.At(_simulation.NowUs + also.TimeUs, () => _faults.Carry(also));
        }
        // The faults mend it themselves at this time, before this: they were scheduled first.
        _simulation.At(_simulation.NowUs + _partitionUs, Heal);
    }

    private void Heal()
    {
        _healedUs = _simulation.NowUs;
        _goal = _simulation.Oracle.Height + 1;
        _simulation.Coverage.Heals++;
        _deadlineUs = DeadlineFrom(_healedUs);
        TraceAll("healed");
        Poll();
    }

    // A node that was down when the partition ended has its time from its start.
    private void Poll()
    {
        bool allUp = true;
        bool allThere = true;
        foreach (NodeProcess node in _simulation.Nodes)
        {
            bool up = node.Store is not null && node.PausedUntilUs <= _simulation.NowUs;
            allUp &= up;
            allThere &= up && node.Store!.FinalizedHeader.Height >= _goal;
        }
        if (!allUp)
        {
            _deadlineUs = DeadlineFrom(_simulation.NowUs);
        }
        if (allThere)
        {
            NodeCoverage coverage = _simulation.Coverage;
            coverage.CaughtUp++;
            coverage.NoteCatchUp(_simulation.NowUs - _healedUs, TimeoutUs);
            _round++;
            if (!IsOver)
            {
                _simulation.At(_simulation.NowUs + _rounds[_round].PauseUs, Cut);
            }
            return;
        }
        if (_simulation.NowUs > _deadlineUs)
        {
            TraceAll("late");
        }
        _simulation.Check(_simulation.NowUs <= _deadlineUs, "L-5", Complaint());
        _simulation.At(_simulation.NowUs + PollUs, Poll);
    }

    // The timeout grows by half with each view that fails, so after failing for a time d it is the first one and d / 2.
    private long TimeoutUs => 1_000 * Math.Min(
        _simulation.Settings.Timing.MaxTimeoutMs,
        _simulation.Settings.Timing.TimeoutMs + (_partitionUs / 2_000));

    private long DeadlineFrom(long timeUs)
    {
        ulong lowest = _simulation.Nodes.Min(node => node.Store?.FinalizedHeader.Height ?? 0);
        long bytes = 0;
        for (ulong height = lowest + 1; height <= _simulation.Oracle.Height; height++)
        {
            bytes += BytesOfBlock + _simulation.Oracle[height].Header.PayloadBytes;
        }
        ulong behind = _simulation.Oracle.Height - Math.Min(lowest, _simulation.Oracle.Height);
        NodeSimulationSettings settings = _simulation.Settings;
        long roundTripUs = 2 * (settings.LatencyUs + settings.JitterUs);
        long transferUs = (bytes / settings.LinkBytesPerUs)
            + ((long)(1 + (behind / BlocksOfRequest)) * roundTripUs)
            + ((long)behind * settings.ExecuteUs);
        return timeUs + (3 * TimeoutUs) + transferUs;
    }

    private void TraceAll(string what)
    {
        foreach (NodeProcess node in _simulation.Nodes)
        {
            string peers = node.Gossip is { } gossip ? gossip.Describe() : "down";
            _simulation.Trace(node, $"{what}: {node.Pipeline?.ReadMetrics()} {peers}");
        }
    }

    private string Complaint()
    {
        string heights = string.Join(
            ", ", _simulation.Nodes.Select(node => $"{node.Store?.FinalizedHeader.Height}"));
        return $"{(_simulation.NowUs - _healedUs) / 1_000} ms after {_rounds[_round].Partition.Kind} {_round} of "
            + $"{_partitionUs / 1_000} ms nodes are at heights {heights}, not at {_goal}";
    }
}
