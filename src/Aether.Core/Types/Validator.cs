using Aether.Core.Codec;

namespace Aether.Core.Types;

/// <summary>A member of an epoch's validator set with every public key it uses.</summary>
public sealed record Validator : IAceValue<Validator>
{
    /// <summary>Encoded size.</summary>
    public const int EncodedBytes = 32 + 32 + 16 + 32 + 48 + 96 + 32 + 4 + 32;

    /// <summary>Where rewards go; also the identity of the validator.</summary>
    public required Address Address { get; init; }

    /// <summary>Cold ed25519 key that certifies the others.</summary>
    public required PublicKey ColdKey { get; init; }

    /// <summary>Bonded stake in base units of SWR, never zero.</summary>
    public required UInt128 Stake { get; init; }

    /// <summary>VRF key of the leader lottery.</summary>
    public required PublicKey VrfKey { get; init; }

    /// <summary>BLS key of votes.</summary>
    public required BlsPublicKey BlsKey { get; init; }

    /// <summary>Proof of possession of the BLS key, bound to address and genesis.</summary>
    public required BlsSignature BlsPossession { get; init; }

    /// <summary>Root of the KES tree that signs headers.</summary>
    public required PublicKey KesKey { get; init; }

    /// <summary>Epoch of KES period 0.</summary>
    public required uint KesStartEpoch { get; init; }

    /// <summary>ed25519 key that signs shreds.</summary>
    public required PublicKey ShredKey { get; init; }

    /// <inheritdoc/>
    public static Validator Decode(ref AceReader reader)
    {
        Address address = new(reader.Hash());
        PublicKey cold = new(reader.Hash());
        UInt128 stake = reader.U128();
        reader.Require(stake != 0);
        PublicKey vrf = new(reader.Hash());
        ReadOnlySpan<byte> bls = reader.Fixed(BlsPublicKey.Bytes);
        BlsSignature possession = Vote.DecodeSignature(ref reader);
        return new Validator
        {
            Address = address,
            ColdKey = cold,
            Stake = stake,
            VrfKey = vrf,
            BlsKey = reader.Failed ? default : new BlsPublicKey(bls),
            BlsPossession = possession,
            KesKey = new PublicKey(reader.Hash()),
            KesStartEpoch = reader.U32(),
            ShredKey = new PublicKey(reader.Hash()),
        };
    }

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        writer.Hash(Address.Value);
        writer.Hash(ColdKey.Value);
        writer.U128(Stake);
        writer.Hash(VrfKey.Value);
        writer.Fixed(BlsKey.Span);
        writer.Fixed(BlsPossession.Span);
        writer.Hash(KesKey.Value);
        writer.U32(KesStartEpoch);
        writer.Hash(ShredKey.Value);
    }
}
