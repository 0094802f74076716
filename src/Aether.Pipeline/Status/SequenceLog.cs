using System.Diagnostics.CodeAnalysis;
using Aether.Consensus.Sequencing;
using Aether.Core;

namespace Aether.Pipeline.Status;

/// <summary>The recorded slots of this node as leader: the last ones whole, the times of all.</summary>
/// <remarks><b>Threads</b>: any; one short lock. Bounded by slots and by steps; the oldest go first.</remarks>
public sealed class SequenceLog
{
    private readonly Lock _lock = new();
    private readonly Queue<SlotSequence> _kept = new();
    private readonly GapHistogram _gaps = new();
    private long _steps;
    private long _recorded;

    /// <summary>Slots recorded since the start.</summary>
    public long Recorded
    {
        get
        {
            lock (_lock)
            {
                return _recorded;
            }
        }
    }

    /// <summary>Keeps a slot.</summary>
    public void Add(SlotSequence sequence)
    {
        GapHistogram gaps = SequenceVerifier.Gaps(sequence);
        lock (_lock)
        {
            _gaps.Add(gaps);
            _recorded++;
            _kept.Enqueue(sequence);
            _steps += sequence.Steps.Length;
            while (_kept.Count > Limits.Sequencing.MaxSlots || _steps > Limits.Sequencing.MaxKeptSteps)
            {
                _steps -= _kept.Dequeue().Steps.Length;
            }
        }
    }

    /// <summary>The last record of a view, if it is still kept.</summary>
    public bool TryFind(ulong view, [NotNullWhen(true)] out SlotSequence? sequence)
    {
        lock (_lock)
        {
            sequence = null;
            foreach (SlotSequence kept in _kept)
            {
                sequence = kept.View == view ? kept : sequence;
            }
            return sequence is not null;
        }
    }

    /// <summary>The kept slots, oldest first.</summary>
    public SlotSequence[] ReadAll()
    {
        lock (_lock)
        {
            return [.. _kept];
        }
    }

    /// <summary>The times between steps of all slots since the start: a copy.</summary>
    public GapHistogram ReadGaps()
    {
        GapHistogram copy = new();
        lock (_lock)
        {
            copy.Add(_gaps);
        }
        return copy;
    }
}
