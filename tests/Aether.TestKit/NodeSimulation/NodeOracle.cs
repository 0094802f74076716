using System.Numerics;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Execution.Ledger;
using Aether.Execution.Staking;
using Aether.Execution.Storage;
using Aether.Pipeline.Status;
using Aether.TestKit.Ledger;

namespace Aether.TestKit.NodeSimulation;

/// <summary>
/// The checkers of final blocks: one chain, executed again by the naive ledger, the same on every node.
/// </summary>
internal sealed class NodeOracle
{
    // What a node keeps of final blocks and states: certificates and unfinalised blocks differ.
    private static readonly ColumnFamily[] s_equal =
    [
        ColumnFamily.Heights, ColumnFamily.State, ColumnFamily.Receipts, ColumnFamily.Transactions,
    ];

    private readonly NodeSimulation _simulation;
    private readonly SpecLedger _spec;
    private readonly BigInteger _supply;
    private readonly List<HeightRecord> _heights = [];
    private readonly Dictionary<Hash256, ulong> _included = [];
    private readonly ulong[] _announced;

    /// <summary>Starts at block 0.</summary>
    public NodeOracle(NodeSimulation simulation)
    {
        _simulation = simulation;
        _spec = new SpecLedger(simulation.Genesis);
        _supply = _spec.Supply(AssetId.Swr);
        _announced = new ulong[simulation.Genesis.Validators.Count];
    }

    /// <summary>The naive ledger after the highest final block.</summary>
    public SpecLedger Ledger => _spec;

    /// <summary>The highest height that is final anywhere.</summary>
    public ulong Height => (ulong)Math.Max(_heights.Count - 1, 0);

    /// <summary>The highest final view anywhere.</summary>
    public ulong View => _heights.Count == 0 ? 0 : _heights[^1].Header.View;

    /// <summary>What is known of a height.</summary>
    public HeightRecord this[ulong height] => _heights[(int)height];

    /// <summary>The height that holds a transaction, or null.</summary>
    public ulong? Find(Hash256 transactionId) =>
        _included.TryGetValue(transactionId, out ulong height) ? height : null;

    /// <summary>What a node told its clients is final.</summary>
    public ulong AnnouncedBy(int node) => _announced[node];

    /// <summary>A wiped node starts over.</summary>
    public void Forget(int node) => _announced[node] = 0;

    /// <summary>A node has recovered: it holds what it announced, and it is on the one chain.</summary>
    public void Started(NodeProcess node)
    {
        Header head = node.Store!.FinalizedHeader;
        if (_heights.Count == 0)
        {
            _heights.Add(RecordOf(node, head, []));
        }
        string who = $"node {node.Index} starts at height {head.Height}";
        Check(head.Height >= _announced[node.Index], "I-2", who + $" but announced {_announced[node.Index]}");
        if (head.Height == Height + 1)
        {
            // It died after the block was on disk and before it said so, and nobody else has it yet.
            _simulation.Coverage.FinalUnannounced++;
            Extend(node, Stored(node, head), who);
        }
        Check(head.Height <= Height && this[head.Height].Header.Hash == head.Hash, "I-2", who + " of no final chain");
        Compare(node, head.Height, who);
        _announced[node.Index] = head.Height;
    }

    /// <summary>A node is gone.</summary>
    public void Stopped(NodeProcess node) => _simulation.Fold((ulong)node.Index, _announced[node.Index]);

    /// <summary>A node announces a final block.</summary>
    public void Finalized(NodeProcess node, FinalBlock block)
    {
        Header header = block.Header;
        string who = $"node {node.Index} announces height {header.Height}";
        Check(header.Height == _announced[node.Index] + 1, "I-2", who + $" after {_announced[node.Index]}");
        Check(node.Disk.Store.Unsynced == 0, "I-7", who + " before it is on disk");
        Check(node.Store!.FinalizedHeader.Hash == header.Hash, "I-2", who + " but its store has another head");
        _announced[node.Index] = header.Height;
        _simulation.Coverage.Commits++;
        if (header.Height == Height + 1)
        {
            Extend(node, block, who);
        }
        Check(this[header.Height].Header.Hash == header.Hash, "I-1", who + " but another block of it is final");
        Check(this[header.Height].ReceiptsRoot == BlockExecutor.ReceiptsRoot(block.Receipts), "I-8",
            who + " with other receipts");
        Compare(node, header.Height, who);
        _simulation.Fold(header.Height, BitConverter.ToUInt64(header.Hash.Span));
    }

