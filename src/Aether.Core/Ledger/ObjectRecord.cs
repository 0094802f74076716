using System.Buffers.Binary;
using System.Security.Cryptography;
using Aether.Core.Codec;
using Aether.Core.Types;

namespace Aether.Core.Ledger;

/// <summary>An object of the state: bytes with an owner and a deposit.</summary>
/// <param name="Kind">What it is (<see cref="ObjectKind"/>).</param>
/// <param name="Owner">Who may change, hand over and delete it.</param>
/// <param name="Creator">Who made it; part of its identifier.</param>
/// <param name="Version">Changes since its creation.</param>
/// <param name="Deposit">Locked in it, base units of SWR.</param>
/// <param name="PaidUntil">First epoch whose rent is not paid.</param>
/// <param name="Bucket">Epoch whose expiry bucket names it.</param>
/// <param name="Data">Its content.</param>
/// <remarks><b>Consensus</b>: field order and offsets; rent is charged for the encoded size.</remarks>
public sealed record ObjectRecord(
    ushort Kind,
    Address Owner,
    Address Creator,
    ulong Version,
    UInt128 Deposit,
    uint PaidUntil,
    uint Bucket,
    byte[] Data) : IAceValue<ObjectRecord>
{
    /// <summary>First byte of a live object in the state.</summary>
    public const byte Tag = 1;

    /// <summary>Encoded size without data.</summary>
    public const int HeaderBytes = DataOffset;

    /// <summary>Offset of <see cref="Kind"/>.</summary>
    public const int KindOffset = 1;

    /// <summary>Offset of <see cref="Owner"/>.</summary>
    public const int OwnerOffset = KindOffset + sizeof(ushort);

    /// <summary>Offset of <see cref="Creator"/>.</summary>
    public const int CreatorOffset = OwnerOffset + Hash256.Bytes;

    /// <summary>Offset of <see cref="Version"/>.</summary>
    public const int VersionOffset = CreatorOffset + Hash256.Bytes;

    /// <summary>Offset of <see cref="Deposit"/>.</summary>
    public const int DepositOffset = VersionOffset + sizeof(ulong);

    /// <summary>Offset of <see cref="PaidUntil"/>.</summary>
    public const int PaidUntilOffset = DepositOffset + 16;

    /// <summary>Offset of <see cref="Bucket"/>.</summary>
    public const int BucketOffset = PaidUntilOffset + sizeof(uint);

    /// <summary>Offset of the length of <see cref="Data"/>.</summary>
    public const int LengthOffset = BucketOffset + sizeof(uint);

    /// <summary>Offset of the first byte of <see cref="Data"/>.</summary>
    public const int DataOffset = LengthOffset + sizeof(uint);

    /// <summary>Encoded size.</summary>
    public int EncodedBytes => HeaderBytes + Data.Length;

    /// <inheritdoc/>
    public static ObjectRecord Decode(ref AceReader reader)
    {
        byte tag = reader.U8();
        reader.Require(tag == Tag, DecodeError.BadTag);
        return new ObjectRecord(
            reader.U16(),
            new Address(reader.Hash()),
            new Address(reader.Hash()),
            reader.U64(),
            reader.U128(),
            reader.U32(),
            reader.U32(),
            reader.Bytes(Limits.Ledger.MaxObjectBytes));
    }

    /// <summary>The identifier: SHA-256("aeth/obj/v1" || creator || nonce u64 || kind u16).</summary>
    public static ObjectId DeriveId(Address creator, ulong nonce, ushort kind)
    {
        ReadOnlySpan<byte> tag = "aeth/obj/v1"u8;
        Span<byte> input = stackalloc byte[11 + Hash256.Bytes + sizeof(ulong) + sizeof(ushort)];
        tag.CopyTo(input);
        creator.Value.Span.CopyTo(input[11..]);
        BinaryPrimitives.WriteUInt64LittleEndian(input[(11 + Hash256.Bytes)..], nonce);
        BinaryPrimitives.WriteUInt16LittleEndian(input[(11 + Hash256.Bytes + sizeof(ulong))..], kind);
        Span<byte> digest = stackalloc byte[Hash256.Bytes];
        SHA256.HashData(input, digest);
        return new ObjectId(new Hash256(digest));
    }

    /// <summary>What a tombstone keeps of an encoded record: SHA-256("aeth/archive/v1" || record).</summary>
    public static Hash256 ArchiveHash(ReadOnlySpan<byte> encoded)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData("aeth/archive/v1"u8);
        hash.AppendData(encoded);
        Span<byte> digest = stackalloc byte[Hash256.Bytes];
        hash.GetHashAndReset(digest);
        return new Hash256(digest);
    }

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        writer.U8(Tag);
        writer.U16(Kind);
        writer.Hash(Owner.Value);
        writer.Hash(Creator.Value);
        writer.U64(Version);
        writer.U128(Deposit);
        writer.U32(PaidUntil);
        writer.U32(Bucket);
        writer.Bytes(Data);
    }
}
