using Aether.Core.Diagnostics;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Execution.Storage;

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
    private readonly ChainStore _stored;
    private readonly ChainStore _fresh;
    private readonly FinalBlocks _blocks;

    private ChainReplay(ChainStore stored, ChainStore fresh, FinalBlocks blocks)
    {
        _stored = stored;
        _fresh = fresh;
        _blocks = blocks;
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
        StoreOpenError error = ChainStore.TryOpen(store, genesis, out ChainStore? fresh, out string reason);
        return error == StoreOpenError.None
            ? new ChainReplay(stored, fresh!, FinalBlocks.Open(genesis, fresh!))
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
        if (_stored.TryGetEpoch(block.Header.Epoch, out EpochProof? epoch)
            && !_fresh.TryGetEpoch(block.Header.Epoch, out EpochProof? _))
        {
            _fresh.PutEpoch(epoch);
        }
        return _blocks.Commit(block, null);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _blocks.Dispose();
        _fresh.Dispose();
    }
}
