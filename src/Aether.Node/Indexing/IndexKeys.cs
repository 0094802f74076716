using System.Buffers.Binary;
using Aether.Core.Types;
using Aether.Execution.Storage;

namespace Aether.Node.Indexing;

/// <summary>Keys of the index. Its store is of the same make as the chain's and uses four of its families.</summary>
/// <remarks>Numbers are big-endian, so that keys sort as numbers do.</remarks>
internal static class IndexKeys
{
    /// <summary>Where the index is: one value under <see cref="Head"/>.</summary>
    public const ColumnFamily Meta = ColumnFamily.Meta;

    /// <summary>By address, height u64 and position u32, a <see cref="HistoryEntry"/>.</summary>
    public const ColumnFamily Entries = ColumnFamily.History;

    /// <summary>By owner, transaction and index u32, an <see cref="OwnedOutput"/>.</summary>
    public const ColumnFamily Outputs = ColumnFamily.Transactions;

    /// <summary>By height, the keys of the outputs that its block spent, one after the other.</summary>
    public const ColumnFamily Spent = ColumnFamily.Changes;

    /// <summary>Bytes of a key of <see cref="Entries"/>.</summary>
    public const int EntryBytes = Hash256.Bytes + sizeof(ulong) + sizeof(uint);

    /// <summary>Bytes of a key of <see cref="Outputs"/>.</summary>
    public const int OutputBytes = Hash256.Bytes + Hash256.Bytes + sizeof(uint);

    /// <summary>The families, for who empties the store.</summary>
    public static IReadOnlyList<ColumnFamily> Families { get; } = [Entries, Outputs, Spent];

    /// <summary>Key of the head.</summary>
    public static ReadOnlySpan<byte> Head => "head"u8;

    /// <summary>Key of an entry.</summary>
    public static void WriteEntry(Span<byte> key, in Address address, ulong height, uint index)
    {
        address.Value.Span.CopyTo(key);
        BinaryPrimitives.WriteUInt64BigEndian(key[Hash256.Bytes..], height);
        BinaryPrimitives.WriteUInt32BigEndian(key[(Hash256.Bytes + sizeof(ulong))..], index);
    }

    /// <summary>Height and position in the key of an entry.</summary>
    public static (ulong Height, uint Index) ReadPlace(ReadOnlySpan<byte> key) => key.Length == EntryBytes
        ? (BinaryPrimitives.ReadUInt64BigEndian(key[Hash256.Bytes..]),
            BinaryPrimitives.ReadUInt32BigEndian(key[(Hash256.Bytes + sizeof(ulong))..]))
        : throw StoredNumber.Damaged();

    /// <summary>Key of an output.</summary>
    public static void WriteOutput(Span<byte> key, in Hash256 owner, OutPoint point)
    {
        owner.Span.CopyTo(key);
        point.TransactionId.Span.CopyTo(key[Hash256.Bytes..]);
        BinaryPrimitives.WriteUInt32BigEndian(key[(2 * Hash256.Bytes)..], point.Index);
    }

    /// <summary>The name in the key of an output.</summary>
    public static OutPoint ReadPoint(ReadOnlySpan<byte> key) => key.Length == OutputBytes
        ? new OutPoint(
            new Hash256(key.Slice(Hash256.Bytes, Hash256.Bytes)),
            BinaryPrimitives.ReadUInt32BigEndian(key[(2 * Hash256.Bytes)..]))
        : throw StoredNumber.Damaged();

    /// <summary>Key of what a block spent.</summary>
    public static byte[] OfHeight(ulong height)
    {
        byte[] key = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(key, height);
        return key;
    }

    /// <summary>The height in such a key.</summary>
    public static ulong ReadHeight(ReadOnlySpan<byte> key) => BinaryPrimitives.ReadUInt64BigEndian(key);
}
