using Aether.Core.Codec;
using Aether.Core.Diagnostics;
using Aether.Core.Types;
using Aether.Execution.Ledger;
using Aether.Execution.State;
using Aether.Execution.Storage.Log;
using Aether.Native.RocksDb;

namespace Aether.Execution.Storage;

/// <summary>
/// The durable chain of one node: final blocks with their receipts and state, and pending blocks it may vote for.
/// </summary>
/// <remarks>
/// With a block log, a commit is one synced record of it; checkpoints bring many blocks to the store behind it, and
/// then the log is trimmed. Without one, each block is one atomic synced batch of the store. Either way a crash at any
/// instant leaves exactly the state after the last final block that was acknowledged, or after the one in flight.
/// <b>Threads</b>: one committer, which need not wait for the disk between the two halves of a commit; pending blocks,
/// epochs and reads from any. Role files: <c>.Queries</c> has the lookups, <c>.Recovery</c> the opening,
/// <c>.Checkpoints</c> what runs behind a commit, <c>.History</c> the past.
/// </remarks>
public sealed partial class ChainStore : IDisposable
{
    /// <summary>Version of the layout.</summary>
    internal const byte LayoutVersion = 6;

    private readonly IKeyValueStore _store;
    private readonly Genesis _genesis;
    private readonly ChainStoreOptions _options;
    private readonly RecentChain _recent = new();
    private readonly AceWriter _record = new(64 * 1024);

    // Order what is written to the log, and what becomes the final head in _recent. A checkpoint takes both, in this
    // order, so that the records it covers are those of the blocks it takes.
    private readonly Lock _adoptions = new();
    private readonly Lock _appends = new();

    // Blocks whose records are written and which are not the final head yet, with the records' sequences.
    private readonly Queue<(ulong Sequence, FinalEntry Entry)> _begun = new();
    private BlockLog? _log;
    private volatile BlockState _finalizedState;
    private volatile Header _finalizedHeader;

    private ChainStore(IKeyValueStore store, Genesis genesis, ChainStoreOptions options)
    {
        _options = options;
        _store = store;
        _genesis = genesis;
        _finalizedState = null!;
        _finalizedHeader = null!;
        GenesisHeader = null!;
        _checkpoint = new Checkpoint(store);
        _pruner = new Pruner(store, options.PruneStep);
    }

    /// <summary>Block 0.</summary>
    public Header GenesisHeader { get; private set; }

    /// <summary>The last committed block.</summary>
    public Header FinalizedHeader => _finalizedHeader;

    /// <summary>The state after the last committed block.</summary>
    public BlockState FinalizedState => _finalizedState;

    /// <summary>Opens the chain in a store without a log, or starts it when the store is empty.</summary>
    /// <param name="store">Owned by the result from then on.</param>
    /// <param name="genesis">Must be the one the store was started with.</param>
    /// <param name="chain">The chain, when this returns None.</param>
    /// <param name="reason">Else one sentence that says what is wrong.</param>
    public static StoreOpenError TryOpen(
        IKeyValueStore store, Genesis genesis, out ChainStore? chain, out string reason) =>
        TryOpen(store, genesis, new ChainStoreOptions(), out chain, out reason);

    /// <summary>Opens with choices; a log in them is owned by the result as well.</summary>
    public static StoreOpenError TryOpen(
        IKeyValueStore store, Genesis genesis, ChainStoreOptions options, out ChainStore? chain, out string reason)
    {
        ChainStore opened = new(store, genesis, options);
        chain = null;
        StoreOpenError error;
        try
        {
            error = opened.Load(out reason);
        }
        catch (LogDamagedException damage)
        {
            reason = $"the block log is damaged ({damage.Message}); `aether db repair` says what can be kept";
            error = StoreOpenError.Corrupt;
        }
        catch (StateTooLargeException size)
        {
            reason = size.Message;
            error = StoreOpenError.TooLarge;
        }
        catch (Exception damage) when (damage is StateCorruptException or RocksDbException { IsCorruption: true })
        {
            reason = $"the store is damaged ({damage.Message}); remove the data folder to sync again from peers";
            error = StoreOpenError.Corrupt;
        }
        if (error == StoreOpenError.None)
        {
            chain = opened;
        }
        else
        {
            opened._log?.Dispose();
        }
        return error;
    }

    /// <summary>
    /// Keeps a block above the final head. With <paramref name="sync"/> it survives power loss when this returns.
    /// </summary>
    public void PutPending(Proposal block, bool sync)
    {
        KeepPending(block, sync);
        if (sync)
        {
            Sync();
        }
    }

    /// <summary>Keeps a block above the final head; it survives power loss after <see cref="Sync"/>.</summary>
    public void WritePending(Proposal block) => KeepPending(block, sync: true);

    /// <summary>
    /// Keeps what opens an epoch, for ever; the closing block in it may still be above the final head here. On disk
    /// when this returns.
    /// </summary>
    public void PutEpoch(EpochProof proof)
    {
        ThrowIfFailed();
        if (_log is null)
        {
            StoreBatch batch = new();
            Put(batch, ColumnFamily.Epochs, StoreKeys.Number(proof.Transition.Epoch), Ace.Encode(proof));
            _store.Write(batch, sync: true);
            return;
        }
        lock (_appends)
        {
            _record.Clear();
            proof.Encode(_record);
            Append(LogRecordKind.Epoch);
            _recent.AddEpoch(proof);
        }
        Sync();
    }

