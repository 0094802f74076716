using Aether.Consensus.Epochs;
using Aether.Consensus.HotStuff;
using Aether.Consensus.SlashingProtection;
using Aether.Core.Types;

namespace Aether.TestKit.Simulation;

/// <summary>What survives a crash of one node.</summary>
public sealed class SimulatedDisk
{
    private readonly SortedDictionary<uint, EpochContext> _epochs = [];
    private readonly List<Proposal> _final = [];
    private readonly Dictionary<Hash256, Proposal> _blocks = [];
    private readonly List<Proposal> _pending = [];

    /// <summary>The disk of a node that never ran.</summary>
    public SimulatedDisk(EpochContext first)
    {
        _epochs.Add(0, first);
        Finalized = first.RootHeader;
    }

    /// <summary>The safety log's last record.</summary>
    public SafetyRecord? Safety { get; private set; }

    /// <summary>The last final block.</summary>
    public Header Finalized { get; private set; }

    /// <summary>Carries out a <see cref="Persist"/>.</summary>
    public void Write(SafetyRecord record) => Safety = record;

    /// <summary>Carries out a <see cref="StoreBlock"/>.</summary>
    public void Write(Proposal block)
    {
        if (_blocks.TryAdd(block.Hash, block))
        {
            _pending.Add(block);
        }
    }

    /// <summary>Carries out a <see cref="StartEpoch"/>.</summary>
    public void Write(EpochContext epoch) => _epochs[epoch.Epoch] = epoch;

    /// <summary>Carries out a <see cref="Finalize"/>.</summary>
    public void Commit(IReadOnlyList<FinalizedBlock> blocks)
    {
        foreach (FinalizedBlock block in blocks)
        {
            _blocks.TryAdd(block.Block.Hash, block.Block);
            _final.Add(block.Block);
            Finalized = block.Block.Header;
        }
        _pending.RemoveAll(block => block.Header.View <= Finalized.View);
    }

    /// <summary>A stored block, final or pending; null when it is not here.</summary>
    public Proposal? Find(Hash256 hash) => _blocks.GetValueOrDefault(hash);

    /// <summary>The final block of a height above zero; null when it is not here.</summary>
    public Proposal? FindFinal(ulong height) =>
        height > 0 && height <= (ulong)_final.Count ? _final[(int)height - 1] : null;

    /// <summary>A stored epoch; null when it is not here.</summary>
    public EpochContext? FindEpoch(uint number) => _epochs.GetValueOrDefault(number);

    /// <summary>A copy of everything.</summary>
    internal DiskCopy Copy() => new(Safety, Finalized, [.. _epochs.Values], [.. _final], [.. _pending]);

    /// <summary>Replaces everything by an old copy.</summary>
    internal void PutBack(DiskCopy copy)
    {
        Clear();
        Safety = copy.Safety;
        Finalized = copy.Finalized;
        foreach (EpochContext epoch in copy.Epochs)
        {
            _epochs[epoch.Epoch] = epoch;
        }
        _final.AddRange(copy.Final);
        _pending.AddRange(copy.Pending);
        foreach (Proposal block in _final.Concat(_pending))
        {
            _blocks.TryAdd(block.Hash, block);
        }
    }

    /// <summary>Forgets everything but epoch 0.</summary>
    internal void Wipe()
    {
        EpochContext first = _epochs[0];
        Clear();
        _epochs.Add(0, first);
        Finalized = first.RootHeader;
    }

    private void Clear()
    {
        Safety = null;
        _epochs.Clear();
        _final.Clear();
        _blocks.Clear();
        _pending.Clear();
    }

    /// <summary>What a core starts from, after <paramref name="recall"/> had its way with the safety record.</summary>
    public RestoredState Restore(Func<SafetyRecord, SafetyRecord>? recall)
    {
        EpochContext epoch = _epochs[0];
        List<EpochContext> later = [];
        foreach (EpochContext stored in _epochs.Values)
        {
            if (stored.RootHeader.Height <= Finalized.Height)
            {
                epoch = stored;
            }
            else
            {
                later.Add(stored);
            }
        }
        SafetyRecord? safety = Safety is { } record && recall is not null ? recall(record) : Safety;
        return new RestoredState(epoch, Finalized, safety, [.. _pending])
        {
            Previous = epoch.Epoch == 0 ? null : FindEpoch(epoch.Epoch - 1),
            Later = later,
        };
    }
}
