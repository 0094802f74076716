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
/// <b>Threads</b>: one committer; pending blocks, epochs and reads from any. Role files: <c>.Queries</c> has the
/// lookups, <c>.Recovery</c> the opening, <c>.Checkpoints</c> what runs behind a commit, <c>.History</c> the past.
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

    // Orders what is appended to the log and noted in _recent: both always tell the same.
    private readonly Lock _appends = new();
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
                _record.Clear();
                block.Encode(_record);
                Append(LogRecordKind.PendingBlock);
                _recent.AddPending(block);
            }
        }
    }

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
        ThrowIfFailed();
        Header header = block.Header;
        Check.That(header.ParentHash == _finalizedHeader.Hash && header.Height == _finalizedHeader.Height + 1);
        Check.That(execution.IsValid && execution.PostState!.Root == header.StateRoot);
        CheckSpace();
        CheckMemory(execution.PostState!);
        FinalEntry entry = new(block, execution.EncodedReceipts, proof, execution.PostState!);
        if (_log is null)
        {
            WriteThrough(entry);
            return;
        }
        lock (_appends)
        {
            _record.Clear();
            BlockRecord.Encode(_record, entry);
            Append(LogRecordKind.FinalBlock);
            Adopt(entry);
        }
        CheckpointIfDue();
    }

    /// <summary>Waits for a running checkpoint and closes the log and the store.</summary>
    public void Dispose()
    {
        _isClosing = true;
        WaitForCheckpoint();
        lock (_appends)
        {
            _log?.Dispose();
        }
        _store.Dispose();
    }

    // Nothing at or below the final view can become final any more.
    private bool IsAboveFinal(Proposal block) => block.Header.View > _finalizedHeader.View;

    // What _record holds is on disk when this returns.
    private void Append(LogRecordKind kind)
    {
        _log!.Append(kind, _record.WrittenSpan);
        _recent.CountRecord(_record.Count);
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
