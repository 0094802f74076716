using System.Buffers.Binary;
using Aether.Core.Codec;
using Aether.Core.Diagnostics;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Execution.State;

namespace Aether.Execution.Storage;

/// <summary>Fills an empty store with the state after a block, so that <see cref="ChainStore"/> opens at it.</summary>
/// <remarks>
/// Each step is one atomic synced batch that also counts it, so an interrupted import goes on behind the last whole
/// step. Only the last one makes the store a chain. Blocks below the imported one are not there. <b>Threads</b>: one.
/// <b>Ownership</b>: the store stays the caller's.
/// </remarks>
public sealed class ChainImport
{
    private readonly IKeyValueStore _store;
    private readonly Genesis _genesis;
    private readonly Hash256 _plan;
    private readonly ulong _height;
    private readonly ChangeSetBuilder _changes = new();

    // Its heights count steps, not blocks.
    private BlockState _state = BlockState.Initial([]);

    private ChainImport(IKeyValueStore store, Genesis genesis, Hash256 plan, ulong height)
    {
        _store = store;
        _genesis = genesis;
        _plan = plan;
        _height = height;
    }

    /// <summary>Steps that are done.</summary>
    public int Steps { get; private set; }

    /// <summary>Root of the state so far.</summary>
    public Hash256 Root => _state.Root;

    /// <summary>Starts an import, or goes on with one.</summary>
    /// <param name="store">Empty, or left by an interrupted import.</param>
    /// <param name="genesis">Chain.</param>
    /// <param name="plan">Names what is imported: another import's leftovers are not taken for this one's.</param>
    /// <param name="height">Height of the block.</param>
    /// <param name="import">The import.</param>
    /// <returns>False when the store holds something else.</returns>
    public static bool TryOpen(
        IKeyValueStore store, Genesis genesis, Hash256 plan, ulong height, out ChainImport import)
    {
        import = new ChainImport(store, genesis, plan, height);
        bool begun = store.TryGet(ColumnFamily.Meta, StoreKeys.Import, out byte[] bytes);
        return begun
            ? import.TryResume(bytes)
            : !store.TryGet(ColumnFamily.Meta, StoreKeys.Version, out byte[] _);
    }

    /// <summary>Applies items that the caller has verified; on disk when this returns.</summary>
    public void Apply(StateItems items)
    {
        StoreBatch batch = new();
        for (int index = 0; index < items.Count; index++)
        {
            Hash256 key = items.Keys[index];
            if (items.TryValueAt(index, out ReadOnlySpan<byte> value))
            {
                _changes.Add(key, value);
                Put(batch, ColumnFamily.State, StoreKeys.Of(key), value);
            }
            else
            {
                _changes.Remove(key);
                batch.Delete(ColumnFamily.State, StoreKeys.Of(key));
            }
        }
        _state = _state.Apply(_state.Height + 1, _changes.Build());
        _state.CutParent();
        Steps++;
        batch.Put(ColumnFamily.Meta, StoreKeys.Import, Progress());
        _store.Write(batch, sync: true);
    }

    /// <summary>Makes the store a chain whose final head is the block.</summary>
    /// <param name="block">The block; shown final by the caller.</param>
    /// <param name="finality">Shows it; null when nobody will ask this store.</param>
    /// <param name="epochs">What opens each epoch up to the one that the next block is of.</param>
    /// <param name="hasLog">True when the chain will be opened with a block log; it must be there already.</param>
    /// <returns>False when the state does not have the block's state root: the store is useless then.</returns>
    public bool TryFinish(
        Proposal block, FinalityProof? finality, IReadOnlyList<EpochProof> epochs, bool hasLog)
    {
        Check.That(block.Header.Height == _height);
        if (_state.Root != block.Header.StateRoot)
        {
            return false;
        }
        StoreBatch batch = new();
        Checkpoint.PutFinal(batch, batch, block, new AceWriter());
        if (finality is not null)
        {
            Put(batch, ColumnFamily.Finality, StoreKeys.Number(_height), Ace.Encode(finality));
        }
        foreach (EpochProof proof in epochs)
        {
            Put(batch, ColumnFamily.Epochs, StoreKeys.Number(proof.Transition.Epoch), Ace.Encode(proof));
        }
        Put(batch, ColumnFamily.Meta, StoreKeys.Genesis, StoreKeys.Of(_genesis.Hash));
        FinalHead head = new(block.Header, 0);
        Put(batch, ColumnFamily.Meta, StoreKeys.Head, Ace.Encode(head));
        KeptHistory kept = KeptHistory.From(_height, Retention.BlocksOnly);
        Put(batch, ColumnFamily.Meta, StoreKeys.History, Ace.Encode(kept));
        if (hasLog)
        {
            batch.Put(ColumnFamily.Meta, StoreKeys.Log, []);
        }
        batch.Put(ColumnFamily.Meta, StoreKeys.Version, [ChainStore.LayoutVersion]);
        batch.Delete(ColumnFamily.Meta, StoreKeys.Import);
        _store.Write(batch, sync: true);
        return true;
    }

    private byte[] Progress()
    {
        byte[] bytes = new byte[(2 * Hash256.Bytes) + 4];
        _plan.Span.CopyTo(bytes);
        _state.Root.Span.CopyTo(bytes.AsSpan(Hash256.Bytes));
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(2 * Hash256.Bytes), Steps);
        return bytes;
    }

    private bool TryResume(byte[] bytes)
    {
        if (bytes.Length != (2 * Hash256.Bytes) + 4 || !bytes.AsSpan().StartsWith(_plan.Span))
        {
            return false;
        }
        Hash256 root = new(bytes.AsSpan(Hash256.Bytes, Hash256.Bytes));
        Steps = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(2 * Hash256.Bytes));
        _store.WriteOut(ColumnFamily.State);
        _state = BlockState.Load(0, new StoredState(_store));
        return _state.Root == root;
    }

    private static void Put(StoreBatch batch, ColumnFamily family, byte[] key, ReadOnlySpan<byte> value) =>
        batch.Put(family, key, SealedValue.Seal(family, key, value));
}
