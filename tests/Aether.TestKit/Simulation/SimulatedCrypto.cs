using System.Buffers.Binary;
using Aether.Consensus.Epochs;
using Aether.Consensus.HotStuff;
using Aether.Consensus.SlashingProtection;
using Aether.Core.Types;

namespace Aether.TestKit.Simulation;

/// <summary>
/// Signatures as keyed 64-bit hashes, aggregates as their sums: fast, and nobody signs without the key.
/// </summary>
/// <remarks>
/// A node of the simulation signs only through <see cref="Sign"/> with its own index. An element is a hash or a sum
/// with a check of it behind, as an encoded point is one of few strings: bits that were flipped on the way must not
/// make another element, since two of them could cancel in a sum.
/// </remarks>
public sealed class SimulatedCrypto : IConsensusCrypto, IConsensusCryptoFactory
{
    private const ulong PrevoteDomain = 1;
    private const ulong PrecommitDomain = 2;
    private const ulong TimeoutDomain = 3;
    private const ulong HeaderDomain = 4;
    private const ulong VrfDomain = 5;
    private const int HeaderSignatureBytes = 96;

    private readonly Genesis _genesis;
    private readonly ulong _seed;
    private readonly bool _countsMessages;
    private readonly uint _epoch;
    // The only claimant of a view; negative where the draw is free.
    private readonly Func<ulong, int>? _leaders;
    // The key of every index in the set.
    private readonly ushort[] _keys;

    /// <summary>The checks of the first epoch.</summary>
    public SimulatedCrypto(Genesis genesis, ulong seed, bool countsMessages, Func<ulong, int>? leaders = null)
        : this(genesis, seed, countsMessages, leaders, genesis.Validators, 0)
    {
    }

    private SimulatedCrypto(
        Genesis genesis, ulong seed, bool countsMessages, Func<ulong, int>? leaders, ValidatorSet set, uint epoch)
    {
        _leaders = leaders;
        _genesis = genesis;
        _seed = seed;
        _countsMessages = countsMessages;
        _epoch = epoch;
        _keys = KeysOf(genesis, set);
    }

    /// <summary>
    /// For every index in a set the key, which is the index of the same validator in the genesis set.
    /// </summary>
    public static ushort[] KeysOf(Genesis genesis, ValidatorSet set)
    {
        ushort[] keys = new ushort[set.Count];
        for (int index = 0; index < keys.Length; index++)
        {
            keys[index] = (ushort)genesis.Validators.IndexOf(set[index].Address);
        }
        return keys;
    }

    /// <inheritdoc/>
    public IConsensusCrypto Create(EpochContext epoch) =>
        new SimulatedCrypto(_genesis, _seed, _countsMessages, _leaders, epoch.Validators, epoch.Epoch);

    /// <summary>The answer of the signer that holds a key.</summary>
    public byte[] Sign(ushort key, SignRequest request) => request switch
    {
        VoteSignRequest vote => Wide(VoteMac(key, vote.Kind, vote.Epoch, vote.View, vote.BlockHash)),
        TimeoutSignRequest timeout => Wide(TimeoutMac(key, timeout.Epoch, timeout.View, timeout.HighView)),
        HeaderSignRequest header => Narrow(HeaderMac(key, header.Header), HeaderSignatureBytes),
        VrfSignRequest vrf => Narrow(VrfMac(key, vrf.Alpha), VrfProof.Bytes),
        _ => throw new ArgumentException("unknown request"),
    };

    /// <inheritdoc/>
    public bool VerifyVote(Vote vote) => vote.Voter < _keys.Length
        && (_countsMessages || (vote.Epoch == _epoch && Matches(
            vote.Signature, VoteMac(_keys[vote.Voter], vote.Kind, vote.Epoch, vote.View, vote.BlockHash))));

    /// <inheritdoc/>
    public bool VerifyTimeout(TimeoutVote timeout) => timeout.Voter < _keys.Length && timeout.Epoch == _epoch
        && Matches(
            timeout.Signature, TimeoutMac(_keys[timeout.Voter], timeout.Epoch, timeout.View, timeout.HighView));

    /// <inheritdoc/>
    public bool VerifyCertificate(QuorumCertificate certificate)
    {
        ulong sum = 0;
        for (int index = 0; index < _keys.Length; index++)
        {
            if (SignerBitmap.Contains(certificate.Bitmap, index))
            {
                sum = unchecked(sum + VoteMac(
                    _keys[index], certificate.Kind, certificate.Epoch, certificate.View, certificate.BlockHash));
            }
        }
        // The planted bug takes any set of votes for as many signers, as a check of the number of messages would.
        return _countsMessages || Matches(certificate.Signature, sum);
    }

    /// <inheritdoc/>
    public bool VerifyTimeoutCertificate(TimeoutCertificate certificate)
    {
        ulong sum = 0;
        foreach (TimeoutGroup group in certificate.Groups)
        {
            for (int index = 0; index < _keys.Length; index++)
            {
                if (SignerBitmap.Contains(group.Bitmap, index))
                {
                    sum = unchecked(
                        sum + TimeoutMac(_keys[index], certificate.Epoch, certificate.View, group.HighView));
                }
            }
        }
        return Matches(certificate.Signature, sum);
    }

