using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Execution.Ledger;
using Aether.Execution.Storage;
using Xunit;

namespace Aether.UnitTests.Execution.Storage;

public sealed class ReceiptBlobTests
{
    [Fact]
    public void Encode_AnyNumber_GivesEachBack()
    {
        for (int count = 0; count < 6; count++)
        {
            Receipt[] receipts = [.. Enumerable.Range(0, count).Select(index => new Receipt(
                TestLedger.Hash(index), ReceiptStatus.Success, (ulong)index, 3, default, [], default))];
            byte[] blob = ReceiptBlob.Encode(EncodedReceipts.Of(receipts));
            Assert.Equal(count, ReceiptBlob.Count(blob));
            for (int index = 0; index < count; index++)
            {
                Assert.Equal(Ace.Encode(receipts[index]), ReceiptBlob.At(blob, index).ToArray());
            }
            Assert.True(ReceiptBlob.At(blob, count).IsEmpty && ReceiptBlob.At(blob, -1).IsEmpty);
        }
    }

    [Fact]
    public void Damage_NeverThrows()
    {
        Random random = new(1);
        Receipt receipt = new(TestLedger.Hash(1), ReceiptStatus.Success, 1, 3, default, [], default);
        byte[] blob = ReceiptBlob.Encode(EncodedReceipts.Of([receipt, receipt, receipt]));
        for (int round = 0; round < 5_000; round++)
        {
            byte[] damaged = blob[..random.Next(blob.Length + 1)];
            for (int flips = random.Next(4); flips > 0 && damaged.Length > 0; flips--)
            {
                damaged[random.Next(Math.Min(damaged.Length, 20))] ^= (byte)random.Next(256);
            }
            Assert.InRange(ReceiptBlob.Count(damaged), -1, damaged.Length / 4);
            Assert.True(ReceiptBlob.At(damaged, random.Next(4)).Length <= damaged.Length);
        }
    }
}
