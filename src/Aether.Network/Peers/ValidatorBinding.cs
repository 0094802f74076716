using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Crypto.Ed25519;
using Aether.Network.Transport;

namespace Aether.Network.Peers;

/// <summary>A validator's word that a peer is its node.</summary>
/// <remarks>
/// Signed with the key of the validator's account: <c>"AETH-PEER-BIND-1" || genesis_hash 32 || peer 32 || address 32
/// || last_height u64</c>. Holds up to a height, so that a lost node key is worth no stake for ever.
/// </remarks>
/// <param name="Key">Key of the account.</param>
/// <param name="LastHeight">The last final height at which it holds.</param>
/// <param name="Signature">The account's signature.</param>
public sealed record ValidatorBinding(PublicKey Key, ulong LastHeight, Signature64 Signature)
    : IAceValue<ValidatorBinding>
{
    private const int MessageBytes = 16 + (3 * Hash256.Bytes) + 8;

    /// <summary>The validator.</summary>
    public Address Validator { get; } = Address.FromPublicKey(Key);

    /// <summary>Makes a binding.</summary>
    /// <param name="accountSeed">Secret of the account, 32 bytes.</param>
    /// <param name="genesisHash">Chain.</param>
    /// <param name="peer">The validator's node.</param>
    /// <param name="lastHeight">The last final height at which it holds.</param>
    public static ValidatorBinding Sign(
        ReadOnlySpan<byte> accountSeed, Hash256 genesisHash, PeerId peer, ulong lastHeight)
    {
        Span<byte> key = stackalloc byte[Hash256.Bytes];
        Ed25519.PublicKeyFromSeed(accountSeed, key);
        PublicKey account = new(new Hash256(key));
        Span<byte> message = stackalloc byte[MessageBytes];
        WriteMessage(message, genesisHash, peer, Address.FromPublicKey(account), lastHeight);
        Span<byte> signature = stackalloc byte[Signature64.Bytes];
        Ed25519.Sign(accountSeed, message, signature);
        return new ValidatorBinding(account, lastHeight, new Signature64(signature));
    }

    /// <inheritdoc/>
    public static ValidatorBinding Decode(ref AceReader reader)
    {
        PublicKey key = new(reader.Hash());
        ulong last = reader.U64();
        ReadOnlySpan<byte> signature = reader.Fixed(Signature64.Bytes);
        return new ValidatorBinding(key, last, reader.Failed ? default : new Signature64(signature));
    }

    /// <summary>True when the account's key signed this for the peer on this chain.</summary>
    public bool Verify(Hash256 genesisHash, PeerId peer)
    {
        Span<byte> message = stackalloc byte[MessageBytes];
        WriteMessage(message, genesisHash, peer, Validator, LastHeight);
        return Ed25519.Verify(Key.Value.Span, message, Signature.Span);
    }

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        writer.Hash(Key.Value);
        writer.U64(LastHeight);
        writer.Fixed(Signature.Span);
    }

    private static void WriteMessage(
        Span<byte> message, Hash256 genesisHash, PeerId peer, Address validator, ulong lastHeight)
    {
        "AETH-PEER-BIND-1"u8.CopyTo(message);
        genesisHash.Span.CopyTo(message[16..]);
        peer.Key.Value.Span.CopyTo(message[48..]);
        validator.Value.Span.CopyTo(message[80..]);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64LittleEndian(message[112..], lastHeight);
    }
}
