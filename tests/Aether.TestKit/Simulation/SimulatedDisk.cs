using Aether.Consensus.HotStuff;
using Aether.Consensus.SlashingProtection;
using Aether.Core.Types;

namespace Aether.TestKit.Simulation;

/// <summary>What survives a crash of one node.</summary>
public sealed class SimulatedDisk
{
    private readonly Header _genesis;
    private readonly Dictionary<Hash256, Proposal> _blocks = [];
    private readonly List<Proposal> _pending = [];

    /// <summary>The disk of a node that never ran.</summary>
    public SimulatedDisk(Header genesis)
    {
        _genesis = genesis;
        Finalized = genesis;
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

    /// <summary>Carries out a <see cref="Finalize"/>.</summary>
    public void Commit(IReadOnlyList<FinalizedBlock> blocks)
    {
        foreach (FinalizedBlock block in blocks)
        {
            _blocks.TryAdd(block.Block.Hash, block.Block);
            Finalized = block.Block.Header;
        }
        _pending.RemoveAll(block => block.Header.View <= Finalized.View);
    }

    /// <summary>A stored block, final or pending; null when it is not here.</summary>
    public Proposal? Find(Hash256 hash) => _blocks.GetValueOrDefault(hash);

    /// <summary>What a core starts from, after <paramref name="recall"/> had its way with the safety record.</summary>
    public RestoredState Restore(Func<SafetyRecord, SafetyRecord>? recall) => new(
        _genesis, Finalized, Safety is { } record && recall is not null ? recall(record) : Safety, [.. _pending]);
}
