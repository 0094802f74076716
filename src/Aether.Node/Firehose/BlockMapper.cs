using System.Globalization;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Node.Feed;
using Aether.Node.Firehose.Protos.Types;
using Google.Protobuf;
using CoreHeader = Aether.Core.Types.Header;
using CoreReceipt = Aether.Core.Types.Receipt;
using CoreTransaction = Aether.Core.Types.Transaction;
using Header = Aether.Node.Firehose.Protos.Types.Header;
using LeadKind = Aether.Node.Firehose.Protos.Types.LeadKind;
using OutPoint = Aether.Node.Firehose.Protos.Types.OutPoint;
using Receipt = Aether.Node.Firehose.Protos.Types.Receipt;
using Transaction = Aether.Node.Firehose.Protos.Types.Transaction;

namespace Aether.Node.Firehose;

/// <summary>Blocks as messages.</summary>
internal static class BlockMapper
{
    /// <summary>A block with some of its transactions and their receipts.</summary>
    /// <param name="block">The block.</param>
    /// <param name="indexes">Which; null for all.</param>
    public static Block Map(FeedBlock block, int[]? indexes)
    {
        Block mapped = MapHeader(block);
        int count = indexes?.Length ?? block.Transactions.Length;
        CoreReceipt[]? receipts = block.Receipts;
        mapped.Transactions.Capacity = count;
        mapped.Receipts.Capacity = block.HasReceipts ? count : 0;
        for (int at = 0; at < count; at++)
        {
            int index = indexes?[at] ?? at;
            mapped.Transactions.Add(Map(block.Transactions[index], index));
            if (receipts is not null)
            {
                mapped.Receipts.Add(Map(receipts[index]));
            }
        }
        return mapped;
    }

    /// <summary>A block without its transactions.</summary>
    public static Block MapHeader(FeedBlock block) => new()
    {
        Hash = Bytes(block.Hash),
        Height = block.Height,
        Header = Map(block.Header),
        ReceiptsKnown = block.HasReceipts,
        TransactionCount = (uint)block.Transactions.Length,
    };

    /// <summary>A block's height and hash.</summary>
    public static BlockRef Ref(CoreHeader header) => new() { Height = header.Height, Hash = Bytes(header.Hash) };

    /// <summary>The last final block of a place; null when there is none yet.</summary>
    public static BlockRef? LastFinal(FeedCursor cursor) => cursor.NextFinal == 0
        ? null
        : new BlockRef { Height = cursor.NextFinal - 1, Hash = Bytes(cursor.Final) };

    /// <summary>A hash as bytes.</summary>
    public static ByteString Bytes(in Hash256 hash) => ByteString.CopyFrom(hash.Span);

    private static Header Map(CoreHeader header) => new()
    {
        Version = header.Version,
        Epoch = header.Epoch,
        View = header.View,
        Height = header.Height,
        ParentHash = Bytes(header.ParentHash),
        TimestampMs = header.TimestampMs,
        Proposer = header.Proposer,
        LeadKind = (LeadKind)header.LeadKind,
        PayloadRoot = Bytes(header.PayloadRoot),
        PayloadBytes = header.PayloadBytes,
        StateRoot = Bytes(header.StateRoot),
        ReceiptsRoot = Bytes(header.ReceiptsRoot),
        EvidenceRoot = Bytes(header.EvidenceRoot),
        BaseFee = header.BaseFee,
        ExtraVersionBits = header.ExtraVersionBits,
        Encoded = UnsafeByteOperations.UnsafeWrap(Ace.Encode(header)),
    };

    private static Transaction Map(CoreTransaction transaction, int index)
    {
        TransactionBody body = transaction.Body;
        Transaction mapped = new()
        {
            Id = Bytes(transaction.Id),
            WitnessId = Bytes(transaction.WitnessId),
            Index = (uint)index,
            FeePayer = Bytes(body.FeePayer.Value),
            Nonce = body.Nonce,
            ValidUntil = body.ValidUntil,
            GasLimit = body.GasLimit,
            MaxFee = Amount(body.MaxFee),
            TipPerGas = body.TipPerGas,
            Raw = ByteString.CopyFrom(transaction.Bytes),
        };
        foreach (Core.Types.OutPoint input in body.Inputs)
        {
            mapped.Inputs.Add(new OutPoint { TransactionId = Bytes(input.TransactionId), Index = input.Index });
        }
        foreach (TransactionOutput output in body.Outputs)
        {
            mapped.Outputs.Add(new Output
            {
                Owner = Bytes(output.Owner.Value),
                Asset = Bytes(output.Asset.Value),
                Amount = Amount(output.Amount),
                DatumHash = output.DatumHash is { } datum ? Bytes(datum) : ByteString.Empty,
            });
        }
        mapped.Reads.AddRange(body.Reads.Select(item => Bytes(item.Value)));
        mapped.Writes.AddRange(body.Writes.Select(item => Bytes(item.Value)));
        foreach (ProgramCall call in body.Calls)
        {
            mapped.Calls.Add(new Call
            {
                Program = Bytes(call.Program.Value),
                Method = call.Method,
                Arguments = UnsafeByteOperations.UnsafeWrap(call.Arguments),
                Gas = call.Gas,
            });
        }
        mapped.Signers.AddRange(transaction.Witnesses.Select(witness => Bytes(witness.Key.Value)));
        return mapped;
    }

    private static Receipt Map(CoreReceipt receipt)
    {
        Receipt mapped = new()
        {
            TransactionId = Bytes(receipt.TransactionId),
            Status = (uint)receipt.Status,
            StatusName = receipt.Status.ToString(),
            GasUsed = receipt.GasUsed,
            Fee = Amount(receipt.Fee),
            StateDeltaHash = Bytes(receipt.StateDeltaHash),
            ReturnHash = Bytes(receipt.ReturnHash),
        };
        foreach (LedgerEvent item in receipt.Events)
        {
            Event sent = new()
            {
                Program = Bytes(item.Program.Value),
                Data = UnsafeByteOperations.UnsafeWrap(item.Data),
            };
            sent.Topics.AddRange(item.Topics.Select(topic => Bytes(topic)));
            mapped.Events.Add(sent);
        }
        return mapped;
    }

    private static string Amount(UInt128 amount) => amount.ToString(CultureInfo.InvariantCulture);
}
