using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Aether.Core.Types;
using Aether.Crypto.Ed25519;
using Aether.Crypto.KeyFiles;
using Aether.Node.Options;

namespace Aether.Node.Signing;

/// <summary>Validator secrets as an owner-only JSON file, encrypted under a passphrase or in the clear.</summary>
/// <remarks>
/// The KES key is stored as it is now, never as its seed: past periods cannot be signed for with the file.
/// </remarks>
internal static class ValidatorKeyFile
{
    private const int MaxFileBytes = 256 * 1024;

    private static readonly JsonSerializerOptions s_format = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>Writes the keys, encrypted when they have a seal; never over an existing file.</summary>
    public static void Save(string path, ValidatorKeys keys) => Write(path, keys, replace: false);

    /// <summary>Puts the keys in the place of the old file, whole or not at all, encrypted as before.</summary>
    public static void Replace(string path, ValidatorKeys keys) => Write(path, keys, replace: true);

    /// <summary>Reads keys.</summary>
    /// <param name="path">The file.</param>
    /// <param name="passphrase">Asked when the file is encrypted; null when there is nobody to ask.</param>
    /// <exception cref="ConfigException">
    /// The file is absent, open to others, malformed, or encrypted under another passphrase.
    /// </exception>
    public static ValidatorKeys Load(string path, PassphraseSource? passphrase = null)
    {
        ValidatorKeyContent content = ReadContent(path);
        if (content.IsEncrypted)
        {
            return Open(path, content, passphrase);
        }
        return content.ReadKeys() ?? throw Malformed(path);
    }

    /// <summary>Who the file's validator is, and whether the file is encrypted; no passphrase is needed.</summary>
    /// <exception cref="ConfigException">As of <see cref="Load"/>.</exception>
    public static (PublicKey ColdKey, bool IsEncrypted) Describe(string path)
    {
        ValidatorKeyContent content = ReadContent(path);
        if (content.IsEncrypted)
        {
            return content.TryReadSealed(out PublicKey cold, out _, out _) ? (cold, true) : throw Malformed(path);
        }
        using ValidatorKeys keys = content.ReadKeys() ?? throw Malformed(path);
        return (ColdKeyOf(keys), false);
    }

    /// <summary>The public cold key of secrets.</summary>
    public static PublicKey ColdKeyOf(ValidatorKeys keys)
    {
        byte[] cold = new byte[Ed25519.PublicKeyBytes];
        Ed25519.PublicKeyFromSeed(keys.ColdSeed, cold);
        return new PublicKey(new Hash256(cold));
    }

    private static void Write(string path, ValidatorKeys keys, bool replace)
    {
        byte[] bytes = JsonSerializer.SerializeToUtf8Bytes(ValidatorKeyContent.Of(keys), s_format);
        try
        {
            if (keys.Seal is not { } seal)
            {
                SafetyFiles.WriteSecret(path, bytes, replace);
                return;
            }
            ValidatorKeyContent content = ValidatorKeyContent.Of(ColdKeyOf(keys), seal, seal.Encrypt(bytes));
            SafetyFiles.WriteSecret(path, JsonSerializer.SerializeToUtf8Bytes(content, s_format), replace);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    private static ValidatorKeyContent ReadContent(string path)
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
        return Parse(File.ReadAllBytes(path)) ?? throw Malformed(path);
    }

    private static ValidatorKeyContent? Parse(byte[] bytes)
    {
        try
        {
            return JsonSerializer.Deserialize<ValidatorKeyContent>(bytes);
        }
        catch (JsonException)
        {
            // Reported by the caller together with every other malformed content.
            return null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    private static ValidatorKeys Open(string path, ValidatorKeyContent content, PassphraseSource? source)
    {
        if (!content.TryReadSealed(out PublicKey coldKey, out SealedSecret sealedKey, out byte[] secrets))
        {
            throw Malformed(path);
        }
        if (source is null)
        {
            throw new ConfigException(
                $"validator key file {path} is encrypted; say where its passphrase is with --keys-passphrase "
                + $"{PassphraseSource.Forms}");
        }
        byte[] passphrase = source.Read();
        KeySeal? seal = KeySeal.Open(coldKey, sealedKey, passphrase, out KeyFileError error);
        CryptographicOperations.ZeroMemory(passphrase);
        if (seal is null)
        {
            throw new ConfigException(error switch
            {
                KeyFileError.WrongPassword => $"the passphrase does not open validator key file {path}",
                KeyFileError.OutOfMemory => $"too little memory to hash the passphrase of {path}",
                KeyFileError.CostOutOfBounds => $"{path} asks for a hash of the passphrase that is out of bounds",
                _ => $"validator key file {path} is malformed; restore it from a backup",
            });
        }
        if (seal.Decrypt(secrets) is { } clear && Parse(clear)?.ReadKeys() is { } keys)
        {
            if (ColdKeyOf(keys) == coldKey)
            {
                keys.Seal = seal;
                return keys;
            }
            keys.Dispose();
        }
        seal.Dispose();
        throw Malformed(path);
    }

    private static ConfigException Malformed(string path) =>
        new($"validator key file {path} is malformed; restore it from a backup");
}
