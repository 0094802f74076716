using System.Text.Json;
using Aether.Core.Types;
using Aether.Native;

namespace Aether.Crypto.KeyFiles;

/// <summary>A key file: one ed25519 key, encrypted under a password, or plain for development chains.</summary>
/// <remarks>
/// <b>Shape</b>: JSON object with <c>version</c> 1, <c>scheme</c> "ed25519", <c>public_key</c>, <c>cipher</c>
/// ("xchacha20-poly1305" or "none"), and for the former <c>kdf</c> "argon2id", <c>operations</c>,
/// <c>memory_bytes</c>, <c>salt</c>, <c>nonce</c>, <c>ciphertext</c>; for the latter <c>seed</c>. Bytes are 0x-hex.
/// Unknown or repeated members are errors.
/// <para>The public key is authenticated with the ciphertext and must be the one of the decrypted seed.</para>
/// </remarks>
public sealed class KeyFileDocument
{
    /// <summary>Largest key file.</summary>
    public const int MaxFileBytes = 64 * 1024;

    private readonly SealedSecret? _box;
    private readonly byte[] _plainSeed;

    private KeyFileDocument(PublicKey publicKey, SealedSecret? box, byte[] plainSeed)
    {
        PublicKey = publicKey;
        _box = box;
        _plainSeed = plainSeed;
    }

    /// <summary>The public key the file claims; it is proved only by opening.</summary>
    public PublicKey PublicKey { get; }

    /// <summary>The address of <see cref="PublicKey"/>.</summary>
    public Address Address => Address.FromPublicKey(PublicKey);

    /// <summary>True when opening needs a password.</summary>
    public bool IsEncrypted => _box is not null;

    /// <summary>A file that holds <paramref name="seed"/> encrypted.</summary>
    public static KeyFileDocument Encrypt(SigningSeed seed, ReadOnlySpan<byte> password, PasswordCost cost)
    {
        SealedSecret box = SecretBox.Seal(seed.Secret, password, Context(seed.PublicKey), cost);
        return new KeyFileDocument(seed.PublicKey, box, []);
    }

    /// <summary>A file that holds <paramref name="seed"/> in the clear. For development chains.</summary>
    public static KeyFileDocument Plain(SigningSeed seed) => new(seed.PublicKey, null, seed.Secret.ToArray());

    /// <summary>Reads a file's bytes. Total; nothing is decrypted.</summary>
    public static KeyFileError TryParse(ReadOnlySpan<byte> utf8, out KeyFileDocument? document)
    {
        document = null;
        if (utf8.Length > MaxFileBytes)
        {
            return KeyFileError.Malformed;
        }
        KeyFileError error = KeyFileMembers.TryRead(utf8, out KeyFileMembers members);
        if (error != KeyFileError.None)
        {
            return error;
        }
        document = new KeyFileDocument(members.PublicKey, members.Box, members.Seed);
        return KeyFileError.None;
    }

    /// <summary>Opens the key.</summary>
    /// <param name="password">UTF-8 password, or null when the caller has none. Ignored for a plain file.</param>
    /// <param name="seed">The key, owned by the caller; null on failure.</param>
    public KeyFileError TryOpen(byte[]? password, out SigningSeed? seed)
    {
        seed = null;
        if (IsEncrypted && password is null)
        {
            return KeyFileError.PasswordRequired;
        }
        SecretMemory memory = new(Ed25519.Ed25519.SeedBytes);
        KeyFileError error = KeyFileError.None;
        if (_box is null)
        {
            _plainSeed.CopyTo(memory.Span);
        }
        else
        {
            error = SecretBox.Open(_box, password, Context(PublicKey), memory.Span);
        }
        if (error != KeyFileError.None)
        {
            memory.Dispose();
            return error;
        }
        SigningSeed opened = SigningSeed.Own(memory);
        if (opened.PublicKey != PublicKey)
        {
            opened.Dispose();
            return KeyFileError.KeyMismatch;
        }
        seed = opened;
        return KeyFileError.None;
    }

    /// <summary>The file's bytes: indented JSON with a final line feed.</summary>
    public byte[] ToUtf8()
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            writer.WriteStartObject();
            writer.WriteNumber("version", KeyFileMembers.Version);
            writer.WriteString("scheme", KeyFileMembers.Scheme);
            writer.WriteString("public_key", PublicKey.ToString());
            WriteSecret(writer);
            writer.WriteEndObject();
        }
        stream.WriteByte((byte)'\n');
        return stream.ToArray();
    }

    private static byte[] Context(PublicKey key) => [.. "ed25519"u8, .. key.Value.Span];

    private void WriteSecret(Utf8JsonWriter writer)
    {
        if (_box is null)
        {
            writer.WriteString("cipher", KeyFileMembers.NoCipher);
            writer.WriteString("seed", Hex.Encode(_plainSeed));
            return;
        }
        writer.WriteString("cipher", KeyFileMembers.Cipher);
        writer.WriteString("kdf", KeyFileMembers.KeyDerivation);
        writer.WriteNumber("operations", _box.Cost.Operations);
        writer.WriteNumber("memory_bytes", _box.Cost.MemoryBytes);
        writer.WriteString("salt", Hex.Encode(_box.Salt));
        writer.WriteString("nonce", Hex.Encode(_box.Nonce));
        writer.WriteString("ciphertext", Hex.Encode(_box.Ciphertext));
    }
}
