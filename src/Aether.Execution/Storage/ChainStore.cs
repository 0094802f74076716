using Aether.Core.Codec;
using Aether.Core.Diagnostics;
using Aether.Core.Types;
using Aether.Execution.Ledger;
using Aether.Execution.State;
using Aether.Native.RocksDb;

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
    private const byte LayoutVersion = 3;

    // Readers beside the pipeline may still walk a state this many blocks old.
    private const ulong StaleNodeDelay = 64;
    private const int MaxStalePerCommit = 65_536;

    // About 200 bytes each. Above it the tree is unloaded and grows again with what is used.
    private const int DefaultMaxLoadedNodes = 500_000;

    private readonly IKeyValueStore _store;
    private readonly Genesis _genesis;
    private volatile BlockState _finalizedState;
    private volatile Header _finalizedHeader;
    private readonly int _maxLoadedNodes;
    private ulong _committedHeight;
    private long _nodesSinceUnload;

    private ChainStore(IKeyValueStore store, Genesis genesis, int maxLoadedNodes)
    {
        _maxLoadedNodes = maxLoadedNodes;
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
        IKeyValueStore store, Genesis genesis, out ChainStore? chain, out string reason) =>
        TryOpen(store, genesis, DefaultMaxLoadedNodes, out chain, out reason);

    /// <summary>Opens with another bound on the tree nodes that committed blocks may leave in memory.</summary>
    internal static StoreOpenError TryOpen(
        IKeyValueStore store, Genesis genesis, int maxLoadedNodes, out ChainStore? chain, out string reason)
    {
        ChainStore opened = new(store, genesis, maxLoadedNodes);
        chain = null;
        try
        {
            StoreOpenError error = opened.Load(out reason);
            chain = error == StoreOpenError.None ? opened : null;
            return error;
        }
        catch (Exception error) when (error is StateCorruptException or RocksDbException { IsCorruption: true })
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
        Put(batch, ColumnFamily.Blocks, StoreKeys.Of(block.Hash), Ace.Encode(block));
        batch.Put(ColumnFamily.Pending, StoreKeys.NumberAnd(block.Header.View, block.Hash.Span), []);
        _store.Write(batch, sync);
    }

    /// <summary>
    /// Keeps what opens an epoch, for ever; the closing block in it may still be above the final head here. On disk
    /// when this returns.
    /// </summary>
    public void PutEpoch(EpochProof proof)
    {
        StoreBatch batch = new();
        Put(batch, ColumnFamily.Epochs, StoreKeys.Number(proof.Transition.Epoch), Ace.Encode(proof));
        _store.Write(batch, sync: true);
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
        int nodes = AppendState(batch, state);
        AppendStalePruning(batch, header.Height);
        AppendPendingPruning(batch, header);
        Put(batch, ColumnFamily.Meta, StoreKeys.Head, Ace.Encode(new FinalHead(header, state.RootVersion)));
        WriteFinal(batch, state);
        _finalizedState = state;
        _finalizedHeader = header;
        LimitMemory(nodes);
    }

    /// <inheritdoc/>
    public void Dispose() => _store.Dispose();

    bool INodeSource.TryReadNode(ReadOnlySpan<byte> storeKey, out byte[] bytes) =>
        TryRead(ColumnFamily.Tree, storeKey, out bytes);

    bool IStateStore.TryReadValue(Hash256 key, out byte[] value) =>
        TryRead(ColumnFamily.State, key.Span, out value);

    // What reads through the old state sees the height move before any value does, so it never takes a new value for
    // an old one; what reads through the new state finds every value that changes in the state itself.
    private void WriteFinal(StoreBatch batch, BlockState state)
    {
        ulong before = _committedHeight;
        state.CutParent();
        Volatile.Write(ref _committedHeight, state.Height);
        bool written = false;
        try
        {
            _store.Write(batch, sync: true);
            written = true;
        }
        finally
        {
            if (!written)
            {
                Volatile.Write(ref _committedHeight, before);
            }
        }
    }

    private void LimitMemory(int newNodes)
    {
        _nodesSinceUnload += newNodes;
        if (_nodesSinceUnload > _maxLoadedNodes)
        {
            _finalizedState.UnloadNodes();
            _nodesSinceUnload = 0;
        }
    }

    private static void Put(StoreBatch batch, ColumnFamily family, byte[] key, ReadOnlySpan<byte> value) =>
        batch.Put(family, key, SealedValue.Seal(family, key, value));

    private bool TryRead(ColumnFamily family, ReadOnlySpan<byte> key, out byte[] value)
    {
        bool found = _store.TryGet(family, key, out byte[] bytes);
        value = found ? SealedValue.Open(family, key, bytes) : [];
        return found;
    }

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
        bool same = TryRead(ColumnFamily.Meta, StoreKeys.Genesis, out byte[] genesisHash)
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
        if (!TryRead(ColumnFamily.Meta, StoreKeys.Head, out byte[] bytes)
            || !Ace.TryDecode(bytes, out FinalHead head, out DecodeError _)
            || !TryGetFinalProposal(head.Header.Height, out Proposal? block)
            || block.Hash != head.Header.Hash)
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
        Put(batch, ColumnFamily.Blocks, StoreKeys.Of(block.Hash), Ace.Encode(block));
        Put(batch, ColumnFamily.Heights, StoreKeys.Number(0), StoreKeys.Of(block.Hash));
        _nodesSinceUnload = AppendState(batch, initial);
        Put(batch, ColumnFamily.Meta, StoreKeys.Genesis, StoreKeys.Of(_genesis.Hash));
        Put(batch, ColumnFamily.Meta, StoreKeys.Head, Ace.Encode(new FinalHead(GenesisHeader, initial.RootVersion)));
        batch.Put(ColumnFamily.Meta, StoreKeys.Version, [LayoutVersion]);
        _store.Write(batch, sync: true);
        _finalizedState = initial;
        _finalizedHeader = GenesisHeader;
    }

    private static void AppendBlock(StoreBatch batch, Proposal block, BlockExecution execution, FinalityProof? proof)
    {
        ulong height = block.Header.Height;
        Put(batch, ColumnFamily.Blocks, StoreKeys.Of(block.Hash), Ace.Encode(block));
        Put(batch, ColumnFamily.Heights, StoreKeys.Number(height), StoreKeys.Of(block.Hash));
        for (int index = 0; index < execution.Receipts.Length; index++)
        {
            Receipt receipt = execution.Receipts[index];
            TransactionLocation place = new(height, (uint)index);
            Put(batch, ColumnFamily.Receipts, StoreKeys.Receipt(height, (uint)index), Ace.Encode(receipt));
            Put(batch, ColumnFamily.Transactions, StoreKeys.Of(receipt.TransactionId), Ace.Encode(place));
        }
        if (proof is not null)
        {
            Put(batch, ColumnFamily.Finality, StoreKeys.Number(height), Ace.Encode(proof));
        }
    }

    // Gives the number of new nodes.
    private static int AppendState(StoreBatch batch, BlockState state)
    {
        for (int index = 0; index < state.Changes.Count; index++)
        {
            byte[] key = StoreKeys.Of(state.Changes.KeyAt(index));
            if (state.Changes.TryValueAt(index, out ReadOnlySpan<byte> value))
            {
                Put(batch, ColumnFamily.State, key, value);
            }
            else
            {
                batch.Delete(ColumnFamily.State, key);
            }
        }
        List<KeyValuePair<byte[], byte[]>> nodes = state.NewNodes();
        foreach (KeyValuePair<byte[], byte[]> node in nodes)
        {
            Put(batch, ColumnFamily.Tree, node.Key, node.Value);
        }
        foreach (byte[] stale in state.StaleNodes)
        {
            batch.Put(ColumnFamily.StaleNodes, StoreKeys.NumberAnd(state.Height, stale), []);
        }
        return nodes.Count;
    }

    private void AppendStalePruning(StoreBatch batch, ulong height)
    {
        if (height <= StaleNodeDelay)
        {
            return;
        }
        // Oldest first: what one commit has no room for, the next ones remove.
        foreach (KeyValuePair<byte[], byte[]> entry in _store.Scan(ColumnFamily.StaleNodes, [], MaxStalePerCommit))
        {
            if (StoreKeys.ReadNumber(entry.Key) > height - StaleNodeDelay)
            {
                break;
            }
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
        && TryRead(ColumnFamily.Heights, StoreKeys.Number(block.Header.Height), out byte[] at)
        && at.AsSpan().SequenceEqual(hash.Span);
}
