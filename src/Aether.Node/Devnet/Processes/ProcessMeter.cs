using Aether.Pipeline.Status;

namespace Aether.Node.Devnet.Processes;

/// <summary>Compares and measures validators that are processes, by the lines they write.</summary>
/// <remarks>
/// Finality times are those of all validators, each by its own clock: from its first sight of a block to its finality
/// there. Slots count from the first final block of this run. <b>Threads</b>: any.
/// </remarks>
internal sealed class ProcessMeter
{
    // A validator further behind is compared again once it has caught up.
    private const int HeightsKept = 4_096;
    private const int LatenciesKept = 1 << 16;
    private static readonly TimeSpan s_window = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly NodeLine[] _status;
    private readonly string[] _states;
    private readonly Dictionary<ulong, (string Hash, string StateRoot)> _blocks = [];
    private readonly Queue<(long Timestamp, long LatencyMs)> _recent = new();
    private readonly List<long> _sinceMark = [];
    private LatencyHistogram _latency = new();
    private NodeLine? _first;
    private NodeLine? _last;
    private ulong _finalSlots;
    private long _lastTimestamp;
    private long _transactions;
    private long _sampledTransactions;
    private long _sampledTimestamp;
    private TimeSpan _longestWait;
    private TimeSpan _longestChange;
    private ulong? _different;

    /// <summary>Starts measuring a number of validators.</summary>
    public ProcessMeter(int validators, TimeProvider time)
    {
        _time = time;
        _start = time.GetTimestamp();
        _sampledTimestamp = _start;
        _status = new NodeLine[validators];
        _states = new string[validators];
        Array.Fill(_states, "starting");
    }

    /// <summary>Says in one word how a validator is: starting, running, stopped.</summary>
    public void SetState(int validator, string state)
    {
        lock (_lock)
        {
            _states[validator] = state;
        }
    }

    /// <summary>Takes a line of a validator.</summary>
    public void OnLine(int validator, NodeLine line)
    {
        lock (_lock)
        {
            if (line.Type == "final")
            {
                OnFinal(line);
            }
            else if (line.Type == "status")
            {
                _status[validator] = line;
            }
        }
    }

    /// <summary>The last status that a validator reported.</summary>
    public NodeLine Status(int validator)
    {
        lock (_lock)
        {
            return _status[validator];
        }
    }

    /// <summary>Forgets the times measured so far; what is compared stays.</summary>
    public void Mark()
    {
        lock (_lock)
        {
            _latency = new LatencyHistogram();
            _recent.Clear();
            _sinceMark.Clear();
            _longestWait = TimeSpan.Zero;
            _longestChange = TimeSpan.Zero;
        }
    }

    /// <summary>Every finality time since the last mark, in milliseconds, in the order in which they came.</summary>
    public long[] LatenciesMs()
    {
        lock (_lock)
        {
            return [.. _sinceMark];
        }
    }

    /// <summary>Takes a sample; the rate of transactions is that since the sample before.</summary>
    public DevnetSample Sample()
    {
        lock (_lock)
        {
            long now = _time.GetTimestamp();
            while (_recent.TryPeek(out (long Timestamp, long LatencyMs) old)
                && _time.GetElapsedTime(old.Timestamp, now) > s_window)
            {
                _recent.Dequeue();
            }
            double seconds = _time.GetElapsedTime(_sampledTimestamp, now).TotalSeconds;
            double rate = seconds > 0 ? (_transactions - _sampledTransactions) / seconds : 0;
            _sampledTransactions = _transactions;
            _sampledTimestamp = now;
            long[] latencies = [.. _recent.Select(entry => entry.LatencyMs).Order()];
            return new DevnetSample
            {
                ElapsedMs = (long)_time.GetElapsedTime(_start, now).TotalMilliseconds,
                Epoch = _status.Max(line => line.Epoch),
                Slot = _status.Max(line => line.Slot),
                Leader = _last?.Proposer ?? 0,
                FinalizedHeight = _status.Min(line => line.Height),
                FinalityMsP50 = Percentile(latencies, 50),
                FinalityMsP95 = Percentile(latencies, 95),
                TransactionsFinalized = _transactions,
                TransactionsPerSecond = rate,
                Pending = _status[0].Pending,
                Validators = [.. _status.Select((line, index) => new DevnetValidatorSample(
                    index, line.Epoch, line.Slot, line.Height, _states[index]))],
            };
        }
    }

    /// <summary>The figures of the whole run.</summary>
    public DevnetSummary Summarise()
    {
        lock (_lock)
        {
            ulong common = _different ?? _status.Min(line => line.Height);
            return new DevnetSummary
            {
                Slots = _first is { } first ? _last!.Value.Slot - first.Slot : 0,
                Finalized = _finalSlots,
                FirstEpoch = _first?.Epoch ?? 0,
                LastEpoch = _last?.Epoch ?? 0,
                LongestWaitMs = _longestWait.TotalMilliseconds,
                LongestEpochChangeMs = _longestChange.TotalMilliseconds,
                FinalityMsP50 = _latency.PercentileMs(50),
                FinalityMsP95 = _latency.PercentileMs(95),
                TransactionsFinalized = _transactions,
                StateRootEqual = _different is null,
                CommonHeight = common,
                StateRoot = _blocks.GetValueOrDefault(common).StateRoot ?? "",
                Equivocations = _status.Sum(line => line.Evidence),
                Shreds = _status.Aggregate(default(DevnetShreds), (sum, line) => sum.With(line.Shreds)),
            };
        }
    }

    private static double Percentile(long[] ascending, int percent) =>
        ascending.Length == 0 ? 0 : ascending[((ascending.Length * percent) + 99) / 100 - 1];

    private void OnFinal(NodeLine line)
    {
        if (_blocks.TryGetValue(line.Height, out (string Hash, string StateRoot) known))
        {
            _different ??= known == (line.Hash, line.StateRoot) ? null : line.Height;
        }
        else if (_last is not { } last || line.Height > last.Height)
        {
            _blocks[line.Height] = (line.Hash, line.StateRoot);
            _blocks.Remove(line.Height - HeightsKept);
            OnNew(line);
        }
        if (_first is { } first && line.Height > first.Height)
        {
            _latency.Add(line.LatencyMs);
            _recent.Enqueue((_time.GetTimestamp(), line.LatencyMs));
            if (_sinceMark.Count < LatenciesKept)
            {
                _sinceMark.Add(line.LatencyMs);
            }
        }
    }

    // The first validator that reports a height.
    private void OnNew(NodeLine line)
    {
        long now = _time.GetTimestamp();
        _transactions += line.Transactions;
        if (_last is { } last)
        {
            TimeSpan wait = _time.GetElapsedTime(_lastTimestamp, now);
            _longestWait = wait > _longestWait ? wait : _longestWait;
            _longestChange = line.Epoch != last.Epoch && wait > _longestChange ? wait : _longestChange;
            _finalSlots++;
        }
        _first ??= line;
        _last = line;
        _lastTimestamp = now;
    }
}
