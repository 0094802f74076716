using Aether.Consensus.Sequencing;
using Aether.Core.Types;
using Aether.Network.Transport;

namespace Aether.Pipeline.Stages;

/// <summary>What the proposing thread records with: a clock read and a place in a ring for each entry.</summary>
/// <remarks>
/// <b>Threads</b>: the execution thread. <b>Cost</b>: no allocation, no lock but one at a slot's end.
/// </remarks>
internal sealed class SlotRecorder
{
    private const long NsPerSecond = 1_000_000_000;

    private readonly SequenceWriter _writer;
    private readonly TimeProvider _time;
    private readonly WakeSignal _signal;
    private readonly long _start;
    private readonly long _frequency;
    private ulong _view;

    /// <summary>Records through <paramref name="writer"/>; <paramref name="signal"/> wakes who hashes.</summary>
    public SlotRecorder(SequenceWriter writer, TimeProvider time, WakeSignal signal)
    {
        _writer = writer;
        _time = time;
        _signal = signal;
        _start = time.GetTimestamp();
        _frequency = time.TimestampFrequency;
    }

    /// <summary>Entries that the ring had no room for. Any thread.</summary>
    public long Lost => _writer.Lost;

    /// <summary>Building begins.</summary>
    public void Begin(ulong view, Hash256 parent)
    {
        _view = view;
        Write(SequenceKind.Begin, parent);
    }

    /// <summary>Something happened in the slot that is being built.</summary>
    public void Write(SequenceKind kind, in Hash256 id, ushort detail = 0) =>
        _writer.Write(_view, NowNs(), kind, id, detail);

    /// <summary>The block is signed.</summary>
    public void Seal(Hash256 blockHash)
    {
        Write(SequenceKind.Sealed, blockHash);
        _signal.Set();
    }

    private ulong NowNs()
    {
        long ticks = _time.GetTimestamp() - _start;
        return _frequency == NsPerSecond
            ? (ulong)ticks
            : (ulong)((Int128)ticks * NsPerSecond / _frequency);
    }
}
