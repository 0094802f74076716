using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Crypto.Ed25519;
using Aether.Network.Transport;

namespace Aether.Network.Peers;

/// <summary>What a peer says of itself, signed with its identity: where it listens and on which chain.</summary>
/// <remarks>
/// Encoded <c>version u8 = 1, peer 32, genesis_hash 32, sequence u64, addresses [address], binding option,
/// signature 64</c>; the signature covers <c>"AETH-PEER-REC-V1"</c> and everything before it. Decoding checks the
/// form alone; <see cref="Verify"/> checks the signatures.
/// </remarks>
/// <param name="Peer">The peer.</param>
/// <param name="GenesisHash">Its chain.</param>
/// <param name="Sequence">A record with a higher number replaces one with a lower.</param>
/// <param name="Addresses">Where it listens, best first, none twice; none for a peer that cannot be dialled.</param>
/// <param name="Binding">Shows that it is a validator's node.</param>
/// <param name="Signature">The peer's signature.</param>
public sealed record NodeRecord(
    PeerId Peer,
    Hash256 GenesisHash,
    ulong Sequence,
    PeerAddress[] Addresses,
    ValidatorBinding? Binding,
    Signature64 Signature)
    : IAceValue<NodeRecord>
{
    /// <summary>First byte of the encoded form.</summary>
    public const byte Version = 1;

    /// <summary>Fewest bytes of the encoded form.</summary>
    public const int MinEncodedBytes = 1 + 32 + 32 + 8 + 4 + 1 + Signature64.Bytes;

    /// <summary>Makes a record.</summary>
    /// <param name="seed">Secret of the peer's identity, 32 bytes.</param>
    /// <param name="genesisHash">Chain.</param>
    /// <param name="sequence">Higher than that of every earlier record.</param>
    /// <param name="addresses">At most <see cref="Limits.Peers.MaxAddresses"/>, none twice.</param>
    /// <param name="binding">For a validator's node.</param>
    public static NodeRecord Sign(
        ReadOnlySpan<byte> seed,
        Hash256 genesisHash,
        ulong sequence,
        PeerAddress[] addresses,
        ValidatorBinding? binding = null)
    {
        Span<byte> key = stackalloc byte[Hash256.Bytes];
        Ed25519.PublicKeyFromSeed(seed, key);
        PeerId peer = new(new PublicKey(new Hash256(key)));
        NodeRecord unsigned = new(peer, genesisHash, sequence, addresses, binding, default);
        Span<byte> signature = stackalloc byte[Signature64.Bytes];
        Ed25519.Sign(seed, unsigned.Message(), signature);
        return unsigned with { Signature = new Signature64(signature) };
    }

    /// <summary>
    /// Decodes one record and checks its signatures and chain. False for anything else; the reason is not told.
    /// </summary>
    public static bool TryOpen(ReadOnlySpan<byte> bytes, Hash256 genesisHash, out NodeRecord record)
    {
        record = null!;
        return bytes.Length <= Limits.Peers.MaxRecordBytes
            && Ace.TryDecode(bytes, out record, out DecodeError _)
            && record.Verify(genesisHash);
    }

    /// <inheritdoc/>
    public static NodeRecord Decode(ref AceReader reader)
    {
        reader.Require(reader.U8() == Version, DecodeError.BadTag);
        PeerId peer = new(new PublicKey(reader.Hash()));
        Hash256 genesis = reader.Hash();
        ulong sequence = reader.U64();
        PeerAddress[] addresses =
            reader.List<PeerAddress>(Limits.Peers.MaxAddresses, PeerAddress.MinEncodedBytes);
        reader.Require(reader.Failed || AreDistinct(addresses));
        ValidatorBinding? binding = reader.Option<ValidatorBinding>();
        ReadOnlySpan<byte> signature = reader.Fixed(Signature64.Bytes);
        return new NodeRecord(
            peer, genesis, sequence, addresses, binding, reader.Failed ? default : new Signature64(signature));
    }

    /// <summary>
    /// True when the peer signed this for this chain, and the validator, if one is named, the binding.
    /// </summary>
    public bool Verify(Hash256 genesisHash) =>
        GenesisHash == genesisHash
        && Ed25519.Verify(Peer.Key.Value.Span, Message(), Signature.Span)
        && (Binding is null || Binding.Verify(genesisHash, Peer));

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        EncodeUnsigned(writer);
        writer.Fixed(Signature.Span);
    }

    private static bool AreDistinct(PeerAddress[] addresses)
    {
        for (int index = 1; index < addresses.Length; index++)
        {
            if (addresses.AsSpan(0, index).Contains(addresses[index]))
            {
                return false;
            }
        }
        return true;
    }

    private byte[] Message()
    {
        AceWriter writer = new(Limits.Peers.MaxRecordBytes);
        writer.Fixed("AETH-PEER-REC-V1"u8);
        EncodeUnsigned(writer);
        return writer.ToArray();
    }

    private void EncodeUnsigned(AceWriter writer)
    {
        writer.U8(Version);
        writer.Hash(Peer.Key.Value);
        writer.Hash(GenesisHash);
        writer.U64(Sequence);
        writer.List<PeerAddress>(Addresses);
        writer.Option(Binding);
    }
}
