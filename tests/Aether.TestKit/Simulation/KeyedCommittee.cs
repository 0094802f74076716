using Aether.Core.Types;
using Aether.Crypto.Bls12381;
using Aether.Crypto.Certificates;
using Aether.Crypto.Kes;
using Aether.Crypto.Vrf;

namespace Aether.TestKit.Simulation;

/// <summary>A chain whose validators have real keys, and everything those keys can sign.</summary>
public sealed class KeyedCommittee
{
    private const string ChainId = "aether-test-keys";
    private const byte KesDepth = 2;

    private readonly Dictionary<Address, byte[]> _seeds = [];

    /// <summary>Creates a validator for each stake.</summary>
    public KeyedCommittee(params uint[] stakes)
    {
        Validator[] validators = new Validator[stakes.Length];
        for (int index = 0; index < stakes.Length; index++)
        {
            validators[index] = Create((byte)(index + 1), stakes[index]);
        }
        Genesis = new Genesis(
            ChainId,
            SimulatedGenesis.TimestampMs,
            new ChainParameters { KesDepth = KesDepth },
            new ValidatorSet(validators),
            []);
    }

    /// <summary>The chain.</summary>
    public Genesis Genesis { get; }

    /// <summary>A vote of a validator.</summary>
    public Vote Vote(VoteKind kind, ulong view, Hash256 hash, ushort voter) =>
        new(kind, 0, view, hash, voter, Sign(voter, VoteMessage(kind, view, hash)));

    /// <summary>A timeout of a validator.</summary>
    public TimeoutVote Timeout(ulong view, QuorumCertificate high, ushort voter) => new(
        0,
        view,
        high.View,
        voter,
        Sign(voter, TimeoutMessage(view, high.View)),
        high,
        new EntryCertificate(high, null));

    /// <summary>A certificate by these validators, a quorum or not.</summary>
    public QuorumCertificate Certificate(VoteKind kind, Header header, params ushort[] signers) =>
        Certificate(kind, header.View, header.Hash, signers);

    /// <summary>A certificate by these validators, a quorum or not.</summary>
    public QuorumCertificate Certificate(VoteKind kind, ulong view, Hash256 hash, params ushort[] signers)
    {
        byte[] message = VoteMessage(kind, view, hash);
        BlsSignature sum = Sum(signers.Select(signer => Sign(signer, message)));
        return new QuorumCertificate(kind, 0, view, hash, Bitmap(signers), sum);
    }

    /// <summary>A timeout certificate: each validator with the certificate view it reports.</summary>
    public TimeoutCertificate TimeoutCertificate(
        ulong view, QuorumCertificate high, params (ulong HighView, ushort Signer)[] signers)
    {
        TimeoutGroup[] groups = signers.GroupBy(signer => signer.HighView).OrderBy(group => group.Key)
            .Select(group => new TimeoutGroup(group.Key, Bitmap([.. group.Select(signer => signer.Signer)])))
            .ToArray();
        BlsSignature sum = Sum(signers.Select(signer => Sign(signer.Signer, TimeoutMessage(view, signer.HighView))));
        return new TimeoutCertificate(0, view, groups, sum, high);
    }

    /// <summary>A header with its proposer's KES signature at a period.</summary>
    public SignedHeader SignHeader(Header header, uint period = 0)
    {
        using KesSigningKey key = KesSigningKey.FromSeed(SeedOf(header.Proposer), KesDepth);
        for (uint index = 0; index < period; index++)
        {
            key.Evolve();
        }
        byte[] signature = new byte[CompactSumKes.SignatureBytes(KesDepth)];
        Hash256 hash = header.Hash;
        key.Sign(hash.Span, signature);
        return new SignedHeader(header, period, signature);
    }

    /// <summary>A VRF proof of a validator.</summary>
    public VrfProof Prove(ushort validator, byte[] alpha)
    {
        byte[] proof = new byte[VrfProof.Bytes];
        EcVrf.Prove(SeedOf(validator), alpha, proof);
        return new VrfProof(proof);
    }

    /// <summary>A header on a certified parent.</summary>
    public static Header Child(Header parent, QuorumCertificate justify, ulong view) => parent with
    {
        View = view,
        Height = parent.Height + 1,
        ParentHash = parent.Hash,
        Justify = justify,
        TimestampMs = parent.TimestampMs + 500,
    };

    private static byte[] Secret(ReadOnlySpan<byte> seed)
    {
        byte[] secret = new byte[Bls.SecretKeyBytes];
        Bls.SecretFromSeed(seed, secret);
        return secret;
    }

    private static BlsSignature Sum(IEnumerable<BlsSignature> signatures)
    {
        byte[] flat = [.. signatures.SelectMany(signature => signature.Span.ToArray())];
        byte[] sum = new byte[BlsSignature.Bytes];
        bool ok = Bls.TryAggregate(flat, sum);
        return ok ? new BlsSignature(sum) : throw new ArgumentException("not signatures");
    }

    private Validator Create(byte number, uint stake)
    {
        byte[] seed = new byte[32];
        seed.AsSpan().Fill(number);
        byte[] key = new byte[Bls.PublicKeyBytes];
        Bls.PublicKeyFromSecret(Secret(seed), key);
        byte[] vrf = new byte[EcVrf.PublicKeyBytes];
        EcVrf.PublicKeyFromSeed(seed, vrf);
        using KesSigningKey kes = KesSigningKey.FromSeed(seed, KesDepth);
        Address address = new(new Hash256(seed));
        byte[] possession = new byte[BlsSignature.Bytes];
        Bls.ProvePossession(Secret(seed), Possession.Message(key, address, ChainId), possession);
        _seeds.Add(address, seed);
        return new Validator
        {
            Address = address,
            ColdKey = new PublicKey(new Hash256(vrf)),
            Stake = stake,
            VrfKey = new PublicKey(new Hash256(vrf)),
            BlsKey = new BlsPublicKey(key),
            BlsPossession = new BlsSignature(possession),
            KesKey = new PublicKey(new Hash256(kes.VerificationKey)),
            KesStartEpoch = 0,
            ShredKey = new PublicKey(new Hash256(vrf)),
        };
    }

    private byte[] SeedOf(ushort validator) => _seeds[Genesis.Validators[validator].Address];

    private BlsSignature Sign(ushort validator, byte[] message)
    {
        byte[] signature = new byte[BlsSignature.Bytes];
        Bls.Sign(Secret(SeedOf(validator)), message, signature);
        return new BlsSignature(signature);
    }

    private byte[] VoteMessage(VoteKind kind, ulong view, Hash256 hash)
    {
        byte[] message = new byte[SigningMessages.VoteBytes];
        SigningMessages.WriteVote(message, Genesis.Hash, kind, 0, view, hash);
        return message;
    }

    private byte[] TimeoutMessage(ulong view, ulong highView)
    {
        byte[] message = new byte[SigningMessages.TimeoutBytes];
        SigningMessages.WriteTimeout(message, Genesis.Hash, 0, view, highView);
        return message;
    }

    private byte[] Bitmap(ushort[] signers)
    {
        byte[] bitmap = new byte[SignerBitmap.BytesFor(_seeds.Count)];
        foreach (ushort signer in signers)
        {
            SignerBitmap.Add(bitmap, signer);
        }
        return bitmap;
    }
}
