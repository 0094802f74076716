using Aether.Core.Codec;

namespace Aether.Core.Types;

/// <summary>A signature over a transaction body. Scheme 0 is ed25519 over the full body.</summary>
public readonly record struct Witness(byte Scheme, PublicKey Key, Signature64 Signature) : IAceValue<Witness>
{
    /// <summary>ed25519 over domain, genesis hash and body.</summary>
    public const byte Ed25519Scheme = 0;

    /// <summary>Encoded size.</summary>
    public const int EncodedBytes = 1 + Hash256.Bytes + Signature64.Bytes;

    /// <inheritdoc/>
    public static Witness Decode(ref AceReader reader)
    {
        byte scheme = reader.U8();
        reader.Require(scheme == Ed25519Scheme, DecodeError.BadTag);
        PublicKey key = new(reader.Hash());
        ReadOnlySpan<byte> signature = reader.Fixed(Signature64.Bytes);
        return new Witness(scheme, key, reader.Failed ? default : new Signature64(signature));
    }

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        writer.U8(Scheme);
        writer.Hash(Key.Value);
        writer.Fixed(Signature.Span);
    }
}
