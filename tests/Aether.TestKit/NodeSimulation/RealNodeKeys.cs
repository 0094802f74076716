using System.Security.Cryptography;
using System.Text;
using Aether.Consensus.Epochs;
using Aether.Consensus.SlashingProtection;
using Aether.Core.Types;
using Aether.Crypto.Bls12381;
using Aether.Crypto.Certificates;
using Aether.Crypto.Ed25519;
using Aether.Crypto.Kes;
using Aether.Crypto.Vrf;

namespace Aether.TestKit.NodeSimulation;

/// <summary>Real BLS, KES and VRF keys, checked by what a node checks them with.</summary>
internal sealed class RealNodeKeys : NodeKeys
{
    /// <summary>Depth of the KES tree: 64 epochs.</summary>
    public const byte KesDepth = 6;

    private readonly List<Key> _keys = [];
    private readonly Key[] _byIndex;

    /// <summary>A key for each stake.</summary>
    public RealNodeKeys(IReadOnlyList<uint> stakes, string chainId)
    {
        Validator[] validators = [.. stakes.Select((stake, number) => Create(number, stake, chainId))];
        Validators = new ValidatorSet(validators);
        _byIndex = [.. Enumerable.Range(0, Validators.Count)
            .Select(index => _keys.Single(key => key.Address == Validators[index].Address))];
    }

    /// <inheritdoc/>
    public override ValidatorSet Validators { get; }

    /// <inheritdoc/>
    public override IConsensusCryptoFactory? Crypto => null;

    /// <inheritdoc/>
    public override void Bind(Genesis genesis)
    {
        // The bytes that are signed name the chain already.
    }

    /// <inheritdoc/>
    public override byte[] Sign(ushort validator, SignRequest request, byte[] message)
    {
        Key key = _byIndex[validator];
        switch (request)
        {
            case HeaderSignRequest header:
                while (key.Kes.Period < header.Header.Epoch && key.Kes.Evolve())
                {
                    // One period for each epoch.
                }
                byte[] signature = new byte[CompactSumKes.SignatureBytes(KesDepth)];
                key.Kes.Sign(header.Header.Hash.Span, signature);
                return signature;
            case VrfSignRequest vrf:
                byte[] proof = new byte[VrfProof.Bytes];
                EcVrf.Prove(key.Seed, vrf.Alpha, proof);
                return proof;
            default:
                byte[] vote = new byte[BlsSignature.Bytes];
                Bls.Sign(key.BlsSecret, message, vote);
                return vote;
        }
    }

    private Validator Create(int number, uint stake, string chainId)
    {
        byte[] seed = SHA256.HashData(Encoding.ASCII.GetBytes($"aether simulated validator {number}"));
        byte[] secret = new byte[Bls.SecretKeyBytes];
        Bls.SecretFromSeed(seed, secret);
        byte[] blsKey = new byte[BlsPublicKey.Bytes];
        Bls.PublicKeyFromSecret(secret, blsKey);
        byte[] vrf = new byte[EcVrf.PublicKeyBytes];
        EcVrf.PublicKeyFromSeed(seed, vrf);
        byte[] cold = new byte[Ed25519.PublicKeyBytes];
        Ed25519.PublicKeyFromSeed(seed, cold);
        PublicKey coldKey = new(new Hash256(cold));
        Address address = Address.FromPublicKey(coldKey);
        byte[] possession = new byte[BlsSignature.Bytes];
        Bls.ProvePossession(secret, Possession.Message(blsKey, address, chainId), possession);
        KesSigningKey kes = KesSigningKey.FromSeed(seed, KesDepth);
        _keys.Add(new Key(address, seed, secret, kes));
        return new Validator
        {
            Address = address,
            ColdKey = coldKey,
            Stake = stake,
            VrfKey = new PublicKey(new Hash256(vrf)),
            BlsKey = new BlsPublicKey(blsKey),
            BlsPossession = new BlsSignature(possession),
            KesKey = new PublicKey(new Hash256(kes.VerificationKey)),
            KesStartEpoch = 0,
            ShredKey = coldKey,
        };
    }

    private sealed record Key(Address Address, byte[] Seed, byte[] BlsSecret, KesSigningKey Kes);
}
