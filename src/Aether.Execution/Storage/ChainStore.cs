using Aether.Core.Codec;
using Aether.Core.Diagnostics;
using Aether.Core.Types;
using Aether.Execution.Ledger;
using Aether.Execution.State;

namespace Aether.Execution.Storage;

/// <summary>
/// The durable chain of one node: final blocks with their receipts and state, and pending blocks it may vote for.
/// </summary>
/// <remarks>
/// Each final block is one atomic synced batch, so after a crash at any instant the store holds exactly the state after
/// some final block. <b>Threads</b>: one writer; reads from any. Role file <c>.Queries</c> has the lookups.
/// </remarks>
public sealed partial class ChainStore : IStateStore, IDisposable
{
    private const byte LayoutVersion = 1;

    // Readers beside the pipeline may still walk a state this many blocks old.
    private const ulong StaleNodeDelay = 64;
    private const int MaxStalePerCommit = 65_536;

    private readonly IKeyValueStore _store;
    private readonly Genesis _genesis;
    private volatile BlockState _finalizedState;
    private volatile Header _finalizedHeader;
    private ulong _committedHeight;

    private ChainStore(IKeyValueStore store, Genesis genesis)
    {
        _store = store;
        _genesis = genesis;
        _finalizedState = null!;
        _finalizedHeader = null!;
        GenesisHeader = null!;
    }

    /// <summary>Block 0.</summary>
    public Header GenesisHeader { get; private set; }

    /// <summary>The last committed block.</summary>
    public Header FinalizedHeader => _finalizedHeader;

    /// <summary>The state after the last committed block.</summary>
    public BlockState FinalizedState => _finalizedState;

    ulong IStateStore.CommittedHeight => Volatile.Read(ref _committedHeight);

    /// <summary>Opens the chain in a store, or starts it when the store is empty.</summary>
    /// <param name="store">Owned by the result from then on.</param>
    /// <param name="genesis">Must be the one the store was started with.</param>
    /// <param name="chain">The chain, when this returns None.</param>
    /// <param name="reason">Else one sentence that says what is wrong.</param>
    public static StoreOpenError TryOpen(
        IKeyValueStore store, Genesis genesis, out ChainStore? chain, out string reason)
    {
        ChainStore opened = new(store, genesis);
        chain = null;
        try
        {
            StoreOpenError error = opened.Load(out reason);
            chain = error == StoreOpenError.None ? opened : null;
            return error;
        }
        catch (Exception error) when (error is StateCorruptException or StateMovedException)
        {
            reason = $"the store is damaged ({error.Message}); remove the data folder to sync again from peers";
            return StoreOpenError.Corrupt;
        }
    }

    /// <summary>
    /// Keeps a block above the final head. With <paramref name="sync"/> it survives power loss when this returns.
    /// </summary>
    public void PutPending(Proposal block, bool sync)
    {
        StoreBatch batch = new();
        batch.Put(ColumnFamily.Blocks, StoreKeys.Of(block.Hash), Ace.Encode(block));
        batch.Put(ColumnFamily.Pending, StoreKeys.NumberAnd(block.Header.View, block.Hash.Span), []);
        _store.Write(batch, sync);
    }

    /// <summary>Commits the next final block with its execution: one atomic synced batch.</summary>
    /// <param name="block">Child of the final head.</param>
    /// <param name="execution">Its valid execution on <see cref="FinalizedState"/>.</param>
    /// <param name="proof">Proof of its finality, if short enough to keep.</param>
    public void CommitFinal(Proposal block, BlockExecution execution, FinalityProof? proof)
    {
        Header header = block.Header;
        Check.That(header.ParentHash == _finalizedHeader.Hash && header.Height == _finalizedHeader.Height + 1);
        Check.That(execution.IsValid && execution.PostState!.Root == header.StateRoot);
        BlockState state = execution.PostState!;
        StoreBatch batch = new();
        AppendBlock(batch, block, execution, proof);
        AppendState(batch, state);
        AppendStalePruning(batch, header.Height);
        AppendPendingPruning(batch, header);
        batch.Put(ColumnFamily.Meta, StoreKeys.Head, Ace.Encode(new FinalHead(header, state.RootVersion)));
        _store.Write(batch, sync: true);
        Volatile.Write(ref _committedHeight, header.Height);
        state.MarkCommitted();
        _finalizedState = state;
        _finalizedHeader = header;
    }

    /// <inheritdoc/>
    public void Dispose() => _store.Dispose();

    bool INodeSource.TryReadNode(ReadOnlySpan<byte> storeKey, out byte[] bytes) =>
        _store.TryGet(ColumnFamily.Tree, storeKey, out bytes);

    bool IStateStore.TryReadValue(Hash256 key, out byte[] value) =>
        _store.TryGet(ColumnFamily.State, key.Span, out value);

    private StoreOpenError Load(out string reason)
    {
        BlockState initial = BlockState.Initial(this, GenesisBlock.InitialValues(_genesis));
        GenesisHeader = GenesisBlock.CreateHeader(_genesis, initial.Root);
        if (!_store.TryGet(ColumnFamily.Meta, StoreKeys.Version, out byte[] version))
        {
            Initialise(initial);
            reason = "";
            return StoreOpenError.None;
        }
        if (version is not [LayoutVersion])
        {
            reason = "the store was written by another version of aether; use that version, or another data folder";
            return StoreOpenError.WrongVersion;
        }
        bool same = _store.TryGet(ColumnFamily.Meta, StoreKeys.Genesis, out byte[] genesisHash)
            && genesisHash.AsSpan().SequenceEqual(_genesis.Hash.Span);
        if (!same)
        {
            reason = "the store belongs to a chain with another genesis; use that genesis file, or another data folder";
            return StoreOpenError.WrongGenesis;
        }
        return LoadHead(out reason);
    }

