using Aether.Core.Diagnostics;
using Aether.Execution.Storage;
using Aether.Pipeline.BlockImport;

namespace Aether.Pipeline.Stages;

/// <summary>
/// Brings final blocks to the store in two halves: the record is written, then, once it is on disk, the final head
/// moves. Blocks are built and executed between the two.
/// </summary>
internal sealed class CommitStage
{
    private readonly ChainStore _store;
    private readonly ExecutedBlocks _executed;
    private readonly ChainHeads _heads;
    private readonly PipelineRules _rules;

    // Begun and not the final head yet, oldest first. Bounded by what consensus keeps above the final head.
    private readonly Queue<ExecutedBlock> _begun = new();

    /// <summary>Creates the stage.</summary>
    public CommitStage(ChainStore store, ExecutedBlocks executed, ChainHeads heads, PipelineRules rules)
    {
        _store = store;
        _executed = executed;
        _heads = heads;
        _rules = rules;
    }

    /// <summary>Writes the record of a block: the child of the last one, executed before.</summary>
    public void Begin(in FinalizeItem item)
    {
        ExecutedBlock? block = _executed.Find(item.Block.Hash);
        Check.That(block is not null);
        _store.BeginCommit(item.Block, block.Execution, item.Proof);
        _begun.Enqueue(block);
    }

    /// <summary>Waits for the disk.</summary>
    public void Sync() => _store.Sync();

    /// <summary>Moves the final head to the oldest block that was begun; null when none is on disk.</summary>
    public ExecutedBlock? TryFinish()
    {
        if (_begun.Count == 0 || !_store.TryFinishCommit())
        {
            return null;
        }
        ExecutedBlock block = _begun.Dequeue();
        Check.That(block.Header.ParentHash == _executed.Finalized.Header.Hash);
        _executed.Advance(block);
        _heads.SetFinalized(_rules.PublishedHead(_heads.Finalized, _executed.Finalized));
        return block;
    }
}
