using System.Security.Cryptography;

namespace Aether.Core.Types;

/// <summary>An account address: SHA-256("aeth/addr/v1" || scheme || public key). Text form is bech32m.</summary>
public readonly record struct Address(Hash256 Value) : IComparable<Address>
{
    /// <summary>The object that holds this account in access sets: the same 32 bytes.</summary>
    public ObjectId AsObject => new(Value);

    /// <summary>The address of an ed25519 key (scheme 0).</summary>
    public static Address FromPublicKey(PublicKey key)
    {
        ReadOnlySpan<byte> tag = "aeth/addr/v1"u8;
        Span<byte> input = stackalloc byte[12 + 1 + Hash256.Bytes];
        tag.CopyTo(input);
        input[tag.Length] = Witness.Ed25519Scheme;
        key.Value.Span.CopyTo(input[(tag.Length + 1)..]);
        Span<byte> digest = stackalloc byte[Hash256.Bytes];
        SHA256.HashData(input, digest);
        return new Address(new Hash256(digest));
    }

    /// <inheritdoc/>
    public int CompareTo(Address other) => Value.CompareTo(other.Value);

    /// <summary>`0x` and 64 lower-case digits.</summary>
    public override string ToString() => Value.ToString();
}
