using Aether.Core;
using Aether.Core.Diagnostics;
using Aether.Core.Types;

namespace Aether.Consensus.Sequencing;

/// <summary>Puts entries together into slots and hashes them: the reading end of the recorder.</summary>
/// <remarks>
/// A slot ends with its sealing, or with the first entry of another slot: its record then has no sealing and says so by
/// that. A slot takes at most <see cref="Limits.Sequencing.MaxSteps"/> steps; what comes after is counted as lost.
/// <b>Threads</b>: one.
/// </remarks>
public sealed class SequenceBuilder
{
    // Room for the count of losses and the sealing.
    private const int MaxOrdinary = Limits.Sequencing.MaxSteps - 2;

    private readonly Hash256 _genesisHash;
    private readonly ushort _proposer;
    private readonly List<SequenceStep> _steps = [];
    private Hash256 _previous;
    private Hash256 _head;
    private ulong _view;
    private ulong _startNs;
    private ulong _lastNs;
    private ulong _overflow;

    /// <summary>Starts with nothing recorded before.</summary>
    public SequenceBuilder(Hash256 genesisHash, ushort proposer)
    {
        _genesisHash = genesisHash;
        _proposer = proposer;
    }

    /// <summary>
    /// Takes the next entry. At most two slots end by it: one that another slot cuts short, and one that is sealed.
    /// </summary>
    public void Add(in SequenceEntry entry, List<SlotSequence> finished)
    {
        bool begins = _steps.Count == 0 || entry.View != _view || entry.Kind == SequenceKind.Begin;
        // What was lost before a beginning is counted in the same slot: that count must not be cut off from it.
        bool afterLoss = _steps.Count == 1 && _steps[0].Kind == SequenceKind.Lost && entry.View == _view;
        if (begins && !afterLoss)
        {
            Flush(finished);
            Open(entry);
        }
        ulong delta = entry.TickNs > _lastNs ? entry.TickNs - _lastNs : 0;
        if (entry.Kind != SequenceKind.Sealed && _steps.Count >= MaxOrdinary)
        {
            _overflow++;
            return;
        }
        _lastNs += delta;
        CountOverflow();
        Append(new SequenceStep(entry.Kind, entry.Detail, delta, entry.Id));
        if (entry.Kind == SequenceKind.Sealed)
        {
            Flush(finished);
        }
    }

    private void Open(in SequenceEntry entry)
    {
        _view = entry.View;
        _startNs = entry.TickNs;
        _lastNs = entry.TickNs;
        _head = SequenceChain.Start(_genesisHash, _previous, _view, _proposer, _startNs);
    }

    private void Append(in SequenceStep step)
    {
        Check.That(_steps.Count < Limits.Sequencing.MaxSteps);
        _steps.Add(step);
        _head = SequenceChain.Extend(_head, step);
    }

    private void CountOverflow()
    {
        if (_overflow > 0)
        {
            Append(new SequenceStep(SequenceKind.Lost, 0, 0, SequenceStep.IdOfLost(_overflow)));
            _overflow = 0;
        }
    }

    private void Flush(List<SlotSequence> finished)
    {
        if (_steps.Count == 0)
        {
            return;
        }
        CountOverflow();
        finished.Add(new SlotSequence(_genesisHash, _previous, _view, _proposer, _startNs, [.. _steps], _head));
        _previous = _head;
        _steps.Clear();
    }
}
