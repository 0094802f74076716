namespace Aether.Node.Lifecycle;

/// <summary>Where a node is between its start and its end. RPC, metrics, health and the log read it.</summary>
/// <remarks><b>Threads</b>: any. A step that is over for good is not entered again: an end wins.</remarks>
/// <param name="time">The clock.</param>
internal sealed class NodeLifecycle(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly DateTimeOffset _startedAt = time.GetUtcNow();
    private NodePhase _phase = NodePhase.OpeningStorage;
    private DateTimeOffset _since = time.GetUtcNow();
    private long _sinceTimestamp = time.GetTimestamp();
    private long _first;
    private long _done;
    private long _total;
    private string _unit = "";

    /// <summary>Another step begins. Raised on the thread that entered it.</summary>
    public event Action<NodePhase>? Entered;

    /// <summary>The step.</summary>
    public NodePhase Phase
    {
        get
        {
            lock (_lock)
            {
                return _phase;
            }
        }
    }

    /// <summary>Enters a step; nothing happens in it already, or behind the end.</summary>
    public void Enter(NodePhase phase)
    {
        lock (_lock)
        {
            bool ends = _phase >= NodePhase.Draining && phase < _phase;
            if (phase == _phase || ends)
            {
                return;
            }
            _phase = phase;
            _since = time.GetUtcNow();
            _sinceTimestamp = time.GetTimestamp();
            (_first, _done, _total, _unit) = (0, 0, 0, "");
        }
        Entered?.Invoke(phase);
    }

    /// <summary>Says how much of the step's work is done. The first word of a step is where its speed counts from.
    /// </summary>
    public void Progress(NodePhase phase, long done, long total, string unit)
    {
        Enter(phase);
        lock (_lock)
        {
            if (_phase != phase)
            {
                return;
            }
            if (_unit.Length == 0)
            {
                _first = done;
            }
            (_done, _total, _unit) = (done, total, unit);
        }
    }

    /// <summary>How it stands.</summary>
    public LifecycleStatus Read()
    {
        lock (_lock)
        {
            double seconds = time.GetElapsedTime(_sinceTimestamp).TotalSeconds;
            double rate = seconds > 0 && _done > _first ? (_done - _first) / seconds : 0;
            long? remaining = rate > 0 && _total >= _done ? (long)((_total - _done) / rate * 1_000) : null;
            return new LifecycleStatus(_phase, _since, _startedAt, _done, _total, _unit, rate, remaining);
        }
    }
}
