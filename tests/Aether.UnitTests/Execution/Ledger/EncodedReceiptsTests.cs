using Aether.Core.Codec;
using Aether.Core.Diagnostics;
using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Aether.Execution.Ledger;
using Aether.Pipeline.Status;
using Xunit;

namespace Aether.UnitTests.Execution.Ledger;

public sealed class EncodedReceiptsTests
{
    [Fact]
    public void Of_SomeReceipts_GivesThemBack()
    {
        Receipt[] receipts = TestLedger.Execute(
            TestLedger.InitialState(),
            TestLedger.Transfer(0, 1, 0, AssetId.Swr, 5),
            TestLedger.Withdraw(1, 0, 7)).Receipts;
        EncodedReceipts encoded = EncodedReceipts.Of(receipts);
        Assert.Equal(2, encoded.Count);
        Assert.Equal(Ace.Encode(receipts[1]), encoded[1].ToArray());
        Assert.Equal([.. Ace.Encode(receipts[0]), .. Ace.Encode(receipts[1])], encoded.Bytes.ToArray());
        Assert.Equal(receipts.Select(Ace.Encode), encoded.Decoded.Select(Ace.Encode));
        Assert.Same(encoded.Decoded, encoded.Decoded);
        Assert.Equal(receipts.Select(receipt => MerkleTree.LeafHash(Ace.Encode(receipt))), encoded.Leaves());
        Assert.Equal(encoded.Bytes.Length, encoded.Ends[^1]);
    }

    [Fact]
    public void StatusAndGas_WithoutDecoding_AreThoseOfTheReceipts()
    {
        Receipt[] receipts =
        [
            .. TestLedger.Execute(
                TestLedger.InitialState(),
                TestLedger.Transfer(0, 1, 0, AssetId.Swr, 5),
                TestLedger.Withdraw(1, 0, 7)).Receipts,
            new Receipt(default, ReceiptStatus.OverLimit, ulong.MaxValue - 3, 9, default, [], default),
        ];
        EncodedReceipts encoded = EncodedReceipts.Of(receipts);
        ReceiptTally tally = new();
        tally.Add(EncodedReceipts.Of(receipts.AsSpan(0, 2)));
        for (int index = 0; index < receipts.Length; index++)
        {
            Assert.Equal(receipts[index].Status, encoded.StatusOf(index));
            Assert.Equal(receipts[index].GasUsed, encoded.GasOf(index));
        }
        Assert.Equal((long)(receipts[0].GasUsed + receipts[1].GasUsed), tally.Gas);
        Assert.Equal(
            receipts[..2].Count(receipt => receipt.Status == ReceiptStatus.Success), tally.Of(ReceiptStatus.Success));
    }

    [Fact]
    public void Read_AListInAPayload_KeepsItsBytes()
    {
        Receipt[] receipts = TestLedger.Execute(
            TestLedger.InitialState(),
            TestLedger.Transfer(0, 1, 0, AssetId.Swr, 5),
            TestLedger.Withdraw(1, 0, 7)).Receipts;
        AceWriter writer = new();
        writer.U64(1);
        writer.List<Receipt>(receipts);
        writer.U64(2);
        AceReader reader = new(writer.WrittenSpan);
        reader.U64();
        EncodedReceipts read = EncodedReceipts.Read(ref reader, writer.WrittenSpan);
        Assert.Equal(2UL, reader.U64());
        Assert.False(reader.Failed);
        Assert.Equal(EncodedReceipts.Of(receipts).Bytes.ToArray(), read.Bytes.ToArray());
        Assert.Equal(EncodedReceipts.Of(receipts).Ends.ToArray(), read.Ends.ToArray());
        Assert.Equal(receipts[1].TransactionId, read.TransactionIdAt(1));
        for (int length = 0; length < writer.Count - 8; length++)
        {
            AceReader cut = new(writer.WrittenSpan[..length]);
            cut.U64();
            Assert.Equal(0, EncodedReceipts.Read(ref cut, writer.WrittenSpan[..length]).Count);
            Assert.True(cut.Failed);
        }
    }

    [Fact]
    public void Constructor_EndsThatDoNotFit_Throws()
    {
        Assert.Throws<InvariantViolationException>(() => new EncodedReceipts([1], []));
        Assert.Throws<InvariantViolationException>(() => new EncodedReceipts([1], [2]));
        Assert.Empty(EncodedReceipts.Empty.Decoded);
    }
}