    private StoreOpenError LoadHead(out string reason)
    {
        reason = "the store has no readable final head; remove the data folder to sync again from peers";
        if (!_store.TryGet(ColumnFamily.Meta, StoreKeys.Head, out byte[] bytes)
            || !Ace.TryDecode(bytes, out FinalHead head, out DecodeError _))
        {
            return StoreOpenError.Corrupt;
        }
        _finalizedHeader = head.Header;
        _committedHeight = head.Header.Height;
        _finalizedState = BlockState.Committed(this, head.Header.Height, head.Header.StateRoot, head.RootVersion);
        // Reads the root node and one path: a store whose tree does not have the header's root is refused now, not at
        // the first vote.
        _ = _finalizedState.Prove(head.Header.Hash);
        reason = "";
        return StoreOpenError.None;
    }

    private void Initialise(BlockState initial)
    {
        StoreBatch batch = new();
        Proposal block = new(new SignedHeader(GenesisHeader, 0, []), Ace.Encode(new BlockPayload([])));
        batch.Put(ColumnFamily.Blocks, StoreKeys.Of(block.Hash), Ace.Encode(block));
        batch.Put(ColumnFamily.Heights, StoreKeys.Number(0), StoreKeys.Of(block.Hash));
        AppendState(batch, initial);
        batch.Put(ColumnFamily.Meta, StoreKeys.Genesis, StoreKeys.Of(_genesis.Hash));
        batch.Put(ColumnFamily.Meta, StoreKeys.Head, Ace.Encode(new FinalHead(GenesisHeader, initial.RootVersion)));
        batch.Put(ColumnFamily.Meta, StoreKeys.Version, [LayoutVersion]);
        _store.Write(batch, sync: true);
        _finalizedState = initial;
        _finalizedHeader = GenesisHeader;
    }

    private static void AppendBlock(StoreBatch batch, Proposal block, BlockExecution execution, FinalityProof? proof)
    {
        ulong height = block.Header.Height;
        batch.Put(ColumnFamily.Blocks, StoreKeys.Of(block.Hash), Ace.Encode(block));
        batch.Put(ColumnFamily.Heights, StoreKeys.Number(height), StoreKeys.Of(block.Hash));
        for (int index = 0; index < execution.Receipts.Length; index++)
        {
            Receipt receipt = execution.Receipts[index];
            TransactionLocation place = new(height, (uint)index);
            batch.Put(ColumnFamily.Receipts, StoreKeys.Receipt(height, (uint)index), Ace.Encode(receipt));
            batch.Put(ColumnFamily.Transactions, StoreKeys.Of(receipt.TransactionId), Ace.Encode(place));
        }
        if (proof is not null)
        {
            batch.Put(ColumnFamily.Finality, StoreKeys.Number(height), Ace.Encode(proof));
        }
    }

    private static void AppendState(StoreBatch batch, BlockState state)
    {
        foreach (KeyValuePair<Hash256, byte[]?> change in state.Changes)
        {
            if (change.Value is { } value)
            {
                batch.Put(ColumnFamily.State, StoreKeys.Of(change.Key), value);
            }
            else
            {
                batch.Delete(ColumnFamily.State, StoreKeys.Of(change.Key));
            }
        }
        foreach (KeyValuePair<byte[], byte[]> node in state.NewNodes())
        {
            batch.Put(ColumnFamily.Tree, node.Key, node.Value);
        }
        foreach (byte[] stale in state.StaleNodes)
        {
            batch.Put(ColumnFamily.StaleNodes, StoreKeys.NumberAnd(state.Height, stale), []);
        }
    }

    private void AppendStalePruning(StoreBatch batch, ulong height)
    {
        if (height <= StaleNodeDelay)
        {
            return;
        }
        byte[] prefix = StoreKeys.Number(height - StaleNodeDelay);
        foreach (KeyValuePair<byte[], byte[]> entry in _store.Scan(ColumnFamily.StaleNodes, prefix, MaxStalePerCommit))
        {
            batch.Delete(ColumnFamily.Tree, entry.Key[8..]);
            batch.Delete(ColumnFamily.StaleNodes, entry.Key);
        }
    }

    // Pending blocks at or below the final view can never become final, but for the one that just did.
    private void AppendPendingPruning(StoreBatch batch, Header final)
    {
        int limit = Core.Limits.Block.MaxTransactions;
        foreach (KeyValuePair<byte[], byte[]> entry in _store.Scan(ColumnFamily.Pending, [], limit))
        {
            if (StoreKeys.ReadNumber(entry.Key) > final.View)
            {
                break;
            }
            batch.Delete(ColumnFamily.Pending, entry.Key);
            if (!entry.Key.AsSpan(8).SequenceEqual(final.Hash.Span) && !IsFinal(new Hash256(entry.Key.AsSpan(8))))
            {
                batch.Delete(ColumnFamily.Blocks, entry.Key[8..]);
            }
        }
    }

    private bool IsFinal(Hash256 hash) =>
        TryGetProposal(hash, out Proposal? block)
        && _store.TryGet(ColumnFamily.Heights, StoreKeys.Number(block.Header.Height), out byte[] at)
        && at.AsSpan().SequenceEqual(hash.Span);
}
