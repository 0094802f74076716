using Aether.Core.Types;
using Aether.Execution.Storage;
using Aether.Node.Networking;
using Aether.Pipeline;
using Aether.Pipeline.Status;

namespace Aether.Node.Devnet;

/// <summary>Measures a devnet at node 0 and compares the nodes.</summary>
/// <remarks>
/// <b>Units</b>: finality times run from node 0's first sight of a block to its finality there, by the monotonic clock.
/// Slots count from the first block that became final in this run: start-up is not part of the figures.
/// <b>Threads</b>: blocks arrive on node 0's execution thread; samples are taken on another.
/// </remarks>
internal sealed class DevnetMeter
{
    private static readonly TimeSpan s_window = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly IReadOnlyList<NodePipeline> _nodes;
    private readonly IReadOnlyList<ChainStore> _stores;
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly Queue<(long Timestamp, long LatencyMs)> _recent = new();
    private readonly LatencyHistogram _latency = new();
    private Header? _first;
    private Header? _last;
    private ulong _finalSlots;
    private long _lastTimestamp;
    private TimeSpan _longestWait;
    private TimeSpan _longestChange;
    private long _transactions;
    private long _sampledTransactions;
    private long _sampledTimestamp;

    /// <summary>Starts measuring. To be called before the nodes start.</summary>
    public DevnetMeter(DevnetNetwork network, TimeProvider time)
    {
        _nodes = [.. network.Nodes.Select(node => node.View.Pipeline)];
        _stores = [.. network.Nodes.Select(node => node.View.Store)];
        _time = time;
        _start = time.GetTimestamp();
        _sampledTimestamp = _start;
        _nodes[0].BlockFinalized += OnFinal;
    }

    /// <summary>Takes a sample; the rate of transactions is that since the sample before.</summary>
    public DevnetSample Sample()
    {
        DevnetValidatorSample[] validators = [.. _nodes.Select(SampleNode).OrderBy(node => node.Index)];
        lock (_lock)
        {
            long now = _time.GetTimestamp();
            ForgetOld(now);
            double seconds = _time.GetElapsedTime(_sampledTimestamp, now).TotalSeconds;
            double rate = seconds > 0 ? (_transactions - _sampledTransactions) / seconds : 0;
            _sampledTransactions = _transactions;
            _sampledTimestamp = now;
            long[] latencies = [.. _recent.Select(entry => entry.LatencyMs).Order()];
            return new DevnetSample
            {
                ElapsedMs = (long)_time.GetElapsedTime(_start, now).TotalMilliseconds,
                Epoch = validators.Max(validator => validator.Epoch),
                Slot = validators.Max(validator => validator.Slot),
                Leader = LeaderOf(_last ?? _nodes[0].Heads.Finalized.Header),
                FinalizedHeight = validators.Min(validator => validator.FinalizedHeight),
                FinalityMsP50 = Percentile(latencies, 50),
                FinalityMsP95 = Percentile(latencies, 95),
                TransactionsFinalized = _transactions,
                TransactionsPerSecond = rate,
                Pending = _nodes[0].MempoolStatus.Transactions,
                Validators = validators,
            };
        }
    }

    /// <summary>The figures of the whole run. To be called when the nodes have stopped.</summary>
    public DevnetSummary Summarise()
    {
        ulong common = _stores.Min(store => store.FinalizedHeader.Height);
        Header[] headers = [.. _stores.Select(store => HeaderAt(store, common))];
        lock (_lock)
        {
            return new DevnetSummary
            {
                Slots = _first is null ? 0 : _last!.View - _first.View,
                Finalized = _finalSlots,
                FirstEpoch = _first?.Epoch ?? 0,
                LastEpoch = _last?.Epoch ?? 0,
                LongestWaitMs = _longestWait.TotalMilliseconds,
                LongestEpochChangeMs = _longestChange.TotalMilliseconds,
                FinalityMsP50 = _latency.PercentileMs(50),
                FinalityMsP95 = _latency.PercentileMs(95),
                TransactionsFinalized = _transactions,
                StateRootEqual = headers.All(header => header == headers[0]),
                CommonHeight = common,
                StateRoot = headers[0].StateRoot.ToString(),
                Equivocations = _nodes.Sum(node => node.ReadMetrics().Evidence),
            };
        }
    }

    private static Header HeaderAt(ChainStore store, ulong height) =>
        store.TryGetFinalProposal(height, out Proposal? block)
            ? block.Header
            : throw new Execution.State.StateCorruptException($"final block {height} is missing");

    private static DevnetValidatorSample SampleNode(NodePipeline node)
    {
        ConsensusStatus status = node.ConsensusStatus;
        string state = node.Fault is { } fault ? fault.Reason : "running";
        return new DevnetValidatorSample(
            node.Parts.OwnIndex ?? 0, status.Epoch, status.View, status.Finalized.Height, state);
    }

    private int LeaderOf(Header header) => Proposers.NumberOf(header, _nodes[0].Parts.Genesis, _stores[0]);

    private static double Percentile(long[] ascending, int percent) =>
        ascending.Length == 0 ? 0 : ascending[((ascending.Length * percent) + 99) / 100 - 1];

    private void OnFinal(FinalBlock block)
    {
        lock (_lock)
        {
            long now = _time.GetTimestamp();
            _transactions += block.Transactions.Length;
            NoteWait(block.Header, now);
            _last = block.Header;
            _lastTimestamp = now;
            if (_first is null)
            {
                _first = block.Header;
                return;
            }
            _finalSlots++;
            _latency.Add(block.LatencyMs);
            _recent.Enqueue((now, block.LatencyMs));
            ForgetOld(now);
        }
    }

    private void NoteWait(Header header, long now)
    {
        if (_last is null)
        {
            return;
        }
        TimeSpan wait = _time.GetElapsedTime(_lastTimestamp, now);
        _longestWait = wait > _longestWait ? wait : _longestWait;
        if (header.Epoch != _last.Epoch)
        {
            _longestChange = wait > _longestChange ? wait : _longestChange;
        }
    }

    private void ForgetOld(long now)
    {
        while (_recent.TryPeek(out (long Timestamp, long LatencyMs) oldest)
            && _time.GetElapsedTime(oldest.Timestamp, now) > s_window)
        {
            _recent.Dequeue();
        }
    }
}
