using System.Security.Cryptography;
using System.Text.Json.Serialization;
using Aether.Core.Types;
using Aether.Crypto.KeyFiles;
using Aether.Crypto.Kes;

namespace Aether.Node.Signing;

/// <summary>The members of a validator's key file: secrets in the clear, or all of them encrypted.</summary>
internal sealed class ValidatorKeyContent
{
    /// <summary>Kind of a file whose secrets are in the clear.</summary>
    public const string Plain = "validator-plaintext";

    /// <summary>Kind of a file whose secrets are encrypted.</summary>
    public const string Encrypted = "validator-encrypted";

    /// <summary>The one derivation and the one cipher.</summary>
    public const string Methods = "argon2id xchacha20-poly1305";

    private const int MaxSealedBytes = 64 * 1024;

    [JsonPropertyName("version")]
    public int Version { get; init; } = 1;

    [JsonPropertyName("kind")]
    public string? Kind { get; init; }

    [JsonPropertyName("cold_key")]
    public string? ColdKey { get; init; }

    [JsonPropertyName("methods")]
    public string? MethodNames { get; init; }

    [JsonPropertyName("operations")]
    public uint? Operations { get; init; }

    [JsonPropertyName("memory_bytes")]
    public ulong? MemoryBytes { get; init; }

    [JsonPropertyName("salt")]
    public string? Salt { get; init; }

    [JsonPropertyName("key_nonce")]
    public string? KeyNonce { get; init; }

    [JsonPropertyName("key")]
    public string? Key { get; init; }

    [JsonPropertyName("secrets")]
    public string? Secrets { get; init; }

    [JsonPropertyName("cold_seed")]
    public string? ColdSeed { get; init; }

    [JsonPropertyName("vrf_seed")]
    public string? VrfSeed { get; init; }

    [JsonPropertyName("bls_secret")]
    public string? BlsSecret { get; init; }

    [JsonPropertyName("shred_seed")]
    public string? ShredSeed { get; init; }

    [JsonPropertyName("kes_key")]
    public string? KesKey { get; init; }

    /// <summary>True for a file that needs a passphrase.</summary>
    [JsonIgnore]
    public bool IsEncrypted => Kind == Encrypted;

    /// <summary>The secrets in the clear.</summary>
    public static ValidatorKeyContent Of(ValidatorKeys keys)
    {
        byte[] kes = new byte[keys.Kes.SerializedBytes];
        keys.Kes.Serialize(kes);
        ValidatorKeyContent content = new()
        {
            Kind = Plain,
            ColdSeed = Hex.Encode(keys.ColdSeed),
            VrfSeed = Hex.Encode(keys.VrfSeed),
            BlsSecret = Hex.Encode(keys.BlsSecret),
            ShredSeed = Hex.Encode(keys.ShredSeed),
            KesKey = Hex.Encode(kes),
        };
        CryptographicOperations.ZeroMemory(kes);
        return content;
    }

    /// <summary>What stands in a file whose secrets are encrypted.</summary>
    public static ValidatorKeyContent Of(PublicKey coldKey, KeySeal seal, byte[] secrets) => new()
    {
        Kind = Encrypted,
        ColdKey = coldKey.Value.ToString(),
        MethodNames = Methods,
        Operations = seal.SealedKey.Cost.Operations,
        MemoryBytes = seal.SealedKey.Cost.MemoryBytes,
        Salt = Hex.Encode(seal.SealedKey.Salt),
        KeyNonce = Hex.Encode(seal.SealedKey.Nonce),
        Key = Hex.Encode(seal.SealedKey.Ciphertext),
        Secrets = Hex.Encode(secrets),
    };

    /// <summary>The keys of secrets in the clear; null when they are none.</summary>
    public ValidatorKeys? ReadKeys()
    {
        byte[] kesBytes = [];
        bool ok = Version == 1
            & TrySeed(ColdSeed, out byte[] cold)
            & TrySeed(VrfSeed, out byte[] vrf)
            & TrySeed(BlsSecret, out byte[] bls)
            & TrySeed(ShredSeed, out byte[] shred)
            && KesKey is not null && Hex.TryDecode(KesKey, MaxSealedBytes, out kesBytes);
        return ok && KesSigningKey.TryDeserialize(kesBytes, out KesSigningKey? kes)
            ? new ValidatorKeys(cold, vrf, bls, shred, kes)
            : null;
    }

    /// <summary>The encrypted parts; false when they are not of the one form.</summary>
    public bool TryReadSealed(out PublicKey coldKey, out SealedSecret key, out byte[] secrets)
    {
        byte[] cold = new byte[Hash256.Bytes];
        byte[] salt = [];
        byte[] nonce = [];
        byte[] sealedKey = [];
        secrets = [];
        bool ok = Version == 1 && MethodNames == Methods && Operations is not null && MemoryBytes is not null
            && ColdKey is not null && Hex.TryDecode(ColdKey, cold)
            && TryBytes(Salt, out salt) && TryBytes(KeyNonce, out nonce) && TryBytes(Key, out sealedKey)
            && TryBytes(Secrets, out secrets);
        coldKey = new PublicKey(new Hash256(cold));
        key = new SealedSecret(new PasswordCost(Operations ?? 0, MemoryBytes ?? 0), salt, nonce, sealedKey);
        return ok;
    }

    private static bool TryBytes(string? text, out byte[] bytes)
    {
        bytes = [];
        return text is not null && Hex.TryDecode(text, MaxSealedBytes, out bytes);
    }

    private static bool TrySeed(string? text, out byte[] seed)
    {
        seed = new byte[ValidatorKeys.SeedBytes];
        return text is not null && Hex.TryDecode(text, seed);
    }
}
