using Aether.Core.Diagnostics;
using Aether.Execution.Storage;
using Aether.Pipeline.BlockImport;

namespace Aether.Pipeline.Stages;

/// <summary>Writes a final block and its state to the store in one durable step, then moves the final head.</summary>
internal sealed class CommitStage
{
    private readonly ChainStore _store;
    private readonly ExecutedBlocks _executed;
    private readonly ChainHeads _heads;
    private readonly PipelineRules _rules;

    /// <summary>Creates the stage.</summary>
    public CommitStage(ChainStore store, ExecutedBlocks executed, ChainHeads heads, PipelineRules rules)
    {
        _store = store;
        _executed = executed;
        _heads = heads;
        _rules = rules;
    }

    /// <summary>Commits one block: the child of the final head, executed before.</summary>
    public ExecutedBlock Run(in FinalizeItem item)
    {
        ExecutedBlock? block = _executed.Find(item.Block.Hash);
        Check.That(block is not null && block.Header.ParentHash == _executed.Finalized.Header.Hash);
        _store.CommitFinal(item.Block, block.Execution, item.Proof);
        _executed.Advance(block);
        _heads.SetFinalized(_rules.PublishedHead(_heads.Finalized, _executed.Finalized));
        return block;
    }
}
