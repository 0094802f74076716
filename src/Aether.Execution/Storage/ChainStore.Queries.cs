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
        block = _recent.FindBlock(hash);
        if (block is null && TryRead(ColumnFamily.Blocks, hash.Span, out byte[] bytes))
        {
            bool isFinal = bytes.Length == StoreKeys.NumberBytes;
            block = isFinal ? ReadFinal(bytes) : Decode<Proposal>(bytes);
        }
        return block is not null;
    }

    /// <summary>A header by hash, of a final block or a pending one; a pruned block still has it.</summary>
    public bool TryGetHeader(Hash256 hash, [NotNullWhen(true)] out Header? header)
    {
        // First the block: pruning puts the header in its place at once.
        header = TryGetProposal(hash, out Proposal? block) ? block.Header : null;
        if (header is null && TryRead(ColumnFamily.Headers, hash.Span, out byte[] bytes))
        {
            header = Decode<SignedHeader>(bytes).Header;
        }
        return header is not null;
    }

    /// <summary>A final header by height; a pruned block still has it.</summary>
    public bool TryGetFinalHeader(ulong height, [NotNullWhen(true)] out Header? header)
    {
        header = _recent.FindFinal(height)?.Block.Header;
        return header is not null
            || (TryRead(ColumnFamily.Heights, StoreKeys.Number(height), out byte[] hash)
                && TryGetHeader(new Hash256(hash), out header));
    }

    /// <summary>A final block by height.</summary>
    public bool TryGetFinalProposal(ulong height, [NotNullWhen(true)] out Proposal? block)
    {
        block = _recent.FindFinal(height)?.Block;
        block ??= IsAboveHead(height) ? null : ReadFinal(StoreKeys.Number(height));
        return block is not null;
    }

    /// <summary>Where a final transaction is.</summary>
    public bool TryLocate(Hash256 transactionId, out TransactionLocation location)
    {
        if (_recent.TryLocate(transactionId, out location))
        {
            return true;
        }
        bool found = TryRead(ColumnFamily.Transactions, transactionId.Span, out byte[] bytes);
        location = found ? Decode<TransactionLocation>(bytes) : default;
        return found && !IsAboveHead(location.Height);
    }

    /// <summary>One receipt of a final block.</summary>
    public bool TryGetReceipt(TransactionLocation location, [NotNullWhen(true)] out Receipt? receipt)
    {
        receipt = null;
        if (_recent.FindFinal(location.Height) is { } entry)
        {
            receipt = location.Index < entry.Receipts.Count
                ? Decode<Receipt>(entry.Receipts[(int)location.Index])
                : null;
        }
        else if (TryRead(ColumnFamily.Receipts, StoreKeys.Number(location.Height), out byte[] blob)
            && location.Index < ReceiptBlob.Count(blob))
        {
            receipt = Decode<Receipt>(ReceiptBlob.At(blob, (int)location.Index));
        }
        return receipt is not null;
    }

    /// <summary>All receipts of a final block, in order.</summary>
    public Receipt[] GetReceipts(ulong height)
    {
        if (_recent.FindFinal(height) is { } entry)
        {
            return [.. entry.Receipts.Decoded];
        }
        if (!TryRead(ColumnFamily.Receipts, StoreKeys.Number(height), out byte[] blob))
        {
            return [];
        }
        Receipt[] receipts = new Receipt[Math.Max(ReceiptBlob.Count(blob), 0)];
        for (int index = 0; index < receipts.Length; index++)
        {
            receipts[index] = Decode<Receipt>(ReceiptBlob.At(blob, index));
        }
        return receipts;
    }

    /// <summary>The kept proof of a final block; false when its certified descendant was too far away.</summary>
    public bool TryGetFinality(ulong height, [NotNullWhen(true)] out FinalityProof? proof)
    {
        FinalEntry? entry = _recent.FindFinal(height);
        proof = entry?.Proof;
        if (entry is null && TryRead(ColumnFamily.Finality, StoreKeys.Number(height), out byte[] bytes))
        {
            proof = Decode<FinalityProof>(bytes);
        }
        return proof is not null;
    }

    /// <summary>What opens an epoch; false for epoch 0 and for epochs that did not begin.</summary>
    public bool TryGetEpoch(uint epoch, [NotNullWhen(true)] out EpochProof? proof)
    {
        proof = _recent.FindEpoch(epoch);
        if (proof is null && TryRead(ColumnFamily.Epochs, StoreKeys.Number(epoch), out byte[] bytes))
        {
            proof = Decode<EpochProof>(bytes);
        }
        return proof is not null;
    }

    /// <summary>The pending blocks above the final head, ascending by view.</summary>
    public IReadOnlyList<Proposal> LoadPending()
    {
        SortedDictionary<(ulong View, Hash256 Hash), Proposal> blocks = [];
        ulong above = _finalizedHeader.View;
        foreach (KeyValuePair<byte[], byte[]> entry in
            _store.Scan(ColumnFamily.Pending, [], Limits.Consensus.MaxPendingBlocks))
        {
            Hash256 hash = new(entry.Key.AsSpan(8));
            ulong view = StoreKeys.ReadNumber(entry.Key);
            if (view > above && TryGetProposal(hash, out Proposal? block))
            {
                blocks[(view, hash)] = block;
            }
        }
        foreach (Proposal block in _recent.Pending())
        {
            blocks[(block.Header.View, block.Hash)] = block;
        }
        return [.. blocks.Values];
    }

    // An interrupted checkpoint may have left entries there. While a chain is opened it has no head yet.
    private bool IsAboveHead(ulong height) => _finalizedHeader is { } head && height > head.Height;

    // Null once it was pruned.
    private Proposal? ReadFinal(byte[] height) =>
        TryRead(ColumnFamily.Blocks, height, out byte[] bytes) ? Decode<Proposal>(bytes) : null;

    private static T Decode<T>(ReadOnlySpan<byte> bytes)
        where T : IAceValue<T> =>
        Ace.TryDecode(bytes, out T value, out DecodeError error)
            ? value
            : throw new StateCorruptException($"a stored value does not decode: {error}");
}
