using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Aether.Core.Types;
using Aether.Node.Feed;

namespace Aether.Node.Indexing;

/// <summary>Where a list of an account goes on. It holds on every node of the chain that has an index.</summary>
/// <remarks>
/// <b>Shape</b>, big-endian: version u8 = 1, kind u8, chain tag u64, subject 8, height u64, place 36, and the first 8
/// bytes of SHA-256("aeth/index/cursor/v1" || all before). The subject is the first 8 bytes of SHA-256 over address and
/// roles u16: a cursor is for the list it came from. The place is a position u32 and zeros, or the name of an output.
/// Its text is that in base64url without padding; there is one text for a cursor.
/// <b>Trust</b>: the checksum finds damage, not forgery. A forged place is a place like any other: it reads what anyone
/// may read.
/// </remarks>
/// <param name="Kind">Which list.</param>
/// <param name="Subject">Whose.</param>
/// <param name="Height">Of the last entry, or of the block that the list is of.</param>
/// <param name="Index">Position of the last entry.</param>
/// <param name="Point">Name of the last output.</param>
internal sealed record IndexCursor(IndexListKind Kind, ulong Subject, ulong Height, uint Index, OutPoint Point)
{
    private const byte Version = 1;
    private const int CheckBytes = CursorCheck.Bytes;
    private const int PlaceOffset = 26;
    private const int Bytes = PlaceOffset + Hash256.Bytes + sizeof(uint) + CheckBytes;

    /// <summary>Characters of the text.</summary>
    public const int Chars = ((Bytes * 4) + 2) / 3;

    /// <summary>What names a list.</summary>
    public static ulong SubjectOf(in Address address, AccountRoles roles)
    {
        Span<byte> input = stackalloc byte[Hash256.Bytes + sizeof(ushort)];
        address.Value.Span.CopyTo(input);
        BinaryPrimitives.WriteUInt16BigEndian(input[Hash256.Bytes..], (ushort)roles);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(input, digest);
        return BinaryPrimitives.ReadUInt64BigEndian(digest);
    }

    /// <summary>The text for clients of a chain.</summary>
    /// <param name="chainTag"><see cref="Genesis.ChainTag"/>.</param>
    public string Format(ulong chainTag)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        bytes.Clear();
        bytes[0] = Version;
        bytes[1] = (byte)Kind;
        BinaryPrimitives.WriteUInt64BigEndian(bytes[2..], chainTag);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[10..], Subject);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[18..], Height);
        if (Kind == IndexListKind.Outputs)
        {
            Point.TransactionId.Span.CopyTo(bytes[PlaceOffset..]);
            BinaryPrimitives.WriteUInt32BigEndian(bytes[(PlaceOffset + Hash256.Bytes)..], Point.Index);
        }
        else
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes[PlaceOffset..], Index);
        }
        Check(bytes[..^CheckBytes], bytes[^CheckBytes..]);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Reads the text of a client.</summary>
    /// <param name="text">Anything.</param>
    /// <param name="chainTag">Of the chain it must be for.</param>
    /// <param name="kind">The list it must be of.</param>
    /// <param name="subject">Whose list that must be.</param>
    /// <param name="cursor">The place.</param>
    /// <param name="reason">Else why not.</param>
    public static bool TryParse(
        string text,
        ulong chainTag,
        IndexListKind kind,
        ulong subject,
        [NotNullWhen(true)] out IndexCursor? cursor,
        out string reason)
    {
        cursor = null;
        Span<byte> bytes = stackalloc byte[Bytes];
        Span<byte> check = stackalloc byte[CheckBytes];
        reason = "the cursor is damaged or not one of this version";
        if (text.Length != Chars || !Ascii.IsValid(text) || !Base64Url.IsValid(text)
            || !Base64Url.TryDecodeFromChars(text, bytes, out int count) || count != Bytes || bytes[0] != Version)
        {
            return false;
        }
        Check(bytes[..^CheckBytes], check);
        if (!check.SequenceEqual(bytes[^CheckBytes..]))
        {
            return false;
        }
        if (BinaryPrimitives.ReadUInt64BigEndian(bytes[2..]) != chainTag)
        {
            reason = "the cursor is of another chain";
            return false;
        }
        if (bytes[1] != (byte)kind || BinaryPrimitives.ReadUInt64BigEndian(bytes[10..]) != subject)
        {
            reason = "the cursor is of another list: go on with the same address, order and roles";
            return false;
        }
        ReadOnlySpan<byte> place = bytes[PlaceOffset..];
        bool isOutputs = kind == IndexListKind.Outputs;
        IndexCursor read = new(
            kind,
            subject,
            BinaryPrimitives.ReadUInt64BigEndian(bytes[18..]),
            isOutputs ? 0 : BinaryPrimitives.ReadUInt32BigEndian(place),
            isOutputs
                ? new OutPoint(
                    new Hash256(place[..Hash256.Bytes]), BinaryPrimitives.ReadUInt32BigEndian(place[Hash256.Bytes..]))
                : default);
        cursor = read.Format(chainTag) == text ? read : null;
        return cursor is not null;
    }

    private static void Check(ReadOnlySpan<byte> bytes, Span<byte> check) =>
        CursorCheck.Write("aeth/index/cursor/v1"u8, bytes, check);
}
