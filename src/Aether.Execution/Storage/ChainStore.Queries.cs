using System.Diagnostics.CodeAnalysis;
using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Execution.State;

namespace Aether.Execution.Storage;

/// <summary>Lookups in the durable chain. Stored values that do not decode mean corruption.</summary>
public sealed partial class ChainStore
{
    /// <summary>A block by hash, final or pending.</summary>
    public bool TryGetProposal(Hash256 hash, [NotNullWhen(true)] out Proposal? block)
    {
        bool found = TryRead(ColumnFamily.Blocks, hash.Span, out byte[] bytes);
        block = found ? Decode<Proposal>(bytes) : null;
        return found;
    }

    /// <summary>A final block by height.</summary>
    public bool TryGetFinalProposal(ulong height, [NotNullWhen(true)] out Proposal? block)
    {
        block = null;
        return TryRead(ColumnFamily.Heights, StoreKeys.Number(height), out byte[] hash)
            && TryGetProposal(new Hash256(hash), out block);
    }

    /// <summary>Where a final transaction is.</summary>
    public bool TryLocate(Hash256 transactionId, out TransactionLocation location)
    {
        bool found = TryRead(ColumnFamily.Transactions, transactionId.Span, out byte[] bytes);
        location = found ? Decode<TransactionLocation>(bytes) : default;
        return found;
    }

    /// <summary>One receipt of a final block.</summary>
    public bool TryGetReceipt(TransactionLocation location, [NotNullWhen(true)] out Receipt? receipt)
    {
        byte[] key = StoreKeys.Receipt(location.Height, location.Index);
        bool found = TryRead(ColumnFamily.Receipts, key, out byte[] bytes);
        receipt = found ? Decode<Receipt>(bytes) : null;
        return found;
    }

    /// <summary>All receipts of a final block, in order.</summary>
    public Receipt[] GetReceipts(ulong height) =>
        [.. _store.Scan(ColumnFamily.Receipts, StoreKeys.Number(height), Limits.Block.MaxTransactions)
            .Select(entry => Decode<Receipt>(SealedValue.Open(ColumnFamily.Receipts, entry.Key, entry.Value)))];

    /// <summary>The kept proof of a final block; false when its certified descendant was too far away.</summary>
    public bool TryGetFinality(ulong height, [NotNullWhen(true)] out FinalityProof? proof)
    {
        bool found = TryRead(ColumnFamily.Finality, StoreKeys.Number(height), out byte[] bytes);
        proof = found ? Decode<FinalityProof>(bytes) : null;
        return found;
    }

    /// <summary>What opens an epoch; false for epoch 0 and for epochs that did not begin.</summary>
    public bool TryGetEpoch(uint epoch, [NotNullWhen(true)] out EpochProof? proof)
    {
        bool found = TryRead(ColumnFamily.Epochs, StoreKeys.Number(epoch), out byte[] bytes);
        proof = found ? Decode<EpochProof>(bytes) : null;
        return found;
    }

    /// <summary>The pending blocks above the final head, ascending by view.</summary>
    public IReadOnlyList<Proposal> LoadPending()
    {
        List<Proposal> blocks = [];
        foreach (KeyValuePair<byte[], byte[]> entry in
            _store.Scan(ColumnFamily.Pending, [], Limits.Consensus.MaxPendingBlocks))
        {
            if (TryGetProposal(new Hash256(entry.Key.AsSpan(8)), out Proposal? block))
            {
                blocks.Add(block);
            }
        }
        return blocks;
    }

    private static T Decode<T>(ReadOnlySpan<byte> bytes)
        where T : IAceValue<T> =>
        Ace.TryDecode(bytes, out T value, out DecodeError error)
            ? value
            : throw new StateCorruptException($"a stored value does not decode: {error}");
}
