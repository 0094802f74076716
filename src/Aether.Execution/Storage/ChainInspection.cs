using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Aether.Execution.Ledger;
using Aether.Execution.State;
using Aether.Native.RocksDb;

namespace Aether.Execution.Storage;

/// <summary>Reads a whole store and finds what does not fit together. Changes nothing.</summary>
/// <remarks>
/// <b>Threads</b>: one; nothing else may write meanwhile. <b>Cost</b>: every entry once; 64 bytes of memory for each
/// state value.
/// </remarks>
public sealed class ChainInspection
{
    private readonly IKeyValueStore _store;
    private readonly List<string> _findings = [];
    private readonly List<FamilyStatistics> _statistics = [];

    private ChainInspection(IKeyValueStore store) => _store = store;

    /// <summary>What is wrong, a sentence each; empty for a store that is whole.</summary>
    public IReadOnlyList<string> Findings => _findings;

    /// <summary>Sizes, in the order of the families.</summary>
    public IReadOnlyList<FamilyStatistics> Statistics => _statistics;

    /// <summary>Final blocks whose body, links and roots were checked.</summary>
    public long Blocks { get; private set; }

    /// <summary>Height of the head the store has whole.</summary>
    public ulong Height { get; private set; }

    /// <summary>Past states whose root was compared with their block's.</summary>
    public long PastStates { get; private set; }

    /// <summary>Reads the sizes alone.</summary>
    public static ChainInspection Measure(IKeyValueStore store)
    {
        ChainInspection inspection = new(store);
        inspection.ReadFamilies(checkSeals: false);
        return inspection;
    }

    /// <summary>Checks every seal, every block with its links and roots, and the root of the whole state.</summary>
    public static ChainInspection Verify(IKeyValueStore store)
    {
        ChainInspection inspection = new(store);
        inspection.ReadFamilies(checkSeals: true);
        inspection.Try("the chain", inspection.CheckChain);
        return inspection;
    }

    private void ReadFamilies(bool checkSeals)
    {
        foreach (ColumnFamily family in Enum.GetValues<ColumnFamily>())
        {
            long entries = 0;
            long bytes = 0;
            Try($"the {family} family", () =>
            {
                foreach (KeyValuePair<byte[], byte[]> entry in _store.Enumerate(family))
                {
                    entries++;
                    bytes += entry.Key.Length + entry.Value.Length;
                    if (checkSeals && IsSealed(family, entry.Key))
                    {
                        _ = SealedValue.Open(family, entry.Key, entry.Value);
                    }
                }
            });
            _statistics.Add(new FamilyStatistics(family, entries, bytes));
        }
    }

    private static bool IsSealed(ColumnFamily family, ReadOnlySpan<byte> key) => family switch
    {
        ColumnFamily.Pending => false,
        ColumnFamily.Meta => !key.SequenceEqual(StoreKeys.Version) && !key.SequenceEqual(StoreKeys.Log),
        _ => true,
    };

    private void CheckChain()
    {
        FinalHead head = Read<FinalHead>(ColumnFamily.Meta, StoreKeys.Head);
        Height = head.Header.Height;
        KeptHistory kept = Read<KeptHistory>(ColumnFamily.Meta, StoreKeys.History);
        Hash256 parent = Hash256.Zero;
        ulong first = FirstHeight();
        for (ulong height = first; height <= Height; height++)
        {
            Hash256 hash = new(ReadBytes(ColumnFamily.Heights, StoreKeys.Number(height)));
            Header header = CheckBlock(hash, height, hasBody: height >= kept.OldestBlock, isFirst: height == first);
            bool follows = header.Hash == hash && header.Height == height
                && (height == first || header.ParentHash == parent);
            Require(follows, $"block {height} is not the one its place names, or does not follow the one before");
            parent = hash;
            Blocks++;
        }
        Require(parent == head.Header.Hash, "the final head is not the last block");
        Require(StateRoot() == head.Header.StateRoot, $"the state values do not have the root of block {Height}");
        CheckPast(kept);
    }

    // Undoes block after block and compares each root.
    private void CheckPast(KeptHistory kept)
    {
        if (kept.OldestState >= Height)
        {
            return;
        }
        // Its heights count steps back, not blocks.
        BlockState state = BlockState.Load(0, new StoredState(_store));
        ChangeSetBuilder undo = new();
        for (ulong height = Height; height > kept.OldestState; height--)
        {
            bool whole = PastValues.TryGetKeys(_store, height, out Hash256[] keys);
            foreach (Hash256 key in keys)
            {
                whole &= PastValues.TryGetBefore(_store, key, height, out byte[]? value);
                if (value is null)
                {
                    undo.Remove(key);
                }
                else
                {
                    undo.Add(key, value);
                }
            }
            Require(whole, $"what block {height} replaced in the state is missing");
            state = state.Apply(state.Height + 1, undo.Build());
            state.CutParent();
            Require(
                state.Root == ReadHeader(height - 1).StateRoot,
                $"the past values do not give the state root of block {height - 1}");
            PastStates++;
        }
    }

