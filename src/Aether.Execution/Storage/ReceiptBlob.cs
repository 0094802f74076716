using System.Buffers.Binary;
using Aether.Core;
using Aether.Execution.Ledger;

namespace Aether.Execution.Storage;

/// <summary>The receipts of one block as one value: count u32, exclusive end of each u32, the encodings.</summary>
internal static class ReceiptBlob
{
    /// <summary>Joins receipts.</summary>
    public static byte[] Encode(EncodedReceipts receipts)
    {
        byte[] blob = new byte[LengthOf(receipts)];
        Encode(receipts, blob);
        return blob;
    }

    /// <summary>Bytes of the joined receipts.</summary>
    public static int LengthOf(EncodedReceipts receipts) => 4 + (4 * receipts.Count) + receipts.Bytes.Length;

    /// <summary>Joins receipts into exactly <see cref="LengthOf"/> bytes.</summary>
    public static void Encode(EncodedReceipts receipts, Span<byte> blob)
    {
        int head = 4 + (4 * receipts.Count);
        BinaryPrimitives.WriteInt32LittleEndian(blob, receipts.Count);
        for (int index = 0; index < receipts.Count; index++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(blob[(4 + (4 * index))..], receipts.Ends[index]);
        }
        receipts.Bytes.CopyTo(blob[head..]);
    }

    /// <summary>Number of receipts; -1 when the value is damaged.</summary>
    public static int Count(ReadOnlySpan<byte> blob)
    {
        int count = blob.Length < 4 ? -1 : BinaryPrimitives.ReadInt32LittleEndian(blob);
        return count is >= 0 and <= Limits.Block.MaxTransactions && blob.Length - 4 >= 4 * count ? count : -1;
    }

    /// <summary>The encoding of one receipt; empty when the value is damaged.</summary>
    public static ReadOnlySpan<byte> At(ReadOnlySpan<byte> blob, int index)
    {
        int count = Count(blob);
        if (index < 0 || index >= count)
        {
            return default;
        }
        ReadOnlySpan<byte> bytes = blob[(4 + (4 * count))..];
        int start = index == 0 ? 0 : BinaryPrimitives.ReadInt32LittleEndian(blob[(4 * index)..]);
        int end = BinaryPrimitives.ReadInt32LittleEndian(blob[(4 + (4 * index))..]);
        return start >= 0 && start <= end && end <= bytes.Length ? bytes[start..end] : default;
    }
}
