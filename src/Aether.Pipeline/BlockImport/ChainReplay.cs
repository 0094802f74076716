using Aether.Consensus.Epochs;
using Aether.Consensus.Votes;
using Aether.Core.Diagnostics;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Execution.Ledger;
using Aether.Execution.Scheduling;
using Aether.Execution.Storage;
using Aether.Pipeline.Stages;

namespace Aether.Pipeline.BlockImport;

/// <summary>
/// Executes the final blocks of a stored chain again, from the genesis or from a later state, with everything a
/// follower checks.
/// </summary>
/// <remarks>
/// The state is built anew in memory: what the store says about later states is not read. <b>Threads</b>: one.
/// </remarks>
public sealed class ChainReplay : IDisposable
{
    private readonly Genesis _genesis;
    private readonly ChainStore _stored;
    private readonly ChainStore _fresh;
    private readonly EpochArchive _archive;
    private readonly EpochDirectory _epochs;
    private readonly VerifiedWitnesses _verified = new(1_024);
    private readonly ExecutionEngine _engine;

    private ChainReplay(Genesis genesis, ChainStore stored, ChainStore fresh, IConsensusCryptoFactory crypto)
    {
        _genesis = genesis;
        _stored = stored;
        _fresh = fresh;
        _engine = new ExecutionEngine(genesis);
        _archive = new EpochArchive(genesis, fresh);
        _epochs = new EpochDirectory(crypto, _archive.FindConvictable());
    }

    /// <summary>Height of the last block executed.</summary>
    public ulong Height => _fresh.FinalizedHeader.Height;

    /// <summary>The state root it gave.</summary>
    public Hash256 StateRoot => _fresh.FinalizedState.Root;

    /// <summary>Starts at the genesis of a stored chain, which stays the caller's.</summary>
    public static ChainReplay Start(Genesis genesis, ChainStore stored) =>
        Open(genesis, stored, new MemoryKeyValueStore());

    /// <summary>Starts behind a block of a stored chain, with the state after it.</summary>
    /// <param name="genesis">The chain.</param>
    /// <param name="stored">Its blocks; stays the caller's.</param>
    /// <param name="block">The block: a final one of that chain.</param>
    /// <param name="state">The values after it, ascending by key over all parts.</param>
    /// <returns>Null when the values do not have the block's state root.</returns>
    public static ChainReplay? StartBehind(
        Genesis genesis, ChainStore stored, Proposal block, IEnumerable<StateItems> state)
    {
        MemoryKeyValueStore store = new();
        Header header = block.Header;
        Check.That(ChainImport.TryOpen(store, genesis, header.Hash, header.Height, out ChainImport import));
        foreach (StateItems part in state)
        {
            import.Apply(part);
        }
        List<EpochProof> epochs = [];
        for (uint epoch = 1; stored.TryGetEpoch(epoch, out EpochProof? proof) && epoch <= header.Epoch; epoch++)
        {
            epochs.Add(proof);
        }
        return import.TryFinish(block, null, epochs, hasLog: false) ? Open(genesis, stored, store) : null;
    }

    private static ChainReplay Open(Genesis genesis, ChainStore stored, MemoryKeyValueStore store)
    {
        if (!CommitteeCryptoFactory.TryCreate(genesis, out CommitteeCryptoFactory? crypto, out string reason))
        {
            throw new InvalidOperationException(reason);
        }
        StoreOpenError error = ChainStore.TryOpen(store, genesis, out ChainStore? fresh, out reason);
        return error == StoreOpenError.None
            ? new ChainReplay(genesis, stored, fresh!, crypto)
            : throw new InvalidOperationException(reason);
    }

    /// <summary>Executes the next block.</summary>
    /// <returns>Null, or one sentence: the block is not kept, or what it gives is not what its header says.</returns>
    public string? Next()
    {
        ulong height = Height + 1;
        if (!_stored.TryGetFinalProposal(height, out Proposal? block))
        {
            return $"block {height} is not kept";
        }
        if (block.Header.ParentHash != _fresh.FinalizedHeader.Hash)
        {
            return $"block {height} does not follow block {Height}";
        }
        if (_stored.TryGetEpoch(block.Header.Epoch, out EpochProof? epoch)
            && !_fresh.TryGetEpoch(block.Header.Epoch, out EpochProof? _))
        {
            _fresh.PutEpoch(epoch);
        }
        BlockExecution execution = Execute(block);
        if (!execution.IsValid)
        {
            return $"block {height} {block.Hash} gives {execution.Error} {execution.TransactionError}";
        }
        _fresh.CommitFinal(block, execution, null);
        return null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _engine.Dispose();
        _fresh.Dispose();
    }

    private BlockExecution Execute(Proposal block)
    {
        HeadView parent = new(_fresh.FinalizedHeader, _fresh.FinalizedState, [], [], null);
        if (_epochs.FindSet(block.Header.Epoch) is null && _archive.Find(block.Header.Epoch) is { } next)
        {
            _epochs.Add(next);
        }
        ExecuteStage stage = new(
            _genesis, _epochs, new ExecutedBlocks(parent), _verified, new PipelineRules(), _engine);
        return stage.Validate(block, out BlockPayload _);
    }
}