    /// <summary>Commits the next final block with its execution. On disk when this returns.</summary>
    /// <param name="block">Child of the final head.</param>
    /// <param name="execution">Its valid execution on <see cref="FinalizedState"/>.</param>
    /// <param name="proof">Proof of its finality, if short enough to keep.</param>
    /// <exception cref="IOException">A disk failed; nothing more may be committed.</exception>
    /// <exception cref="StateTooLargeException">The state no longer fits in memory; the block is not committed.
    /// </exception>
    public void CommitFinal(Proposal block, BlockExecution execution, FinalityProof? proof)
    {
        BeginCommit(block, execution, proof);
        Sync();
        Check.That(TryFinishCommit());
    }

    /// <summary>
    /// Writes the record of the next final block. The block becomes the final head in <see cref="TryFinishCommit"/>,
    /// once the record is on disk; without a log it is written only then. Arguments and errors are those of
    /// <see cref="CommitFinal"/>; the parent may be begun and not finished.
    /// </summary>
    public void BeginCommit(Proposal block, BlockExecution execution, FinalityProof? proof)
    {
        ThrowIfFailed();
        Header header = block.Header;
        Header parent = _begun.Count > 0 ? _begun.Last().Entry.Block.Header : _finalizedHeader;
        Check.That(header.ParentHash == parent.Hash && header.Height == parent.Height + 1);
        Check.That(execution.IsValid && execution.PostState!.Root == header.StateRoot);
        CheckSpace();
        CheckMemory(execution.PostState!);
        FinalEntry entry = new(block, execution.EncodedReceipts, proof, execution.PostState!);
        if (_log is null)
        {
            _begun.Enqueue((0, entry));
            return;
        }
        lock (_appends)
        {
            bool isPending = _recent.IsPending(block);
            _record.Clear();
            BlockRecord.Encode(_record, entry, isPending);
            ulong sequence = Append(isPending ? LogRecordKind.FinalOfPending : LogRecordKind.FinalBlock);
            _begun.Enqueue((sequence, entry));
        }
    }

    /// <summary>True when all that was written is on disk. Any thread.</summary>
    public bool IsSynced => _log is null || _log.IsDurable(_log.LastSequence);

    /// <summary>
    /// Brings commits that were begun and pending blocks that were written to the disk: one sync for all who wait. Any
    /// thread.
    /// </summary>
    /// <exception cref="IOException">The disk failed; nothing more may be committed.</exception>
    public void Sync() => _log?.MakeDurable(_log.LastSequence);

    /// <summary>Makes the oldest commit that was begun the final head; false when none is on disk.</summary>
    public bool TryFinishCommit()
    {
        // The committer alone adds and removes; others look under the lock.
        if (!_begun.TryPeek(out (ulong Sequence, FinalEntry Entry) oldest)
            || _log?.IsDurable(oldest.Sequence) is false)
        {
            return false;
        }
        if (_log is null)
        {
            WriteThrough(oldest.Entry);
            _begun.Dequeue();
            return true;
        }
        lock (_adoptions)
        {
            Adopt(oldest.Entry);
            lock (_appends)
            {
                _begun.Dequeue();
            }
        }
        CheckpointIfDue();
        return true;
    }

    /// <summary>Waits for a running checkpoint and closes the log and the store.</summary>
    public void Dispose()
    {
        _isClosing = true;
        WaitForCheckpoint();
        try
        {
            lock (_appends)
            {
                _log?.Dispose();
            }
        }
        finally
        {
            _store.Dispose();
        }
    }

    // Without a log the store syncs each batch by itself.
    private void KeepPending(Proposal block, bool sync)
    {
        ThrowIfFailed();
        if (_log is null)
        {
            if (IsAboveFinal(block))
            {
                StoreBatch batch = new();
                Put(batch, ColumnFamily.Blocks, StoreKeys.Of(block.Hash), Ace.Encode(block));
                batch.Put(ColumnFamily.Pending, StoreKeys.NumberAnd(block.Header.View, block.Hash.Span), []);
                _store.Write(batch, sync);
            }
            return;
        }
        lock (_appends)
        {
            if (IsAboveFinal(block))
            {
                // The payload, which is nearly all of it, is copied once.
                _record.Clear();
                BlockRecord.EncodeHead(_record, block);
                Append(LogRecordKind.PendingBlock, block.Payload);
                _recent.AddPending(block);
            }
        }
    }

    // Nothing at or below the final view can become final any more.
    private bool IsAboveFinal(Proposal block) => block.Header.View > _finalizedHeader.View;

    // Writes what _record holds, and what follows it.
    private ulong Append(LogRecordKind kind, ReadOnlySpan<byte> rest = default)
    {
        _recent.CountRecord(_record.Count + rest.Length);
        return _log!.Write(kind, _record.WrittenSpan, rest);
    }

    // A record of the log is on disk: its block is the final head.
    private void Adopt(FinalEntry entry)
    {
        entry = WithUndo(entry);
        entry.State.CutParent();
        _recent.AddFinal(entry);
        _finalizedState = entry.State;
        _finalizedHeader = entry.Block.Header;
    }

    // As above, for a store without a log.
    private void WriteThrough(FinalEntry entry)
    {
        RecentChain only = new();
        only.AddFinal(WithUndo(entry));
        FinalHead head = new(entry.Block.Header, 0);
        _checkpoint.Write(only.Take(), head);
        entry.State.CutParent();
        _finalizedState = entry.State;
        _finalizedHeader = entry.Block.Header;
        Prune(_finalizedHeader);
    }

    private static void Put(StoreBatch batch, ColumnFamily family, byte[] key, ReadOnlySpan<byte> value) =>
        batch.Put(family, key, SealedValue.Seal(family, key, value));

    private bool TryRead(ColumnFamily family, ReadOnlySpan<byte> key, out byte[] value)
    {
        bool found = _store.TryGet(family, key, out byte[] bytes);
        value = found ? SealedValue.Open(family, key, bytes) : [];
        return found;
    }
}
