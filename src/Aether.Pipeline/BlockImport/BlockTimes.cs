using Aether.Core;
using Aether.Core.Types;
using Aether.Pipeline.Runtime;
using Aether.Pipeline.Status;

namespace Aether.Pipeline.BlockImport;

/// <summary>When each recent block came to each step on its way to finality, and how long the steps took.</summary>
/// <remarks><b>Threads</b>: one. Bounded: the oldest block is forgotten.</remarks>
internal sealed class BlockTimes(WorkWatch watch)
{
    private readonly FirstSightings _sightings = new();
    private readonly Dictionary<Hash256, Steps> _steps = [];
    private readonly Queue<Hash256> _order = new();
    private long _buildStart;
    private long _buildStartMs;

    /// <summary>This node was asked to build a block.</summary>
    public void BuildBegins(long nowMs)
    {
        _buildStart = watch.Now();
        _buildStartMs = nowMs;
    }

    /// <summary>A block of another node was seen, maybe not for the first time.</summary>
    public void Seen(Hash256 hash, Header header, long nowMs)
    {
        _sightings.Note(hash, nowMs);
        if (watch.IsOn && !_steps.ContainsKey(hash))
        {
            Add(hash, new Steps(header.Epoch, header.View, watch.Now(), 0, 0));
        }
    }

    /// <summary>The block that was asked for last was built and signed: it was seen when building it began.</summary>
    public void Built(Hash256 hash, Header header)
    {
        _sightings.Note(hash, _buildStartMs);
        if (watch.IsOn && !_steps.ContainsKey(hash))
        {
            Add(hash, new Steps(header.Epoch, header.View, _buildStart, watch.Now(), 0));
        }
    }

    /// <summary>The execution thread answered: maybe that a block is valid.</summary>
    public void Answered(ExecutionAnswer answer)
    {
        if (answer is ExecutedAnswer { Valid: true, BlockHash: var hash }
            && _steps.TryGetValue(hash, out Steps steps) && steps.Executed == 0)
        {
            steps = steps with { Executed = watch.Now() };
            _steps[hash] = steps;
            watch.Tell(PipelineWork.ExecutePhase, steps.Seen, steps.Executed, steps.Epoch, steps.View);
        }
    }

    /// <summary>A block has its quorum certificate.</summary>
    public void Certified(Hash256 hash)
    {
        if (_steps.TryGetValue(hash, out Steps steps) && steps.Certified == 0)
        {
            steps = steps with { Certified = watch.Now() };
            _steps[hash] = steps;
            watch.Tell(PipelineWork.PrevotePhase, steps.Executed, steps.Certified, steps.Epoch, steps.View);
        }
    }

    /// <summary>A block is final. Returns milliseconds since its first sighting; 0 when there was none.</summary>
    public long Final(Hash256 hash, long nowMs)
    {
        if (_steps.Remove(hash, out Steps steps))
        {
            long now = watch.Now();
            watch.Tell(PipelineWork.PrecommitPhase, steps.Certified, now, steps.Epoch, steps.View);
            watch.Tell(PipelineWork.Finality, steps.Seen, now, steps.Epoch, steps.View);
        }
        return _sightings.Age(hash, nowMs);
    }

    private void Add(Hash256 hash, Steps steps)
    {
        _steps.Add(hash, steps);
        _order.Enqueue(hash);
        if (_order.Count > Limits.Consensus.MaxPendingBlocks)
        {
            _steps.Remove(_order.Dequeue());
        }
    }

    // Timestamps; 0 for what has not happened.
    private readonly record struct Steps(uint Epoch, ulong View, long Seen, long Executed, long Certified);
}
