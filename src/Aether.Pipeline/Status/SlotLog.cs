using Aether.Core;
using Aether.Core.Diagnostics;

namespace Aether.Pipeline.Status;

/// <summary>
/// Which slots ended with a final block. A slot is settled when a block of it or of a later slot is final: from then
/// on its outcome cannot change. Keeps the last <see cref="Limits.Pipeline.SlotHistory"/> and totals for all.
/// </summary>
/// <remarks><b>Threads</b>: one writer, any readers.</remarks>
public sealed class SlotLog
{
    private readonly Lock _lock = new();
    private readonly SlotRecord[] _ring = new SlotRecord[Limits.Pipeline.SlotHistory];
    private readonly ulong _firstView;
    private ulong _nextView;
    private long _finalized;

    /// <summary>Starts after a block that was final before this node started.</summary>
    public SlotLog(ulong lastFinalView)
    {
        _firstView = lastFinalView + 1;
        _nextView = _firstView;
    }

    /// <summary>Slots settled since the start.</summary>
    public long Passed
    {
        get
        {
            lock (_lock)
            {
                return (long)(_nextView - _firstView);
            }
        }
    }

    /// <summary>Of those, slots with a final block.</summary>
    public long Finalized
    {
        get
        {
            lock (_lock)
            {
                return _finalized;
            }
        }
    }

    /// <summary>Records a final block. Views rise from call to call; the slots between stay empty.</summary>
    public void AddFinal(in SlotRecord record)
    {
        lock (_lock)
        {
            Check.That(record.IsFinal && record.View >= _nextView);
            // An outage can skip more slots than are kept: only the kept ones are written.
            ulong first = Math.Max(_nextView, record.View - Math.Min(record.View, (ulong)_ring.Length - 1));
            for (ulong view = first; view < record.View; view++)
            {
                _ring[view % (ulong)_ring.Length] = new SlotRecord(view, null, 0, 0, 0, 0);
            }
            _ring[record.View % (ulong)_ring.Length] = record;
            _nextView = record.View + 1;
            _finalized++;
        }
    }

    /// <summary>The last settled slots, oldest first, at most <paramref name="count"/>.</summary>
    public SlotRecord[] ReadLast(int count)
    {
        lock (_lock)
        {
            ulong kept = Math.Min(_nextView - _firstView, (ulong)Math.Clamp(count, 0, _ring.Length));
            SlotRecord[] records = new SlotRecord[kept];
            for (ulong index = 0; index < kept; index++)
            {
                records[index] = _ring[(_nextView - kept + index) % (ulong)_ring.Length];
            }
            return records;
        }
    }
}
