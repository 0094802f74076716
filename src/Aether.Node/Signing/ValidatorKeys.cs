using System.Security.Cryptography;
using Aether.Core.Types;
using Aether.Crypto.Bls12381;
using Aether.Crypto.Certificates;
using Aether.Crypto.Ed25519;
using Aether.Crypto.Kes;
using Aether.Crypto.KeyFiles;
using Aether.Crypto.Vrf;

namespace Aether.Node.Signing;

/// <summary>The secrets of one validator. None is derived from another; all are zeroed on disposal.</summary>
internal sealed class ValidatorKeys : IDisposable
{
    /// <summary>Bytes of each seed.</summary>
    public const int SeedBytes = 32;

    /// <summary>Takes ownership of the secrets.</summary>
    public ValidatorKeys(byte[] coldSeed, byte[] vrfSeed, byte[] blsSecret, byte[] shredSeed, KesSigningKey kes)
    {
        ColdSeed = coldSeed;
        VrfSeed = vrfSeed;
        BlsSecret = blsSecret;
        ShredSeed = shredSeed;
        Kes = kes;
    }

    /// <summary>Seed of the cold ed25519 key; its address is the validator's.</summary>
    public byte[] ColdSeed { get; }

    /// <summary>Seed of the VRF key.</summary>
    public byte[] VrfSeed { get; }

    /// <summary>BLS secret scalar.</summary>
    public byte[] BlsSecret { get; }

    /// <summary>Seed of the shred key.</summary>
    public byte[] ShredSeed { get; }

    /// <summary>The forward-secure header key.</summary>
    public KesSigningKey Kes { get; }

    /// <summary>What encrypts the file they came from and go back to; null for a file in the clear. Owned.</summary>
    public KeySeal? Seal { get; set; }

    /// <summary>The validator's address: that of its cold key.</summary>
    public Address Address => Address.FromPublicKey(new PublicKey(new Hash256(PublicKeyOf(ColdSeed))));

    /// <summary>Makes keys from the operating system's randomness.</summary>
    public static ValidatorKeys Generate(int kesDepth)
    {
        byte[] master = RandomNumberGenerator.GetBytes(SeedBytes);
        ValidatorKeys keys = Derive(master, kesDepth, RandomNumberGenerator.GetBytes);
        CryptographicOperations.ZeroMemory(master);
        return keys;
    }

    /// <summary>Makes the same keys for the same seed: for development networks only.</summary>
    public static ValidatorKeys FromDevelopmentSeed(ulong seed, int index, int kesDepth)
    {
        byte[] master = SHA256.HashData(
            [.. "aeth/dev-validator/v1"u8, .. BitConverter.GetBytes(seed), .. BitConverter.GetBytes(index)]);
        byte next = 0;
        return Derive(master, kesDepth, _ => SHA256.HashData([.. master, next++]));
    }

    /// <summary>The public side, as a validator of a chain with this identifier.</summary>
    public Validator ToValidator(string chainId, UInt128 stake)
    {
        byte[] cold = PublicKeyOf(ColdSeed);
        Address address = Address;
        byte[] bls = new byte[BlsPublicKey.Bytes];
        Bls.PublicKeyFromSecret(BlsSecret, bls);
        byte[] possession = new byte[BlsSignature.Bytes];
        Bls.ProvePossession(BlsSecret, Possession.Message(bls, address, chainId), possession);
        byte[] vrf = new byte[SeedBytes];
        EcVrf.PublicKeyFromSeed(VrfSeed, vrf);
        return new Validator
        {
            Address = address,
            ColdKey = new PublicKey(new Hash256(cold)),
            Stake = stake,
            VrfKey = new PublicKey(new Hash256(vrf)),
            BlsKey = new BlsPublicKey(bls),
            BlsPossession = new BlsSignature(possession),
            KesKey = new PublicKey(new Hash256(Kes.VerificationKey)),
            KesStartEpoch = 0,
            ShredKey = new PublicKey(new Hash256(PublicKeyOf(ShredSeed))),
        };
    }

    /// <summary>Has the file that they are written to next encrypted under a new passphrase.</summary>
    /// <exception cref="Options.ConfigException">There is no passphrase.</exception>
    public void Encrypt(PassphraseSource source, PasswordCost cost)
    {
        byte[] passphrase = source.ReadNew();
        KeySeal seal = KeySeal.Create(ValidatorKeyFile.ColdKeyOf(this), passphrase, cost);
        CryptographicOperations.ZeroMemory(passphrase);
        Seal?.Dispose();
        Seal = seal;
    }

    /// <summary>Has the file that they are written to next hold them in the clear.</summary>
    public void Decrypt()
    {
        Seal?.Dispose();
        Seal = null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(ColdSeed);
        CryptographicOperations.ZeroMemory(VrfSeed);
        CryptographicOperations.ZeroMemory(BlsSecret);
        CryptographicOperations.ZeroMemory(ShredSeed);
        Kes.Dispose();
        Seal?.Dispose();
    }

    private static byte[] PublicKeyOf(byte[] seed)
    {
        byte[] key = new byte[Ed25519.PublicKeyBytes];
        Ed25519.PublicKeyFromSeed(seed, key);
        return key;
    }

    private static ValidatorKeys Derive(byte[] cold, int kesDepth, Func<int, byte[]> next)
    {
        byte[] blsSecret = new byte[SeedBytes];
        byte[] material = next(SeedBytes);
        Bls.SecretFromSeed(material, blsSecret);
        byte[] kesSeed = next(SeedBytes);
        KesSigningKey kes = KesSigningKey.FromSeed(kesSeed, kesDepth);
        CryptographicOperations.ZeroMemory(material);
        CryptographicOperations.ZeroMemory(kesSeed);
        return new ValidatorKeys((byte[])cold.Clone(), next(SeedBytes), blsSecret, next(SeedBytes), kes);
    }
}
