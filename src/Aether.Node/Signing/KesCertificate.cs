using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Crypto.Ed25519;

namespace Aether.Node.Signing;

/// <summary>The cold key's word that a KES key signs headers from an epoch on.</summary>
/// <remarks>
/// Signed bytes: <c>"AETH-KES-CERT-V1" || genesis hash 32 || KES key 32 || start epoch u32 || periods u32 ||
/// counter u64</c>. Of two certificates the higher counter is in force, so a stolen older key can be replaced.
/// </remarks>
internal sealed record KesCertificate(PublicKey KesKey, uint StartEpoch, uint Periods, ulong Counter, byte[] Signature)
    : IAceValue<KesCertificate>
{
    /// <summary>Encoded size.</summary>
    public const int EncodedBytes = 32 + 4 + 4 + 8 + Ed25519.SignatureBytes;

    /// <summary>The bytes the cold key signs.</summary>
    public static byte[] Message(Hash256 genesisHash, PublicKey kesKey, uint startEpoch, uint periods, ulong counter)
    {
        AceWriter writer = new();
        writer.Fixed("AETH-KES-CERT-V1"u8);
        writer.Hash(genesisHash);
        writer.Hash(kesKey.Value);
        writer.U32(startEpoch);
        writer.U32(periods);
        writer.U64(counter);
        return writer.ToArray();
    }

    /// <summary>Makes a certificate.</summary>
    public static KesCertificate Create(
        IKeyProvider cold, Hash256 genesisHash, PublicKey kesKey, uint startEpoch, uint periods, ulong counter) =>
        new(
            kesKey,
            startEpoch,
            periods,
            counter,
            cold.SignWithColdKey(Message(genesisHash, kesKey, startEpoch, periods, counter)));

    /// <summary>True when the cold key made it for this chain.</summary>
    public bool Verify(PublicKey coldKey, Hash256 genesisHash) => Ed25519.Verify(
        coldKey.Value.Span, Message(genesisHash, KesKey, StartEpoch, Periods, Counter), Signature);

    /// <inheritdoc/>
    public static KesCertificate Decode(ref AceReader reader)
    {
        PublicKey key = new(reader.Hash());
        uint start = reader.U32();
        uint periods = reader.U32();
        ulong counter = reader.U64();
        return new KesCertificate(key, start, periods, counter, reader.Fixed(Ed25519.SignatureBytes).ToArray());
    }

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        writer.Hash(KesKey.Value);
        writer.U32(StartEpoch);
        writer.U32(Periods);
        writer.U64(Counter);
        writer.Fixed(Signature);
    }
}
