using System.Buffers.Binary;
using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Diagnostics;
using Aether.Core.Types;
using Aether.Crypto.Merkle;

namespace Aether.Execution.Ledger;

/// <summary>The receipts of a block in their canonical bytes, one after the other.</summary>
/// <remarks>
/// <b>Threads</b>: immutable; any number of readers. <b>Cost</b>: receipt objects are made when somebody asks for them.
/// </remarks>
public sealed class EncodedReceipts
{
    private const int MinReceiptBytes = 32;

    // A receipt begins with the transaction's hash, its status and its gas: Receipt.Encode.
    private const int StatusOffset = Hash256.Bytes;
    private const int GasOffset = StatusOffset + 1;

    private readonly byte[] _bytes;
    private readonly int[] _ends;
    private Receipt[]? _decoded;

    /// <summary>Takes over canonical receipts and where each of them ends.</summary>
    public EncodedReceipts(byte[] bytes, int[] ends)
    {
        Check.That(ends.Length == 0 ? bytes.Length == 0 : ends[^1] == bytes.Length);
        _bytes = bytes;
        _ends = ends;
    }

    /// <summary>None.</summary>
    public static EncodedReceipts Empty => new([], []);

    /// <summary>Receipts of the block.</summary>
    public int Count => _ends.Length;

    /// <summary>All of them, one after the other.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>Where each of them ends.</summary>
    public ReadOnlySpan<int> Ends => _ends;

    /// <summary>The canonical bytes of one receipt.</summary>
    public ReadOnlySpan<byte> this[int index]
    {
        get
        {
            int start = index == 0 ? 0 : _ends[index - 1];
            return _bytes.AsSpan(start, _ends[index] - start);
        }
    }

    /// <summary>Whose receipt it is: an encoding begins with it.</summary>
    public Hash256 TransactionIdAt(int index) => new(this[index][..Hash256.Bytes]);

    /// <summary>The receipts as objects: made at the first call.</summary>
    public Receipt[] Decoded => Volatile.Read(ref _decoded) ?? Decode();

    /// <summary>Encodes receipts.</summary>
    public static EncodedReceipts Of(ReadOnlySpan<Receipt> receipts)
    {
        AceWriter writer = new(256 * (receipts.Length + 1));
        int[] ends = new int[receipts.Length];
        for (int index = 0; index < ends.Length; index++)
        {
            receipts[index].Encode(writer);
            ends[index] = writer.Count;
        }
        return new EncodedReceipts(writer.ToArray(), ends);
    }

    /// <summary>Reads a list of receipts and keeps its bytes; none when it does not decode.</summary>
    /// <param name="reader">Stands before the list's length.</param>
    /// <param name="payload">What the reader reads.</param>
    public static EncodedReceipts Read(ref AceReader reader, ReadOnlySpan<byte> payload)
    {
        int count = reader.Count(Limits.Block.MaxTransactions, MinReceiptBytes);
        int start = payload.Length - reader.Remaining;
        int[] ends = new int[count];
        for (int index = 0; index < count && !reader.Failed; index++)
        {
            Receipt.Decode(ref reader);
            ends[index] = payload.Length - reader.Remaining - start;
        }
        return reader.Failed || count == 0
            ? Empty
            : new EncodedReceipts(payload.Slice(start, ends[^1]).ToArray(), ends);
    }

    /// <summary>The status of one receipt, without making an object of it.</summary>
    public ReceiptStatus StatusOf(int index) => (ReceiptStatus)this[index][StatusOffset];

    /// <summary>The gas of one receipt, without making an object of it.</summary>
    public ulong GasOf(int index) => BinaryPrimitives.ReadUInt64LittleEndian(this[index][GasOffset..]);

    /// <summary>The leaf hashes of the receipts tree.</summary>
    public Hash256[] Leaves()
    {
        Hash256[] leaves = new Hash256[Count];
        MerkleLayers.HashLeaves(_bytes, _ends, leaves);
        return leaves;
    }

    // Two readers may decode at once: both results are the same.
    private Receipt[] Decode()
    {
        Receipt[] receipts = new Receipt[Count];
        for (int index = 0; index < receipts.Length; index++)
        {
            bool valid = Ace.TryDecode(this[index], out receipts[index], out DecodeError _);
            Check.That(valid);
        }
        Volatile.Write(ref _decoded, receipts);
        return receipts;
    }
}
