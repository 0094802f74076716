using Aether.Core.Types;
using Aether.Crypto.Bls12381;
using Aether.Crypto.Certificates;
using Xunit;

namespace Aether.UnitTests.Crypto.Certificates;

public sealed class PossessionTests
{
    private const string ChainId = "aether-dev-1";

    [Fact]
    public void Verify_OwnProof_HoldsOnlyForItsKeyAddressAndChain()
    {
        Validator validator = Create(1, ChainId);
        Assert.True(Possession.Verify(validator, ChainId));
        Assert.False(Possession.Verify(validator, "aether-dev-2"));
        Assert.False(Possession.Verify(validator with { Address = new Address(Hash256.Zero) }, ChainId));
        Assert.False(Possession.Verify(validator with { BlsKey = Create(2, ChainId).BlsKey }, ChainId));
        Assert.False(Possession.Verify(validator with { BlsPossession = default }, ChainId));
    }

    [Fact]
    public void Verify_VoteSignatureOverTheSameMessage_IsNoProof()
    {
        byte[] secret = Secret(3);
        Validator validator = Create(3, ChainId);
        byte[] signature = new byte[BlsSignature.Bytes];
        Bls.Sign(secret, Possession.Message(validator.BlsKey.Span, validator.Address, ChainId), signature);
        Assert.False(Possession.Verify(validator with { BlsPossession = new BlsSignature(signature) }, ChainId));
    }

    private static byte[] Secret(byte number)
    {
        byte[] seed = new byte[32];
        seed[0] = number;
        byte[] secret = new byte[32];
        Bls.SecretFromSeed(seed, secret);
        return secret;
    }

    private static Validator Create(byte number, string chainId)
    {
        byte[] secret = Secret(number);
        byte[] key = new byte[BlsPublicKey.Bytes];
        Bls.PublicKeyFromSecret(secret, key);
        byte[] identity = new byte[32];
        identity[0] = number;
        Address address = new(new Hash256(identity));
        byte[] proof = new byte[BlsSignature.Bytes];
        Bls.ProvePossession(secret, Possession.Message(key, address, chainId), proof);
        return new Validator
        {
            Address = address,
            ColdKey = default,
            Stake = 1,
            VrfKey = default,
            BlsKey = new BlsPublicKey(key),
            BlsPossession = new BlsSignature(proof),
            KesKey = default,
            KesStartEpoch = 0,
            ShredKey = default,
        };
    }
}
