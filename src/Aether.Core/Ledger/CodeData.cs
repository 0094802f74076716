using System.Buffers.Binary;
using System.Security.Cryptography;
using Aether.Core.Codec;
using Aether.Core.Types;

namespace Aether.Core.Ledger;

/// <summary>The data of a code object. The bytes of the code are items of the object, in parts of equal size.</summary>
/// <param name="Stored">Bytes of its items that rent is due for.</param>
/// <param name="CodeHash">BLAKE3 of the whole code.</param>
/// <param name="Size">Bytes of the whole code.</param>
/// <param name="Received">Bytes uploaded so far.</param>
/// <param name="Ready">True once all of it is here and passed the gate: from then on it never changes.</param>
/// <remarks><b>Consensus</b>: field order and offsets.</remarks>
public sealed record CodeData(ulong Stored, Hash256 CodeHash, uint Size, uint Received, bool Ready)
    : IAceValue<CodeData>
{
    /// <summary>Encoded size.</summary>
    public const int EncodedBytes = 8 + Hash256.Bytes + 4 + 4 + 1;

    /// <summary>Parts of a code of some size.</summary>
    public static int PartsOf(uint size) => (int)(((ulong)size + PartBytes - 1) / PartBytes);

    /// <summary>Bytes of a part; the last may be shorter.</summary>
    public const int PartBytes = Limits.Contract.CodePartBytes;

    /// <inheritdoc/>
    public static CodeData Decode(ref AceReader reader) =>
        new(reader.U64(), reader.Hash(), reader.U32(), reader.U32(), reader.Bool());

    /// <summary>
    /// The identifier: SHA-256("aeth/code/v1" || uploader || code hash). Nobody can upload in another's name.
    /// </summary>
    public static ObjectId DeriveId(Address uploader, in Hash256 codeHash)
    {
        ReadOnlySpan<byte> tag = "aeth/code/v1"u8;
        Span<byte> input = stackalloc byte[12 + (2 * Hash256.Bytes)];
        tag.CopyTo(input);
        uploader.Value.Span.CopyTo(input[12..]);
        codeHash.Span.CopyTo(input[(12 + Hash256.Bytes)..]);
        Span<byte> digest = stackalloc byte[Hash256.Bytes];
        SHA256.HashData(input, digest);
        return new ObjectId(new Hash256(digest));
    }

    /// <summary>The key of the item that holds a part: its number u32 and zeros.</summary>
    public static Hash256 PartKey(int part)
    {
        Span<byte> key = stackalloc byte[Hash256.Bytes];
        key.Clear();
        BinaryPrimitives.WriteInt32LittleEndian(key, part);
        return new Hash256(key);
    }

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        writer.U64(Stored);
        writer.Hash(CodeHash);
        writer.U32(Size);
        writer.U32(Received);
        writer.Bool(Ready);
    }
}
