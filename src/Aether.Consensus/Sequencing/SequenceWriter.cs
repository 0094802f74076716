using Aether.Core.Concurrency;
using Aether.Core.Diagnostics;
using Aether.Core.Types;

namespace Aether.Consensus.Sequencing;

/// <summary>The proposing thread's end of the recorder: puts fixed-size entries into a bounded ring.</summary>
/// <remarks>
/// <b>When full</b>: entries are lost, never waited for, and the next one that fits is preceded by one that says how
/// many. Places are held back for the entries that begin and end a slot, so that a full ring loses its middle.
/// <b>Threads</b>: one, the only publisher of the ring. <b>Cost</b>: no allocation.
/// </remarks>
public sealed class SequenceWriter
{
    // The end of one slot and the beginning of the next, each with a count of losses before it.
    private const int HeldBack = 4;

    private readonly SpscLink<SequenceEntry> _ring;
    private ulong _open;
    private long _lost;

    /// <summary>Writes to <paramref name="ring"/>, which has room for more than the places held back.</summary>
    public SequenceWriter(SpscLink<SequenceEntry> ring)
    {
        Check.That(ring.Capacity > HeldBack);
        _ring = ring;
    }

    /// <summary>Entries lost since the start. Any thread.</summary>
    public long Lost => Volatile.Read(ref _lost);

    /// <summary>Records that something happened now.</summary>
    /// <param name="view">The slot.</param>
    /// <param name="tickNs">Monotone nanoseconds.</param>
    /// <param name="kind">What happened.</param>
    /// <param name="id">What it happened to.</param>
    /// <param name="detail">Reason code of the kind.</param>
    public void Write(ulong view, ulong tickNs, SequenceKind kind, in Hash256 id, ushort detail = 0)
    {
        int needed = _open > 0 ? 2 : 1;
        int kept = kind is SequenceKind.Begin or SequenceKind.Sealed ? 0 : HeldBack;
        if (_ring.Capacity - _ring.Count < needed + kept)
        {
            _open++;
            Volatile.Write(ref _lost, _lost + 1);
            return;
        }
        if (_open > 0)
        {
            Hash256 count = SequenceStep.IdOfLost(_open);
            Check.That(_ring.TryPublish(new SequenceEntry(view, tickNs, SequenceKind.Lost, 0, count)));
            _open = 0;
        }
        Check.That(_ring.TryPublish(new SequenceEntry(view, tickNs, kind, detail, id)));
    }
}
