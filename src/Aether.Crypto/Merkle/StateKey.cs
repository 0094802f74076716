using System.Buffers.Binary;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Crypto.Hashing;

namespace Aether.Crypto.Merkle;

/// <summary>Keys of the state tree: SHA-256("aeth/key/v1" || namespace u8 || raw key).</summary>
/// <remarks><b>Consensus</b>: a namespace number or a raw form decides every state root.</remarks>
public static class StateKey
{
    private const byte MetaNamespace = 0;
    private const byte AccountNamespace = 1;
    private const byte OutputNamespace = 2;
    private const byte ObjectNamespace = 3;
    private const byte ItemNamespace = 4;
    private const int MaxRawBytes = 64;

    /// <summary>Bytes of the longest input that is hashed.</summary>
    public const int MaxInputBytes = 11 + 1 + MaxRawBytes;

    /// <summary>Key of an account; its value is a canonical <see cref="Account"/>.</summary>
    public static Hash256 ForAccount(Address address) => Compute(AccountNamespace, address.Value.Span);

    /// <summary>Key of an unspent output; its value is a canonical <see cref="TransactionOutput"/>.</summary>
    public static Hash256 ForOutput(OutPoint outPoint)
    {
        AceWriter writer = new(OutPoint.EncodedBytes);
        outPoint.Encode(writer);
        return Compute(OutputNamespace, writer.WrittenSpan);
    }

    /// <summary>Key of another object, such as a contract.</summary>
    public static Hash256 ForObject(ObjectId id) => Compute(ObjectNamespace, id.Value.Span);

    /// <summary>Key of an item that belongs to an object, such as one place of a contract's storage.</summary>
    public static Hash256 ForItem(ObjectId owner, in Hash256 itemKey)
    {
        Span<byte> raw = stackalloc byte[2 * Hash256.Bytes];
        owner.Value.Span.CopyTo(raw);
        itemKey.Span.CopyTo(raw[Hash256.Bytes..]);
        return Compute(ItemNamespace, raw);
    }

    /// <summary>Writes what <see cref="ForAccount"/> hashes, for callers that hash many at once.</summary>
    /// <returns>Bytes written, at most <see cref="MaxInputBytes"/>.</returns>
    public static int WriteAccount(Span<byte> input, in Hash256 address) =>
        Write(input, AccountNamespace, address.Span);

    /// <summary>Writes what <see cref="ForObject"/> hashes.</summary>
    public static int WriteObject(Span<byte> input, in Hash256 id) => Write(input, ObjectNamespace, id.Span);

    /// <summary>Writes what <see cref="ForOutput"/> hashes.</summary>
    public static int WriteOutput(Span<byte> input, in Hash256 transactionId, uint index)
    {
        int length = Write(input, OutputNamespace, transactionId.Span);
        BinaryPrimitives.WriteUInt32LittleEndian(input[length..], index);
        return length + sizeof(uint);
    }

    /// <summary>Key of a counter of the chain itself, by its ASCII name of at most 64 bytes.</summary>
    public static Hash256 ForMeta(ReadOnlySpan<byte> name) => Compute(MetaNamespace, name);

    private static Hash256 Compute(byte space, ReadOnlySpan<byte> raw)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(raw.Length, MaxRawBytes);
        Span<byte> input = stackalloc byte[MaxInputBytes];
        int length = Write(input, space, raw);
        Span<byte> digest = stackalloc byte[Hash256.Bytes];
        Sha256Message.Hash(input[..length], digest);
        return new Hash256(digest);
    }

    private static int Write(Span<byte> input, byte space, ReadOnlySpan<byte> raw)
    {
        ReadOnlySpan<byte> tag = "aeth/key/v1"u8;
        tag.CopyTo(input);
        input[tag.Length] = space;
        raw.CopyTo(input[(tag.Length + 1)..]);
        return tag.Length + 1 + raw.Length;
    }
}
