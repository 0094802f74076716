using Aether.Core.Codec;
using Aether.Core.Diagnostics;
using Aether.Core.Types;
using Aether.Execution.Ledger;
using Aether.Execution.Scheduling;
using Aether.Execution.State;
using Aether.Execution.Storage.Log;

namespace Aether.Execution.Storage;

/// <summary>Opening: the store at its last checkpoint, then the records of the log, each root compared.</summary>
public sealed partial class ChainStore
{
    private StoreOpenError Load(out string reason)
    {
        if (!_store.TryGet(ColumnFamily.Meta, StoreKeys.Version, out byte[] version))
        {
            BlockState initial = BlockState.Initial(GenesisBlock.InitialValues(_genesis));
            GenesisHeader = GenesisBlock.CreateHeader(_genesis, initial.Root);
            // The log is made first: a store that expects one never stands without it.
            FinalHead start = new(GenesisHeader, 0);
            _finalizedState = initial;
            _finalizedHeader = GenesisHeader;
            _kept = KeptHistory.From(0, _options.Retention ?? Retention.BlocksOnly);
            OpenLog(start, mayCreate: true, Initialise);
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
        LoadGenesis();
        return LoadHead(out reason);
    }

    // Block 0 as the store has it; its state need not be made again. Stores that began with a snapshot do not have it.
    private void LoadGenesis()
    {
        Hash256 root = TryGetFinalHeader(0, out Header? stored)
            ? stored.StateRoot
            : BlockState.Initial(GenesisBlock.InitialValues(_genesis)).Root;
        GenesisHeader = GenesisBlock.CreateHeader(_genesis, root);
        if (stored is not null && stored.Hash != GenesisHeader.Hash)
        {
            throw new StateCorruptException("block 0 is not the genesis's");
        }
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
        bool expectsLog = _store.TryGet(ColumnFamily.Meta, StoreKeys.Log, out byte[] _);
        if (expectsLog != _options.Log is not null)
        {
            reason = expectsLog
                ? "the store needs its block log, which holds the newest blocks"
                : "the store was written without a block log; use another data folder";
            return StoreOpenError.Corrupt;
        }
        _finalizedHeader = head.Header;
        _appliedHeight = head.Header.Height;
        _store.WriteOut(ColumnFamily.State);
        StoredState values = new(_store);
        _finalizedState = LoadState(head.Header.Height, values);
        // The tree is made from every value, so a store that lost or changed one is refused now, not at the first vote.
        if (_finalizedState.Root != head.Header.StateRoot)
        {
            values.CheckSeals();
            throw new StateCorruptException("the values of the state do not have the root of their block");
        }
        LoadHistory();
        OpenLog(head, mayCreate: false, static () => { });
        reason = "";
        return StoreOpenError.None;
    }

    private BlockState LoadState(ulong height, StoredState values)
    {
        if (_options.OpeningLanes == 1)
        {
            return BlockState.Load(height, values, lanes: null, _options.MaxStateBytes);
        }
        using LaneSet lanes = new(_options.OpeningLanes, pinned: false);
        return BlockState.Load(height, values, new LaneWorkRunner(lanes), _options.MaxStateBytes);
    }

    private void OpenLog(FinalHead head, bool mayCreate, Action beforeReplay)
    {
        if (_options.Log is not { } disk)
        {
            beforeReplay();
            return;
        }
        BlockLogOptions options = new(_genesis.Hash, _options.NewLogIdentity)
        {
            SegmentBytes = _options.SegmentBytes,
            MustExist = !mayCreate,
        };
        bool begun = false;
        _log = BlockLog.Open(disk, options, head.Sequence, (sequence, kind, payload) =>
        {
            if (!begun)
            {
                beforeReplay();
                begun = true;
            }
            Replay(kind, payload);
        });
        if (!begun)
        {
            beforeReplay();
        }
    }

    private void Replay(LogRecordKind kind, ReadOnlySpan<byte> payload)
    {
        _recent.CountRecord(payload.Length);
        switch (kind)
        {
            case LogRecordKind.FinalBlock:
                ReplayFinal(BlockRecord.Decode(payload, _finalizedState));
                break;
            case LogRecordKind.FinalOfPending:
                ReplayFinal(BlockRecord.Decode(payload, _finalizedState, FindNamed));
                break;
            case LogRecordKind.PendingBlock:
                Proposal block = Decode<Proposal>(payload);
                if (block.Header.View > _finalizedHeader.View)
                {
                    _recent.AddPending(block);
                }
                break;
            default:
                _recent.AddEpoch(Decode<EpochProof>(payload));
                break;
        }
    }

    // Before its final record a pending block is in the log, or in the store since a checkpoint took it there.
    private Proposal? FindNamed(Hash256 hash) =>
        TryGetProposal(hash, out Proposal? block) && block.Hash == hash ? block : null;

    private void ReplayFinal(FinalEntry entry)
    {
        if (entry.Block.Header.ParentHash != _finalizedHeader.Hash)
        {
            throw new StateCorruptException($"block {entry.Height} of the block log has another parent");
        }
        StateTooLargeException.ThrowIfAbove(entry.State.UsedBytes, _options.MaxStateBytes);
        Adopt(entry);
    }

    private void Initialise()
    {
        StoreBatch batch = new();
        Proposal block = new(new SignedHeader(GenesisHeader, 0, []), Ace.Encode(new BlockPayload([])));
        Checkpoint.PutFinal(batch, batch, block, new AceWriter());
        ChangeSet values = _finalizedState.Changes;
        for (int index = 0; index < values.Count; index++)
        {
            Check.That(values.TryValueAt(index, out ReadOnlySpan<byte> value));
            Put(batch, ColumnFamily.State, StoreKeys.Of(values.KeyAt(index)), value);
        }
        Put(batch, ColumnFamily.Meta, StoreKeys.Genesis, StoreKeys.Of(_genesis.Hash));
        FinalHead head = new(GenesisHeader, 0);
        Put(batch, ColumnFamily.Meta, StoreKeys.Head, Ace.Encode(head));
        Put(batch, ColumnFamily.Meta, StoreKeys.History, Ace.Encode(_kept));
        if (_options.Log is not null)
        {
            batch.Put(ColumnFamily.Meta, StoreKeys.Log, []);
        }
        batch.Put(ColumnFamily.Meta, StoreKeys.Version, [LayoutVersion]);
        _store.Write(batch, sync: true);
    }
}
