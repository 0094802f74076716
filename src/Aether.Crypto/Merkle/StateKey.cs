using System.Security.Cryptography;
using Aether.Core.Codec;
using Aether.Core.Types;

namespace Aether.Crypto.Merkle;

/// <summary>Keys of the state tree: SHA-256("aeth/key/v1" || namespace u8 || raw key).</summary>
/// <remarks><b>Consensus</b>: a namespace number or a raw form decides every state root.</remarks>
public static class StateKey
{
    private const byte MetaNamespace = 0;
    private const byte AccountNamespace = 1;
    private const byte OutputNamespace = 2;
    private const byte ObjectNamespace = 3;
    private const int MaxRawBytes = 64;

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

    /// <summary>Key of a counter of the chain itself, by its ASCII name of at most 64 bytes.</summary>
    public static Hash256 ForMeta(ReadOnlySpan<byte> name) => Compute(MetaNamespace, name);

    private static Hash256 Compute(byte space, ReadOnlySpan<byte> raw)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(raw.Length, MaxRawBytes);
        ReadOnlySpan<byte> tag = "aeth/key/v1"u8;
        Span<byte> input = stackalloc byte[11 + 1 + MaxRawBytes];
        tag.CopyTo(input);
        input[tag.Length] = space;
        raw.CopyTo(input[(tag.Length + 1)..]);
        Span<byte> digest = stackalloc byte[Hash256.Bytes];
        SHA256.HashData(input[..(tag.Length + 1 + raw.Length)], digest);
        return new Hash256(digest);
    }
}
