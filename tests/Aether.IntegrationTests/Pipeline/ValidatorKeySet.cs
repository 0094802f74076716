using System.Security.Cryptography;
using System.Text;
using Aether.Consensus.SlashingProtection;
using Aether.Core.Types;
using Aether.Crypto.Bls12381;
using Aether.Crypto.Ed25519;
using Aether.Crypto.Kes;
using Aether.Crypto.Vrf;

namespace Aether.IntegrationTests.Pipeline;

/// <summary>All keys of one validator, derived from its number, signing for real.</summary>
internal sealed class ValidatorKeySet : IValidatorSigner
{
    /// <summary>KES depth of the test chains: 64 periods.</summary>
    public const int KesDepth = 6;

    private readonly byte[] _vrfSeed;
    private readonly byte[] _blsSecret = new byte[Bls.SecretKeyBytes];
    private readonly KesSigningKey _kes;
    private Hash256 _genesisHash;

    public ValidatorKeySet(int number, string chainId, UInt128 stake)
    {
        _vrfSeed = Seed(number, "vrf");
        Bls.SecretFromSeed(Seed(number, "bls"), _blsSecret);
        _kes = KesSigningKey.FromSeed(Seed(number, "kes"), KesDepth);
        Validator = Describe(number, chainId, stake);
    }

    /// <summary>The public side.</summary>
    public Validator Validator { get; }

    /// <summary>Names the chain that votes are for.</summary>
    public void Bind(Hash256 genesisHash) => _genesisHash = genesisHash;

    /// <inheritdoc/>
    public bool TrySign(SignRequest request, out byte[] signature, out string reason)
    {
        reason = "";
        switch (request)
        {
            case VoteSignRequest vote:
                Span<byte> message = stackalloc byte[SigningMessages.VoteBytes];
                SigningMessages.WriteVote(message, _genesisHash, vote.Kind, vote.Epoch, vote.View, vote.BlockHash);
                signature = SignBls(message);
                return true;
            case TimeoutSignRequest timeout:
                Span<byte> text = stackalloc byte[SigningMessages.TimeoutBytes];
                SigningMessages.WriteTimeout(text, _genesisHash, timeout.Epoch, timeout.View, timeout.HighView);
                signature = SignBls(text);
                return true;
            case HeaderSignRequest header:
                Hash256 hash = header.Header.Hash;
                while (_kes.Period < header.Header.Epoch && _kes.Evolve())
                {
                }
                signature = new byte[CompactSumKes.SignatureBytes(KesDepth)];
                _kes.Sign(hash.Span, signature);
                return true;
            case VrfSignRequest vrf:
                signature = new byte[EcVrf.ProofBytes];
                EcVrf.Prove(_vrfSeed, vrf.Alpha, signature);
                return true;
            default:
                signature = [];
                reason = "unknown request";
                return false;
        }
    }

    /// <summary>32 bytes for one purpose of one test identity.</summary>
    public static byte[] Seed(int number, string purpose) =>
        SHA256.HashData(Encoding.ASCII.GetBytes($"aether test {purpose} {number}"));

    /// <summary>The ed25519 key of a seed.</summary>
    public static PublicKey PublicKeyOf(ReadOnlySpan<byte> seed)
    {
        byte[] key = new byte[Ed25519.PublicKeyBytes];
        Ed25519.PublicKeyFromSeed(seed, key);
        return new PublicKey(new Hash256(key));
    }

    private byte[] SignBls(ReadOnlySpan<byte> message)
    {
        byte[] signature = new byte[Bls.SignatureBytes];
        Bls.Sign(_blsSecret, message, signature);
        return signature;
    }

    private Validator Describe(int number, string chainId, UInt128 stake)
    {
        PublicKey cold = PublicKeyOf(Seed(number, "cold"));
        Address address = Address.FromPublicKey(cold);
        byte[] blsKey = new byte[Bls.PublicKeyBytes];
        Bls.PublicKeyFromSecret(_blsSecret, blsKey);
        byte[] chain = SHA256.HashData(Encoding.ASCII.GetBytes("aeth/chain/v1" + chainId));
        byte[] possession = new byte[Bls.SignatureBytes];
        Bls.ProvePossession(_blsSecret, [.. blsKey, .. address.Value.ToArray(), .. chain], possession);
        return new Validator
        {
            Address = address,
            ColdKey = cold,
            Stake = stake,
            VrfKey = PublicKeyOf(_vrfSeed),
            BlsKey = new BlsPublicKey(blsKey),
            BlsPossession = new BlsSignature(possession),
            KesKey = new PublicKey(new Hash256(_kes.VerificationKey)),
            KesStartEpoch = 0,
            ShredKey = PublicKeyOf(Seed(number, "shred")),
        };
    }
}
