using System.Buffers.Binary;
using Aether.Core.Types;

namespace Aether.Execution.Storage;

/// <summary>Keys of the store. Numbers are big-endian, so that keys sort as numbers do.</summary>
internal static class StoreKeys
{
    /// <summary>Layout version, under <see cref="ColumnFamily.Meta"/>.</summary>
    public static byte[] Version => [.. "version"u8];

    /// <summary>Genesis hash, under <see cref="ColumnFamily.Meta"/>.</summary>
    public static byte[] Genesis => [.. "genesis"u8];

    /// <summary>How far an import is, under <see cref="ColumnFamily.Meta"/>.</summary>
    public static byte[] Import => [.. "import"u8];

    /// <summary>Final head, under <see cref="ColumnFamily.Meta"/>.</summary>
    public static byte[] Head => [.. "head"u8];

    /// <summary>Present when the newest blocks are in a block log, under <see cref="ColumnFamily.Meta"/>.</summary>
    public static byte[] Log => [.. "log"u8];

    /// <summary>What is kept of the past, under <see cref="ColumnFamily.Meta"/>.</summary>
    public static byte[] History => [.. "history"u8];

    /// <summary>A state key at a height.</summary>
    public static byte[] At(in Hash256 key, ulong height)
    {
        byte[] bytes = new byte[Hash256.Bytes + 8];
        key.Span.CopyTo(bytes);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(Hash256.Bytes), height);
        return bytes;
    }

    /// <summary>Bytes of a number.</summary>
    public const int NumberBytes = sizeof(ulong);

    /// <summary>A number.</summary>
    public static byte[] Number(ulong value)
    {
        byte[] key = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(key, value);
        return key;
    }

    /// <summary>A number followed by bytes.</summary>
    public static byte[] NumberAnd(ulong value, ReadOnlySpan<byte> bytes)
    {
        byte[] key = new byte[8 + bytes.Length];
        BinaryPrimitives.WriteUInt64BigEndian(key, value);
        bytes.CopyTo(key.AsSpan(8));
        return key;
    }

    /// <summary>The number a key starts with.</summary>
    public static ulong ReadNumber(ReadOnlySpan<byte> key) => BinaryPrimitives.ReadUInt64BigEndian(key);

    /// <summary>A hash.</summary>
    public static byte[] Of(Hash256 hash) => hash.ToArray();
}
