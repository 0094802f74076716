using Aether.Consensus.Sequencing;
using Aether.Core.Concurrency;
using Aether.Core.Types;
using Aether.Pipeline.Runtime;
using Aether.Pipeline.Status;

namespace Aether.Pipeline.Stages;

/// <summary>Hashes what the proposing thread recorded, away from it, and keeps the last slots.</summary>
/// <remarks>
/// <b>When full</b>: this thread being late costs entries, which the record then says, never a slot.
/// </remarks>
internal sealed class SequenceStage : IStageLoop
{
    private const int Batch = 1_024;

    private readonly SpscLink<SequenceEntry> _ring;
    private readonly SequenceBuilder _builder;
    private readonly SequenceLog _log;
    private readonly List<SlotSequence> _finished = [];

    /// <summary>Reads <paramref name="ring"/> for the validator with this index.</summary>
    public SequenceStage(
        SpscLink<SequenceEntry> ring, Hash256 genesisHash, ushort proposer, SequenceLog log)
    {
        _ring = ring;
        _builder = new SequenceBuilder(genesisHash, proposer);
        _log = log;
    }

    /// <inheritdoc/>
    public ThreadMeter Meter { get; } = new("sequence", ["SequenceStage"]);

    /// <inheritdoc/>
    public bool TryRun()
    {
        int taken = 0;
        while (taken < Batch && _ring.TryConsume(out SequenceEntry entry))
        {
            taken++;
            Meter.Enter(0);
            _builder.Add(entry, _finished);
        }
        foreach (SlotSequence sequence in _finished)
        {
            _log.Add(sequence);
        }
        _finished.Clear();
        Meter.Count(0, taken);
        return taken > 0;
    }

    /// <inheritdoc/>
    public int ParkMs() => -1;
}