    /// <summary>Reads everything a node stores of the final chain and compares it with the one chain.</summary>
    public void CheckStored(NodeProcess node)
    {
        ulong top = node.Store!.FinalizedHeader.Height;
        for (ulong height = 1; height <= top; height++)
        {
            string who = $"node {node.Index} at height {height}";
            bool found = node.Store.TryGetFinalProposal(height, out Proposal? block);
            Check(found && block!.Hash == this[height].Header.Hash, "I-12", who + " keeps another block");
            Receipt[] receipts = node.Store.GetReceipts(height);
            Check(BlockExecutor.ReceiptsRoot(receipts) == this[height].ReceiptsRoot, "I-8",
                who + " keeps other receipts");
            bool decoded = Ace.TryDecode(block!.Payload, out BlockPayload payload, out DecodeError _);
            Check(decoded && payload.Transactions.Length == receipts.Length, "I-8", who + " keeps another payload");
            foreach (Transaction transaction in payload.Transactions)
            {
                bool located = node.Store.TryLocate(transaction.Id, out TransactionLocation place);
                Check(located && place.Height == height, "I-12", who + $" lost {transaction.Id}");
            }
        }
    }

    private static FinalBlock Stored(NodeProcess node, Header head)
    {
        bool found = node.Store!.TryGetFinalProposal(head.Height, out Proposal? block);
        bool decoded = Ace.TryDecode(found ? block!.Payload : [], out BlockPayload payload, out DecodeError _);
        return new FinalBlock(head, decoded ? payload.Transactions : [], node.Store.GetReceipts(head.Height), 0);
    }

    private void Extend(NodeProcess node, FinalBlock block, string who)
    {
        Header header = block.Header;
        Check(header.ParentHash == this[Height].Header.Hash, "I-1", who + " on another parent");
        Check(header.View > this[Height].Header.View, "I-1", who + " of an older view");
        Check(block.Transactions.Length == block.Receipts.Length, "I-8", who + " without a receipt for each");
        for (int index = 0; index < block.Transactions.Length; index++)
        {
            Execute(block.Transactions[index], block.Receipts[index], header, who);
        }
        EndBlock(node, header, who);
        Check(_spec.Supply(AssetId.Swr) == _supply, "I-10", who + " with another supply");
        _heights.Add(RecordOf(node, header, block.Receipts));
        CompareState(node, header, who);
        _simulation.Coverage.Heights++;
        _simulation.Coverage.Transactions += block.Transactions.Length;
    }

    // I-15 and I-23: nobody is convicted, and every epoch has the set that was fixed before it began.
    private void EndBlock(NodeProcess node, Header header, string who)
    {
        SpecStaking staking = _spec.Staking;
        Check(header.Epoch == staking.Epoch && header.Proposer < staking.Serving.Count, "I-23",
            who + $" of epoch {header.Epoch}, not {staking.Epoch}");
        _spec.EndBlock(staking.Serving[header.Proposer].Address);
        bool closes = staking.EndBlock(this[Height].Header, NonceOf(this[Height].Header).ToArray(), header.View);
        bool found = node.Store!.TryGetFinalProposal(header.Height, out Proposal? block);
        bool decoded = Ace.TryDecode(found ? block!.Payload : [], out BlockPayload payload, out DecodeError _);
        Check(decoded && payload.Evidence.Length == 0, "I-15", who + " with evidence against an honest key");
        EpochTransition? expected = closes
            ? new EpochTransition(staking.Epoch, new Hash256(staking.Randomness), staking.Serving)
            : null;
        Check(payload.Transition?.ComputeHash() == expected?.ComputeHash(), "I-23", who + " with another transition");
        _simulation.Coverage.Epochs += closes ? 1 : 0;
    }

