using System.Diagnostics.Metrics;
using Aether.Core;
using Aether.Node.Telemetry.Catalogue;
using Aether.Pipeline.Status;

namespace Aether.Node.Telemetry.Collecting;

/// <summary>How long after its timestamp a block came to each stage here, told when it is final.</summary>
/// <remarks>
/// The vote thread tells the stages by view and knows no timestamp; the final block has it. Of views that never become
/// final nothing is told. <b>Threads</b>: any, behind a lock that is held for a few words. <b>Memory</b>: a ring of
/// <see cref="Limits.Telemetry.DelayViews"/> views. <b>Cost</b>: no allocation.
/// </remarks>
internal sealed class BlockDelays
{
    private static readonly KeyValuePair<string, object?>[] s_stages =
    [
        new("stage", "seen"), new("stage", "executed"), new("stage", "certified"), new("stage", "final"),
    ];

    private readonly Lock _lock = new();
    private readonly Steps[] _ring = new Steps[Limits.Telemetry.DelayViews];
    private readonly TimeProvider _time;
    private readonly Histogram<double> _delay;

    /// <summary>Nothing was seen.</summary>
    public BlockDelays(Meter meter, TimeProvider time)
    {
        _time = time;
        _delay = Instruments.Histogram(meter, ConsensusMetrics.BlockDelay);
    }

    /// <summary>Takes the times of a block's steps.</summary>
    public void Note(in WorkDone done)
    {
        int stage = done.Work switch
        {
            PipelineWork.ExecutePhase => 1,
            PipelineWork.PrevotePhase => 2,
            PipelineWork.Finality => 3,
            _ => -1,
        };
        if (stage < 0)
        {
            return;
        }
        // By the wall clock of this moment: the clock of a development chain may have been put forward meanwhile.
        long nowMs = _time.GetUtcNow().ToUnixTimeMilliseconds();
        long sinceStartMs = (long)_time.GetElapsedTime(done.Start, done.End).TotalMilliseconds;
        lock (_lock)
        {
            ref Steps steps = ref _ring[done.View % (ulong)_ring.Length];
            if (steps.View != done.View || steps.Epoch != done.Epoch)
            {
                steps = new Steps { View = done.View, Epoch = done.Epoch };
            }
            steps[stage] = nowMs;
            if (stage is 1 or 3 && steps[0] == 0)
            {
                steps[0] = nowMs - sinceStartMs;
            }
        }
    }

    /// <summary>A block is final: its delays are told.</summary>
    /// <param name="epoch">Of the block.</param>
    /// <param name="view">Of the block.</param>
    /// <param name="timestampMs">When it was made, by its leader's clock.</param>
    public void Final(uint epoch, ulong view, ulong timestampMs)
    {
        Steps steps;
        lock (_lock)
        {
            ref Steps found = ref _ring[view % (ulong)_ring.Length];
            bool known = found.View == view && found.Epoch == epoch;
            steps = known ? found : default;
            found = known ? default : found;
        }
        for (int stage = 0; stage < s_stages.Length; stage++)
        {
            if (steps[stage] > 0)
            {
                // A leader whose clock is ahead makes blocks of the future: those are not late.
                _delay.Record(Math.Max(steps[stage] - (long)timestampMs, 0) / 1_000.0, s_stages[stage]);
            }
        }
    }

    // Milliseconds of the wall clock; 0 for what has not happened.
    private struct Steps
    {
        private long _seen;
        private long _executed;
        private long _certified;
        private long _final;

        public uint Epoch { get; init; }

        public ulong View { get; init; }

        public long this[int stage]
        {
            readonly get => stage switch { 0 => _seen, 1 => _executed, 2 => _certified, _ => _final };
            set
            {
                switch (stage)
                {
                    case 0:
                        _seen = value;
                        break;
                    case 1:
                        _executed = value;
                        break;
                    case 2:
                        _certified = value;
                        break;
                    default:
                        _final = value;
                        break;
                }
            }
        }
    }
}
