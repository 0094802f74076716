using System.Buffers.Binary;
using System.Numerics;
using Aether.Core;
using Aether.Core.Types;
using Aether.Crypto.Hashing;
using Aether.Native.Files;

namespace Aether.Execution.Storage.Log;

/// <summary>The bytes of a log on disk.</summary>
/// <remarks>
/// <b>Shape</b>: segment = header of 128 bytes, then records. Header = magic 8, sequence of the first record u64,
/// identity 32, chain 32, digest before the first record 32, first 16 bytes of the BLAKE3 of all this. Record = head of
/// 32 bytes (magic u32, kind u8, three zero bytes, sequence u64, payload bytes u32, eight zero bytes, CRC-32C of these
/// 28 u32), payload, BLAKE3(digest before || head || payload), zeros up to a multiple of 16, mark of 16 bytes.
/// The mark is written once the record is on disk, so it tells a record that was acknowledged and is damaged from one
/// that was being written when the machine stopped. Records that one sync brought to the disk get their marks together.
/// It depends on the identity, which nobody outside the node knows: no payload can hold it. Every byte of it has at
/// least two bits set, so a half-written mark is never mistaken for one with a flipped bit.
/// </remarks>
internal static class LogFormat
{
    /// <summary>Bytes of a segment's header.</summary>
    public const int SegmentHeaderBytes = 128;

    /// <summary>Bytes of a record's head.</summary>
    public const int HeadBytes = 32;

    /// <summary>Bytes of a record's digest.</summary>
    public const int DigestBytes = 32;

    /// <summary>Bytes of a mark.</summary>
    public const int MarkBytes = 16;

    /// <summary>What a long record shares with its place in memory: its offset in a page of this size.</summary>
    public const int PageBytes = DurableFile.DirectUnit;

    private const int SealBytes = 16;
    private const ulong SegmentMagic = 0x3447_4F4C_4854_4541;
    private const uint RecordMagic = 0x3444_5245;
    private const byte MarkBits = 0x18;

    /// <summary>Bytes of a record with its mark.</summary>
    public static int RecordBytes(int payloadBytes) =>
        ((HeadBytes + payloadBytes + DigestBytes + MarkBytes - 1) & ~(MarkBytes - 1)) + MarkBytes;

    /// <summary>Name of the segment whose first record has this sequence; names sort as sequences do.</summary>
    public static string NameOf(ulong first) => $"log-{first:x16}";

    /// <summary>The sequence in a segment's name; false for other files.</summary>
    public static bool TryReadName(string name, out ulong first)
    {
        first = 0;
        return name.Length == 20 && name.StartsWith("log-", StringComparison.Ordinal)
            && ulong.TryParse(
                name.AsSpan(4),
                System.Globalization.NumberStyles.AllowHexSpecifier,
                System.Globalization.CultureInfo.InvariantCulture,
                out first);
    }

    /// <summary>Writes a segment's header.</summary>
    public static void WriteSegmentHeader(Span<byte> header, in LogSegmentHeader values)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(header, SegmentMagic);
        BinaryPrimitives.WriteUInt64LittleEndian(header[8..], values.First);
        values.Identity.Span.CopyTo(header[16..]);
        values.Chain.Span.CopyTo(header[48..]);
        values.Before.Span.CopyTo(header[80..]);
        Span<byte> seal = stackalloc byte[Hash256.Bytes];
        Blake3.Hash(header[..(SegmentHeaderBytes - SealBytes)], seal);
        seal[..SealBytes].CopyTo(header[(SegmentHeaderBytes - SealBytes)..]);
    }

    /// <summary>Reads a segment's header; false when it is not one.</summary>
    public static bool TryReadSegmentHeader(ReadOnlySpan<byte> header, out LogSegmentHeader values)
    {
        values = default;
        if (header.Length < SegmentHeaderBytes || BinaryPrimitives.ReadUInt64LittleEndian(header) != SegmentMagic)
        {
            return false;
        }
        values = new LogSegmentHeader(
            BinaryPrimitives.ReadUInt64LittleEndian(header[8..]),
            new Hash256(header.Slice(16, Hash256.Bytes)),
            new Hash256(header.Slice(48, Hash256.Bytes)),
            new Hash256(header.Slice(80, Hash256.Bytes)));
        Span<byte> again = stackalloc byte[SegmentHeaderBytes];
        WriteSegmentHeader(again, values);
        return again.SequenceEqual(header[..SegmentHeaderBytes]);
    }

    /// <summary>Writes a record's head.</summary>
    public static void WriteHead(Span<byte> head, LogRecordKind kind, ulong sequence, int payloadBytes)
    {
        head[..HeadBytes].Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(head, RecordMagic);
        head[4] = (byte)kind;
        BinaryPrimitives.WriteUInt64LittleEndian(head[8..], sequence);
        BinaryPrimitives.WriteInt32LittleEndian(head[16..], payloadBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(head[28..], Check(head[..28]));
    }

    /// <summary>Reads the head of the record with this sequence; false when it is not one.</summary>
    public static bool TryReadHead(
        ReadOnlySpan<byte> head, ulong sequence, out LogRecordKind kind, out int payloadBytes)
    {
        kind = default;
        payloadBytes = 0;
        if (head.Length < HeadBytes)
        {
            return false;
        }
        kind = (LogRecordKind)head[4];
        payloadBytes = BinaryPrimitives.ReadInt32LittleEndian(head[16..]);
        Span<byte> again = stackalloc byte[HeadBytes];
        WriteHead(again, kind, sequence, payloadBytes);
        return again.SequenceEqual(head[..HeadBytes])
            && kind is >= LogRecordKind.FinalBlock and <= LogRecordKind.FinalOfPending
            && payloadBytes is >= 0 and <= Limits.Storage.MaxRecordBytes;
    }

    /// <summary>The mark of an acknowledged record.</summary>
    public static void WriteMark(Span<byte> mark, Hash256 identity, ulong sequence)
    {
        Span<byte> input = stackalloc byte[Hash256.Bytes + sizeof(ulong)];
        identity.Span.CopyTo(input);
        BinaryPrimitives.WriteUInt64LittleEndian(input[Hash256.Bytes..], sequence);
        Span<byte> digest = stackalloc byte[Hash256.Bytes];
        Blake3.DeriveKey("aeth/log-mark/v1"u8, input, digest);
        for (int index = 0; index < MarkBytes; index++)
        {
            mark[index] = (byte)(digest[index] | MarkBits);
        }
    }

    /// <summary>True when the bytes are a mark of which any bytes were not written yet.</summary>
    public static bool IsPartOf(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> mark)
    {
        for (int index = 0; index < bytes.Length; index++)
        {
            if (bytes[index] != 0 && bytes[index] != mark[index])
            {
                return false;
            }
        }
        return true;
    }

    private static uint Check(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        for (int index = 0; index < bytes.Length; index += sizeof(uint))
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt32LittleEndian(bytes[index..]));
        }
        return crc;
    }
}