    private Header CheckBlock(Hash256 hash, ulong height, bool hasBody, bool isFirst)
    {
        if (!hasBody)
        {
            return Read<SignedHeader>(ColumnFamily.Headers, StoreKeys.Of(hash)).Header;
        }
        Proposal block = Read<Proposal>(ColumnFamily.Blocks, StoreKeys.Number(height));
        Require(
            ReadBytes(ColumnFamily.Blocks, StoreKeys.Of(hash)).AsSpan().SequenceEqual(StoreKeys.Number(height)),
            $"block {height} is not found by its hash");
        if (!isFirst)
        {
            CheckBody(block);
        }
        return block.Header;
    }

    private Header ReadHeader(ulong height)
    {
        byte[] place = StoreKeys.Number(height);
        return _store.TryGet(ColumnFamily.Blocks, place, out byte[] _)
            ? Read<Proposal>(ColumnFamily.Blocks, place).Header
            : Read<SignedHeader>(ColumnFamily.Headers, ReadBytes(ColumnFamily.Heights, place)).Header;
    }

    // 0, or the block of the snapshot that the chain was begun with.
    private ulong FirstHeight()
    {
        foreach (KeyValuePair<byte[], byte[]> entry in _store.Scan(ColumnFamily.Heights, [], 1))
        {
            return StoreKeys.ReadNumber(entry.Key) <= 1 ? 0 : StoreKeys.ReadNumber(entry.Key);
        }
        return 0;
    }

    private void CheckBody(Proposal block)
    {
        ulong height = block.Header.Height;
        bool decodes = Ace.TryDecode(block.Payload, out BlockPayload payload, out DecodeError _);
        Require(
            decodes && PayloadCommitment.PayloadRoot(payload) == block.Header.PayloadRoot,
            $"the payload of block {height} does not have its root");
        Receipt[] receipts = new Receipt[payload.Transactions.Length];
        byte[] blob = receipts.Length == 0 ? [] : ReadBytes(ColumnFamily.Receipts, StoreKeys.Number(height));
        for (int index = 0; index < receipts.Length; index++)
        {
            Require(
                Ace.TryDecode(ReceiptBlob.At(blob, index), out receipts[index], out DecodeError _)
                && receipts[index].TransactionId == payload.Transactions[index].Id,
                $"receipt {index} of block {height} is missing or another's");
            TransactionLocation place = Read<TransactionLocation>(
                ColumnFamily.Transactions, StoreKeys.Of(receipts[index].TransactionId));
            Require(
                place == new TransactionLocation(height, (uint)index),
                $"transaction {index} of block {height} is noted at another place");
        }
        Require(
            BlockExecutor.ReceiptsRoot(receipts) == block.Header.ReceiptsRoot,
            $"the receipts of block {height} do not have its root");
    }

    private Hash256 StateRoot()
    {
        List<Hash256> keys = [];
        List<Hash256> values = [];
        foreach (KeyValuePair<byte[], byte[]> entry in _store.Enumerate(ColumnFamily.State))
        {
            keys.Add(new Hash256(entry.Key));
            values.Add(StateHasher.HashValue(SealedValue.Open(ColumnFamily.State, entry.Key, entry.Value)));
        }
        Hash256[] hashes = new Hash256[keys.Count];
        return SparseMerkleLayers.Root(
            [.. keys], [.. values], hashes, new int[SparseMerkleLayers.WorkInts(keys.Count)]);
    }

    private T Read<T>(ColumnFamily family, byte[] key)
        where T : IAceValue<T> =>
        Ace.TryDecode(ReadBytes(family, key), out T value, out DecodeError error)
            ? value
            : throw new StateCorruptException($"a value of the {family} family does not decode: {error}");

    private byte[] ReadBytes(ColumnFamily family, byte[] key) =>
        _store.TryGet(family, key, out byte[] stored)
            ? SealedValue.Open(family, key, stored)
            : throw new StateCorruptException($"a value of the {family} family is missing");

    private static void Require(bool holds, string sentence)
    {
        if (!holds)
        {
            throw new StateCorruptException(sentence);
        }
    }

    private void Try(string what, Action read)
    {
        try
        {
            read();
        }
        catch (Exception error) when (error is StateCorruptException or RocksDbException)
        {
            _findings.Add($"{what}: {error.Message}");
        }
    }
}
