using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Aether.Core.Types;
using Aether.Crypto.Kes;
using Aether.Node.Options;

namespace Aether.Node.Signing;

/// <summary>Validator secrets of a development chain as an owner-only JSON file.</summary>
/// <remarks>
/// The KES key is stored as it is now, never as its seed: past periods cannot be signed for with the file.
/// </remarks>
internal static class ValidatorKeyFile
{
    private const int MaxFileBytes = 64 * 1024;

    /// <summary>Writes the keys; never over an existing file.</summary>
    public static void Save(string path, ValidatorKeys keys) => Write(path, keys, replace: false);

    /// <summary>Puts the keys with an evolved KES key in the place of the old file, whole or not at all.</summary>
    public static void Replace(string path, ValidatorKeys keys) => Write(path, keys, replace: true);

    private static void Write(string path, ValidatorKeys keys, bool replace)
    {
        byte[] kes = new byte[keys.Kes.SerializedBytes];
        keys.Kes.Serialize(kes);
        Content content = new()
        {
            Version = 1,
            Kind = "validator-plaintext",
            ColdSeed = Hex.Encode(keys.ColdSeed),
            VrfSeed = Hex.Encode(keys.VrfSeed),
            BlsSecret = Hex.Encode(keys.BlsSecret),
            ShredSeed = Hex.Encode(keys.ShredSeed),
            KesKey = Hex.Encode(kes),
        };
        SafetyFiles.WriteSecret(path, JsonSerializer.SerializeToUtf8Bytes(content), replace);
        CryptographicOperations.ZeroMemory(kes);
    }

    /// <summary>
    /// Reads keys. Throws <see cref="ConfigException"/> when the file is absent, open to others, or malformed.
    /// </summary>
    public static ValidatorKeys Load(string path)
    {
        FileInfo file = new(path);
        if (!file.Exists || file.Length > MaxFileBytes)
        {
            throw new ConfigException($"validator key file {path} does not exist or is too large");
        }
        if (SafetyFiles.IsReadableByOthers(path))
        {
            throw new ConfigException($"validator key file {path} can be read by other users; run: chmod 600 {path}");
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
        return (content is null ? null : Read(content))
            ?? throw new ConfigException($"validator key file {path} is malformed; restore it from a backup");
    }

    private static ValidatorKeys? Read(Content content)
    {
        byte[] kesBytes = [];
        bool ok = content.Version == 1
            & TrySeed(content.ColdSeed, out byte[] cold)
            & TrySeed(content.VrfSeed, out byte[] vrf)
            & TrySeed(content.BlsSecret, out byte[] bls)
            & TrySeed(content.ShredSeed, out byte[] shred)
            && Hex.TryDecode(content.KesKey, MaxFileBytes, out kesBytes);
        return ok && KesSigningKey.TryDeserialize(kesBytes, out KesSigningKey? kes)
            ? new ValidatorKeys(cold, vrf, bls, shred, kes)
            : null;
    }

    private static bool TrySeed(string? text, out byte[] seed)
    {
        seed = new byte[ValidatorKeys.SeedBytes];
        return text is not null && Hex.TryDecode(text, seed);
    }

    private sealed class Content
    {
        [JsonPropertyName("version")]
        public int Version { get; init; }

        [JsonPropertyName("kind")]
        public string? Kind { get; init; }

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
    }
}
