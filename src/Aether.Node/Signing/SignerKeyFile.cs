using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Aether.Core.Types;
using Aether.Crypto.Bls12381;
using Aether.Crypto.Ed25519;
using Aether.Crypto.Vrf;

namespace Aether.Node.Signing;

/// <summary>The vote and VRF secrets of one validator as an owner-only JSON file, bound to a chain.</summary>
/// <remarks>The cold key is not in it. <b>Ownership</b>: zeroes the secrets on disposal.</remarks>
internal sealed class SignerKeyFile : IDisposable
{
    private const int MaxFileBytes = 16 * 1024;

    private SignerKeyFile(Hash256 genesisHash, PublicKey coldKey, byte[] blsSecret, byte[] vrfSeed)
    {
        GenesisHash = genesisHash;
        ColdKey = coldKey;
        BlsSecret = blsSecret;
        VrfSeed = vrfSeed;
        byte[] bls = new byte[BlsPublicKey.Bytes];
        Bls.PublicKeyFromSecret(blsSecret, bls);
        BlsKey = new BlsPublicKey(bls);
        byte[] vrf = new byte[Hash256.Bytes];
        EcVrf.PublicKeyFromSeed(vrfSeed, vrf);
        VrfKey = new PublicKey(new Hash256(vrf));
    }

    /// <summary>The chain.</summary>
    public Hash256 GenesisHash { get; }

    /// <summary>Public cold key of the validator.</summary>
    public PublicKey ColdKey { get; }

    /// <summary>Public vote key, derived from the secret.</summary>
    public BlsPublicKey BlsKey { get; }

    /// <summary>Public VRF key, derived from the seed.</summary>
    public PublicKey VrfKey { get; }

    /// <summary>Vote secret.</summary>
    public byte[] BlsSecret { get; }

    /// <summary>VRF seed.</summary>
    public byte[] VrfSeed { get; }

    /// <summary>Copies what a signer needs out of a validator's keys.</summary>
    public static SignerKeyFile From(ValidatorKeys keys, Hash256 genesisHash)
    {
        byte[] cold = new byte[Ed25519.PublicKeyBytes];
        Ed25519.PublicKeyFromSeed(keys.ColdSeed, cold);
        return new SignerKeyFile(
            genesisHash, new PublicKey(new Hash256(cold)), [.. keys.BlsSecret], [.. keys.VrfSeed]);
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="KeyProviderException">Absent, open to others, malformed, or not the key it names.</exception>
    public static SignerKeyFile Load(string path)
    {
        FileInfo info = new(path);
        if (!info.Exists || info.Length > MaxFileBytes)
        {
            throw new KeyProviderException($"the key file {path} does not exist or is too large");
        }
        if (SafetyFiles.IsReadableByOthers(path))
        {
            throw new KeyProviderException($"the key file {path} can be read by other users; run: chmod 600 {path}");
        }
        Content? content = null;
        try
        {
            content = JsonSerializer.Deserialize<Content>(File.ReadAllBytes(path));
        }
        catch (JsonException)
        {
            // Reported below together with every other malformed content.
        }
        return content is not null && Read(content) is { } file
            ? file
            : throw new KeyProviderException(
                $"the key file {path} is malformed or holds another key than it names; restore it from a backup of "
                + "the keys, never of the log");
    }

    /// <summary>Writes a new file.</summary>
    public void Save(string path) => SafetyFiles.WriteSecret(
        path,
        JsonSerializer.SerializeToUtf8Bytes(new Content
        {
            Version = 1,
            Kind = "signer-key",
            GenesisHash = GenesisHash.ToString(),
            ColdKey = ColdKey.Value.ToString(),
            BlsKey = Hex.Encode(BlsKey.Span),
            BlsSecret = Hex.Encode(BlsSecret),
            VrfSeed = Hex.Encode(VrfSeed),
        }),
        replace: false);

    /// <inheritdoc/>
    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(BlsSecret);
        CryptographicOperations.ZeroMemory(VrfSeed);
    }

    private static SignerKeyFile? Read(Content content)
    {
        byte[] genesis = new byte[Hash256.Bytes];
        byte[] cold = new byte[Hash256.Bytes];
        byte[] bls = new byte[BlsPublicKey.Bytes];
        byte[] secret = new byte[ValidatorKeys.SeedBytes];
        byte[] vrf = new byte[ValidatorKeys.SeedBytes];
        bool ok = content is { Version: 1, Kind: "signer-key" }
            & Hex.TryDecode(content.GenesisHash, genesis)
            & Hex.TryDecode(content.ColdKey, cold)
            & Hex.TryDecode(content.BlsKey, bls)
            & Hex.TryDecode(content.BlsSecret, secret)
            & Hex.TryDecode(content.VrfSeed, vrf);
        if (!ok)
        {
            return null;
        }
        SignerKeyFile file = new(new Hash256(genesis), new PublicKey(new Hash256(cold)), secret, vrf);
        if (file.BlsKey.Span.SequenceEqual(bls))
        {
            return file;
        }
        file.Dispose();
        return null;
    }

    private sealed class Content
    {
        [JsonPropertyName("version")]
        public int Version { get; init; }

        [JsonPropertyName("kind")]
        public string? Kind { get; init; }

        [JsonPropertyName("genesis_hash")]
        public string GenesisHash { get; init; } = "";

        [JsonPropertyName("cold_key")]
        public string ColdKey { get; init; } = "";

        [JsonPropertyName("bls_key")]
        public string BlsKey { get; init; } = "";

        [JsonPropertyName("bls_secret")]
        public string BlsSecret { get; init; } = "";

        [JsonPropertyName("vrf_seed")]
        public string VrfSeed { get; init; } = "";
    }
}
