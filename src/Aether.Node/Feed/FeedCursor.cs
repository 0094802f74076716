using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Aether.Core.Types;

namespace Aether.Node.Feed;

/// <summary>
/// A place in the sequence of events of a chain. What comes next follows from it and the chain alone, so it holds on
/// every node and needs no session.
/// </summary>
/// <remarks>
/// <b>Shape</b>, little-endian: version u8 = 1, step u8, chain tag u64, <see cref="First"/> u64,
/// <see cref="Next"/> u64, tip 32, <see cref="NextFinal"/> u64, final 32, with step undo the undone block's hash 32,
/// and the first 8 bytes of SHA-256("aeth/feed/cursor/v1" || all before). Its text is that in base64url without
/// padding; there is one text for a cursor.
/// <b>Trust</b>: the checksum finds damage, not forgery: whoever opens a cursor compares its hashes with the chain.
/// </remarks>
/// <param name="Step">The event it comes from.</param>
/// <param name="First">First height the reader asked for: of blocks below it there are no events.</param>
/// <param name="Next">Height after the reader's last block.</param>
/// <param name="Tip">Hash of that last block; zero when <paramref name="Next"/> is 0.</param>
/// <param name="NextFinal">Height after the last block that was final; at most <paramref name="Next"/>.</param>
/// <param name="Final">Hash of that final block; zero when <paramref name="NextFinal"/> is 0.</param>
internal sealed record FeedCursor(
    FeedStep Step, ulong First, ulong Next, Hash256 Tip, ulong NextFinal, Hash256 Final)
{
    private const byte Version = 1;
    private const int CheckBytes = CursorCheck.Bytes;
    private const int PlainBytes = 2 + 8 + 8 + 8 + Hash256.Bytes + 8 + Hash256.Bytes + CheckBytes;
    private const int UndoBytes = PlainBytes + Hash256.Bytes;

    /// <summary>Longest text.</summary>
    public const int MaxChars = ((UndoBytes * 4) + 2) / 3;

    /// <summary>Hash of the undone block, with <see cref="FeedStep.Undo"/> alone.</summary>
    public Hash256 Undone { get; init; }

    /// <summary>The block of the event: its height.</summary>
    public ulong? EventHeight => Step switch
    {
        FeedStep.New => Next - 1,
        FeedStep.Undo => Next,
        FeedStep.Final => NextFinal - 1,
        _ => null,
    };

    /// <summary>The block of the event: its hash.</summary>
    public Hash256 EventHash => Step switch
    {
        FeedStep.New => Tip,
        FeedStep.Undo => Undone,
        FeedStep.Final => Final,
        _ => default,
    };

    /// <summary>The reader has seen no block yet.</summary>
    public bool IsUntouched => Next <= First;

    /// <summary>The place before a height.</summary>
    public static FeedCursor Before(ulong first) => new(FeedStep.None, first, 0, default, 0, default);

    /// <summary>The text for clients of a chain.</summary>
    /// <param name="chainTag"><see cref="Genesis.ChainTag"/>.</param>
    public string Format(ulong chainTag)
    {
        Span<byte> bytes = stackalloc byte[Step == FeedStep.Undo ? UndoBytes : PlainBytes];
        bytes[0] = Version;
        bytes[1] = (byte)Step;
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[2..], chainTag);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[10..], First);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[18..], Next);
        Tip.Span.CopyTo(bytes[26..]);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[58..], NextFinal);
        Final.Span.CopyTo(bytes[66..]);
        if (Step == FeedStep.Undo)
        {
            Undone.Span.CopyTo(bytes[98..]);
        }
        Check(bytes[..^CheckBytes], bytes[^CheckBytes..]);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Reads the text of a client.</summary>
    /// <param name="text">Anything.</param>
    /// <param name="chainTag">Of the chain it must be for.</param>
    /// <param name="cursor">The place.</param>
    /// <param name="kind">Else <see cref="FeedRefusalKind.Malformed"/> or <see cref="FeedRefusalKind.OtherChain"/>.
    /// </param>
    public static bool TryParse(
        string text, ulong chainTag, [NotNullWhen(true)] out FeedCursor? cursor, out FeedRefusalKind kind)
    {
        cursor = null;
        kind = FeedRefusalKind.Malformed;
        Span<byte> buffer = stackalloc byte[UndoBytes];
        if (text.Length > MaxChars || !Ascii.IsValid(text) || !TryDecode(text, buffer, out int count)
            || count is not (PlainBytes or UndoBytes) || buffer[0] != Version)
        {
            return false;
        }
        ReadOnlySpan<byte> bytes = buffer[..count];
        Span<byte> check = stackalloc byte[CheckBytes];
        Check(bytes[..^CheckBytes], check);
        FeedStep step = (FeedStep)bytes[1];
        if (!check.SequenceEqual(bytes[^CheckBytes..]) || step > FeedStep.Final
            || (step == FeedStep.Undo) != (count == UndoBytes))
        {
            return false;
        }
        if (BinaryPrimitives.ReadUInt64LittleEndian(bytes[2..]) != chainTag)
        {
            kind = FeedRefusalKind.OtherChain;
            return false;
        }
        FeedCursor read = new(
            step,
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[10..]),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[18..]),
            new Hash256(bytes.Slice(26, Hash256.Bytes)),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[58..]),
            new Hash256(bytes.Slice(66, Hash256.Bytes)))
        {
            Undone = step == FeedStep.Undo ? new Hash256(bytes.Slice(98, Hash256.Bytes)) : default,
        };
        cursor = read.IsConsistent() && read.Format(chainTag) == text ? read : null;
        return cursor is not null;
    }

    private bool IsConsistent() =>
        Next <= long.MaxValue && First <= long.MaxValue && NextFinal <= Next
        && (Next > 0 || Tip.IsZero) && (NextFinal > 0 || Final.IsZero)
        && (Next != NextFinal || Tip == Final || IsUntouched)
        && Step switch
        {
            FeedStep.New => Next > 0,
            FeedStep.Final => NextFinal > 0,
            _ => true,
        };

    private static bool TryDecode(string text, Span<byte> bytes, out int count)
    {
        count = 0;
        return Base64Url.IsValid(text) && Base64Url.TryDecodeFromChars(text, bytes, out count);
    }

    private static void Check(ReadOnlySpan<byte> bytes, Span<byte> check) =>
        CursorCheck.Write("aeth/feed/cursor/v1"u8, bytes, check);
}