    private Hash256 NonceOf(Header header)
    {
        if (_simulation.Keys.NonceOf(header) is { } hashed)
        {
            return hashed;
        }
        bool decodes = EpochRandomness.TryNonce(header.VrfProof, out Hash256 nonce);
        Check(decodes || header.Height == 0, "I-23", $"the proof of block {header.Height} does not decode");
        return nonce;
    }

    private void Execute(Transaction transaction, Receipt receipt, Header header, string who)
    {
        Check(_included.TryAdd(transaction.Id, header.Height), "I-11", who + $" with {transaction.Id} once more");
        SpecOutcome outcome = _spec.Run(transaction, header.View);
        string what = who + $" with {transaction.Id}";
        Check(outcome.Error == TransactionError.None, "I-8", what + $", which is {outcome.Error}");
        Check(receipt.TransactionId == transaction.Id && receipt.Status == outcome.Status, "I-8",
            what + $": {receipt.Status} of {receipt.TransactionId}, not {outcome.Status}");
        Check(receipt.GasUsed == outcome.Gas && (BigInteger)receipt.Fee == outcome.Fee, "I-8",
            what + $": gas {receipt.GasUsed} and fee {receipt.Fee}, not {outcome.Gas} and {outcome.Fee}");
        _simulation.Coverage.Failed += receipt.Status == ReceiptStatus.Success ? 0 : 1;
    }

    // The whole state, value by value and by the definition of its root.
    private void CompareState(NodeProcess node, Header header, string who)
    {
        SortedDictionary<Hash256, byte[]> values = _spec.Values();
        foreach ((Hash256 key, byte[] value) in values)
        {
            bool same = node.Store!.FinalizedState.TryGet(key, out byte[] held) && held.AsSpan().SequenceEqual(value);
            Check(same, "I-8", who + $" with another value of {key}");
        }
        Check(NaiveTree.Root(values) == header.StateRoot, "I-9", who + " with another root than its values have");
        Check(node.Disk.Store[ColumnFamily.State].Count == values.Count, "I-9", who + " with values of nothing");
    }

    private HeightRecord RecordOf(NodeProcess node, Header header, Receipt[] receipts)
    {
        (BigInteger Nonce, BigInteger Balance)[] accounts = [.. _simulation.Clients.Addresses
            .Select(address => _spec.AccountOf(address))
            .Select(account => (account.Nonce, account[AssetId.Swr]))];
        return new HeightRecord(header, BlockExecutor.ReceiptsRoot(receipts), DigestsOf(node), accounts);
    }

    private void Compare(NodeProcess node, ulong height, string who)
    {
        ulong[] digests = DigestsOf(node);
        for (int index = 0; index < digests.Length; index++)
        {
            Check(digests[index] == this[height].Digests[index], "I-9", who + $" with another {s_equal[index]}");
        }
    }

    // A crash may leave what is only ever added of the next block, without the block (ADR 0047): that does not count.
    private static ulong[] DigestsOf(NodeProcess node)
    {
        StoreImage image = node.Disk.Store;
        ulong above = node.Store!.FinalizedHeader.Height + 1;
        bool isLeft = image[ColumnFamily.Receipts].TryGet(StoreKeys.Number(above), out _);
        return [.. s_equal.Select(family =>
            isLeft ? image[family].DigestWithout(entry => HeightOf(family, entry) == above) : image[family].Digest)];
    }

    private static ulong? HeightOf(ColumnFamily family, KeyValuePair<byte[], byte[]> entry) => family switch
    {
        ColumnFamily.Receipts => StoreKeys.ReadNumber(entry.Key),
        ColumnFamily.Transactions => HeightOfPlace(SealedValue.Open(family, entry.Key, entry.Value)),
        _ => null,
    };

    private static ulong? HeightOfPlace(byte[] place) =>
        Ace.TryDecode(place, out TransactionLocation location, out DecodeError _) ? location.Height : null;

    private void Check(bool holds, string invariant, string what) => _simulation.Check(holds, invariant, what);
}