    /// <inheritdoc/>
    public bool TryAggregate(IReadOnlyList<BlsSignature> signatures, out BlsSignature aggregate)
    {
        ulong sum = 0;
        bool areElements = true;
        for (int index = 0; index < signatures.Count; index++)
        {
            ulong element = BinaryPrimitives.ReadUInt64LittleEndian(signatures[index].Span);
            areElements &= Matches(signatures[index], element);
            sum = unchecked(sum + element);
        }
        aggregate = new BlsSignature(Wide(sum));
        return areElements;
    }

    /// <inheritdoc/>
    public bool VerifyHeader(SignedHeader header) =>
        header.Header.Proposer < _keys.Length && header.Header.Epoch == _epoch && header.KesPeriod == _epoch
        && header.KesSignature.Length == HeaderSignatureBytes
        && Matches(header.KesSignature, HeaderMac(_keys[header.Header.Proposer], header.Header));

    /// <inheritdoc/>
    public bool VerifyPayload(Header header, byte[] payload) =>
        header.PayloadBytes == (uint)payload.Length && SimulatedLedger.PayloadRoot(payload) == header.PayloadRoot
        && header.EvidenceRoot.IsZero;

    /// <inheritdoc/>
    public bool VerifyVrf(int validator, ReadOnlySpan<byte> alpha, VrfProof proof, Span<byte> output)
    {
        ulong mac = VrfMac(_keys[validator], alpha);
        if (BinaryPrimitives.ReadUInt64LittleEndian(proof.Span) != mac)
        {
            return false;
        }
        if (_leaders?.Invoke(BinaryPrimitives.ReadUInt64LittleEndian(alpha[^8..])) is { } leader and >= 0)
        {
            (leader == validator ? ScriptedDraw.Winning : ScriptedDraw.Losing).CopyTo(output);
            return true;
        }
        for (int offset = 0; offset < output.Length; offset += 8)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(output[offset..], SimulationRandom.SplitMix(ref mac));
        }
        return true;
    }

    private static bool Matches(BlsSignature signature, ulong element) =>
        BinaryPrimitives.ReadUInt64LittleEndian(signature.Span) == element
        && Matches(signature.Span[8..], CheckOf(element));

    private static bool Matches(ReadOnlySpan<byte> signature, ulong mac) =>
        BinaryPrimitives.ReadUInt64LittleEndian(signature) == mac
        && signature[8..].IndexOfAnyExcept((byte)0) < 0;

    private static byte[] Wide(ulong element)
    {
        byte[] bytes = Narrow(element, BlsSignature.Bytes);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(8), CheckOf(element));
        return bytes;
    }

    private static ulong CheckOf(ulong element)
    {
        ulong state = element;
        return SimulationRandom.SplitMix(ref state);
    }

    private static byte[] Narrow(ulong mac, int length)
    {
        byte[] bytes = new byte[length];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, mac);
        return bytes;
    }

    private ulong VoteMac(ushort key, VoteKind kind, uint epoch, ulong view, Hash256 hash) =>
        Mac(key, kind == VoteKind.Prevote ? PrevoteDomain : PrecommitDomain, epoch, view, hash);

    private ulong TimeoutMac(ushort key, uint epoch, ulong view, ulong highView)
    {
        ulong state = Start(key, TimeoutDomain, epoch);
        Absorb(ref state, view);
        Absorb(ref state, highView);
        return SimulationRandom.SplitMix(ref state);
    }

    private ulong HeaderMac(ushort key, Header header) => Mac(key, HeaderDomain, header.Epoch, 0, header.Hash);

    private ulong VrfMac(ushort key, ReadOnlySpan<byte> alpha)
    {
        ulong state = Start(key, VrfDomain, 0);
        // The last words of the input: randomness of the epoch and view.
        Absorb(ref state, BinaryPrimitives.ReadUInt64LittleEndian(alpha[^16..]));
        Absorb(ref state, BinaryPrimitives.ReadUInt64LittleEndian(alpha[^8..]));
        return SimulationRandom.SplitMix(ref state);
    }

    private ulong Mac(ushort key, ulong domain, uint epoch, ulong view, Hash256 hash)
    {
        ulong state = Start(key, domain, epoch);
        Absorb(ref state, view);
        for (int offset = 0; offset < Hash256.Bytes; offset += 8)
        {
            Absorb(ref state, BinaryPrimitives.ReadUInt64LittleEndian(hash.Span[offset..]));
        }
        return SimulationRandom.SplitMix(ref state);
    }

    private ulong Start(ushort key, ulong domain, uint epoch)
    {
        ulong state = _seed;
        Absorb(ref state, key);
        Absorb(ref state, domain | ((ulong)epoch << 8));
        return state;
    }

    private static void Absorb(ref ulong state, ulong word)
    {
        state ^= word;
        state = SimulationRandom.SplitMix(ref state);
    }
}
