namespace Aether.TestKit.Simulation;

/// <summary>Watches what happens after the end of faults: how soon a block is final, and how soon views meet.</summary>
public sealed class LivenessOracle
{
    private readonly Simulation _simulation;
    private readonly List<long> _finalUs = [];
    private readonly List<long> _togetherUs = [];
    private long _endedUs;
    private long _timeoutUs;
    private bool _waitsForFinal;
    private bool _waitsForViews;

    internal LivenessOracle(Simulation simulation) => _simulation = simulation;

    /// <summary>Time from each end of faults to the next block that is final anywhere, in microseconds.</summary>
    public IReadOnlyList<long> FinalUs => _finalUs;

    /// <summary>Time from each end of faults until honest nodes are in one view or in two neighbouring ones.</summary>
    public IReadOnlyList<long> TogetherUs => _togetherUs;

    /// <summary>Ends of faults after which a block was final within three times the longest timeout then in force.
    /// </summary>
    public int InThreeTimeouts { get; private set; }

    /// <summary>Faults have ended.</summary>
    internal void Begin()
    {
        _endedUs = _simulation.NowUs;
        _timeoutUs = 1_000 * _simulation.Nodes.Max(node => node.IsHonest ? node.Core?.TimeoutMs ?? 0 : 0);
        _waitsForFinal = true;
        _waitsForViews = true;
        Observe();
    }

    /// <summary>A block higher than all before is final.</summary>
    internal void Finalized()
    {
        if (_waitsForFinal)
        {
            _waitsForFinal = false;
            _finalUs.Add(_simulation.NowUs - _endedUs);
            InThreeTimeouts += _simulation.NowUs - _endedUs <= 3 * _timeoutUs ? 1 : 0;
        }
    }

    /// <summary>Some time has passed.</summary>
    internal void Observe()
    {
        if (!_waitsForViews)
        {
            return;
        }
        ulong lowest = ulong.MaxValue;
        ulong highest = 0;
        foreach (SimulatedNode node in _simulation.Nodes)
        {
            if (node.IsHonest && node.Core is { } core)
            {
                lowest = Math.Min(lowest, core.CurrentView);
                highest = Math.Max(highest, core.CurrentView);
            }
        }
        if (highest <= lowest + 1)
        {
            _waitsForViews = false;
            _togetherUs.Add(_simulation.NowUs - _endedUs);
        }
    }

    /// <summary>Everybody made the progress that was asked for.</summary>
    internal void End()
    {
        _waitsForFinal = false;
        _waitsForViews = false;
    }
}
