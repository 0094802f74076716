using System.Buffers.Binary;
using Aether.Consensus.HotStuff;
using Aether.Consensus.SlashingProtection;
using Aether.Core.Types;

namespace Aether.TestKit.Simulation;

/// <summary>
/// Signatures as keyed 64-bit hashes, aggregates as their sums: fast, and nobody signs without the key.
/// </summary>
/// <remarks>A node of the simulation signs only through <see cref="Sign"/> with its own index.</remarks>
public sealed class SimulatedCrypto(Genesis genesis, ulong seed, bool countsMessages) : IConsensusCrypto
{
    private const ulong PrevoteDomain = 1;
    private const ulong PrecommitDomain = 2;
    private const ulong TimeoutDomain = 3;
    private const ulong HeaderDomain = 4;
    private const ulong VrfDomain = 5;

    /// <summary>The answer of the signer of a validator.</summary>
    public byte[] Sign(ushort validator, SignRequest request) => request switch
    {
        VoteSignRequest vote => Wide(VoteMac(validator, vote.Kind, vote.View, vote.BlockHash)),
        TimeoutSignRequest timeout => Wide(TimeoutMac(validator, timeout.View, timeout.HighView)),
        HeaderSignRequest header => Narrow(HeaderMac(validator, header.Header.Hash), 96),
        VrfSignRequest vrf => Narrow(VrfMac(validator, vrf.Alpha), VrfProof.Bytes),
        _ => throw new ArgumentException("unknown request"),
    };

    /// <inheritdoc/>
    public bool VerifyVote(Vote vote) => vote.Voter < genesis.Validators.Count
        && (countsMessages || Matches(vote.Signature, VoteMac(vote.Voter, vote.Kind, vote.View, vote.BlockHash)));

    /// <inheritdoc/>
    public bool VerifyTimeout(TimeoutVote timeout) => timeout.Voter < genesis.Validators.Count
        && Matches(timeout.Signature, TimeoutMac(timeout.Voter, timeout.View, timeout.HighView));

    /// <inheritdoc/>
    public bool VerifyCertificate(QuorumCertificate certificate)
    {
        ulong sum = 0;
        for (ushort index = 0; index < genesis.Validators.Count; index++)
        {
            if (SignerBitmap.Contains(certificate.Bitmap, index))
            {
                sum = unchecked(sum + VoteMac(index, certificate.Kind, certificate.View, certificate.BlockHash));
            }
        }
        // The planted bug takes any set of votes for as many signers, as a check of the number of messages would.
        return countsMessages || Matches(certificate.Signature, sum);
    }

    /// <inheritdoc/>
    public bool VerifyTimeoutCertificate(TimeoutCertificate certificate)
    {
        ulong sum = 0;
        foreach (TimeoutGroup group in certificate.Groups)
        {
            for (ushort index = 0; index < genesis.Validators.Count; index++)
            {
                if (SignerBitmap.Contains(group.Bitmap, index))
                {
                    sum = unchecked(sum + TimeoutMac(index, certificate.View, group.HighView));
                }
            }
        }
        return Matches(certificate.Signature, sum);
    }

    /// <inheritdoc/>
    public bool TryAggregate(IReadOnlyList<BlsSignature> signatures, out BlsSignature aggregate)
    {
        ulong sum = 0;
        for (int index = 0; index < signatures.Count; index++)
        {
            sum = unchecked(sum + BinaryPrimitives.ReadUInt64LittleEndian(signatures[index].Span));
        }
        aggregate = new BlsSignature(Wide(sum));
        return true;
    }

    /// <inheritdoc/>
    public bool VerifyHeader(SignedHeader header) =>
        header.KesSignature.AsSpan().SequenceEqual(Narrow(HeaderMac(header.Header.Proposer, header.Header.Hash), 96));

    /// <inheritdoc/>
    public bool VerifyPayload(Header header, byte[] payload) =>
        header.PayloadBytes == (uint)payload.Length && SimulatedLedger.PayloadRoot(payload) == header.PayloadRoot;

    /// <inheritdoc/>
    public bool VerifyVrf(int validator, ReadOnlySpan<byte> alpha, VrfProof proof, Span<byte> output)
    {
        ulong mac = VrfMac((ushort)validator, alpha);
        if (BinaryPrimitives.ReadUInt64LittleEndian(proof.Span) != mac)
        {
            return false;
        }
        for (int offset = 0; offset < output.Length; offset += 8)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(output[offset..], SimulationRandom.SplitMix(ref mac));
        }
        return true;
    }

    private static bool Matches(BlsSignature signature, ulong mac) =>
        BinaryPrimitives.ReadUInt64LittleEndian(signature.Span) == mac
        && signature.Span[8..].IndexOfAnyExcept((byte)0) < 0;

    private static byte[] Wide(ulong mac) => Narrow(mac, BlsSignature.Bytes);

    private static byte[] Narrow(ulong mac, int length)
    {
        byte[] bytes = new byte[length];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, mac);
        return bytes;
    }

    private ulong VoteMac(ushort validator, VoteKind kind, ulong view, Hash256 hash) =>
        Mac(validator, kind == VoteKind.Prevote ? PrevoteDomain : PrecommitDomain, view, hash);

    private ulong TimeoutMac(ushort validator, ulong view, ulong highView)
    {
        ulong state = Start(validator, TimeoutDomain);
        Absorb(ref state, view);
        Absorb(ref state, highView);
        return SimulationRandom.SplitMix(ref state);
    }

    private ulong HeaderMac(ushort validator, Hash256 hash) => Mac(validator, HeaderDomain, 0, hash);

    private ulong VrfMac(ushort validator, ReadOnlySpan<byte> alpha)
    {
        ulong state = Start(validator, VrfDomain);
        // The view is the last word of the input; the rest is the same for the whole run.
        Absorb(ref state, BinaryPrimitives.ReadUInt64LittleEndian(alpha[^8..]));
        return SimulationRandom.SplitMix(ref state);
    }

    private ulong Mac(ushort validator, ulong domain, ulong view, Hash256 hash)
    {
        ulong state = Start(validator, domain);
        Absorb(ref state, view);
        for (int offset = 0; offset < Hash256.Bytes; offset += 8)
        {
            Absorb(ref state, BinaryPrimitives.ReadUInt64LittleEndian(hash.Span[offset..]));
        }
        return SimulationRandom.SplitMix(ref state);
    }

    private ulong Start(ushort validator, ulong domain)
    {
        ulong state = seed;
        Absorb(ref state, validator);
        Absorb(ref state, domain);
        return state;
    }

    private static void Absorb(ref ulong state, ulong word)
    {
        state ^= word;
        state = SimulationRandom.SplitMix(ref state);
    }
}
