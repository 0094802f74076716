using System.Text.Json;
using Aether.Core.Types;
using Aether.Native;

namespace Aether.Crypto.KeyFiles;

/// <summary>The members of a key file, read strictly.</summary>
internal readonly record struct KeyFileMembers(PublicKey PublicKey, SealedSecret? Box, byte[] Seed)
{
    /// <summary>The only version.</summary>
    public const int Version = 1;

    /// <summary>The only signature scheme.</summary>
    public const string Scheme = "ed25519";

    /// <summary>The only cipher.</summary>
    public const string Cipher = "xchacha20-poly1305";

    /// <summary>Names a seed in the clear.</summary>
    public const string NoCipher = "none";

    /// <summary>The only key derivation.</summary>
    public const string KeyDerivation = "argon2id";

    private static readonly string[] s_plain = ["version", "scheme", "public_key", "cipher", "seed"];

    private static readonly string[] s_sealed =
    [
        "version", "scheme", "public_key", "cipher", "kdf", "operations", "memory_bytes", "salt", "nonce", "ciphertext",
    ];

    /// <summary>Reads JSON; anything unexpected is an error.</summary>
    public static KeyFileError TryRead(ReadOnlySpan<byte> utf8, out KeyFileMembers members)
    {
        members = default;
        Utf8JsonReader reader = new(utf8, new JsonReaderOptions { MaxDepth = 2 });
        try
        {
            using JsonDocument? document = JsonDocument.ParseValue(ref reader);
            return IsEndOfText(utf8[(int)reader.BytesConsumed..])
                ? Read(document.RootElement, out members)
                : KeyFileError.Malformed;
        }
        catch (JsonException)
        {
            return KeyFileError.Malformed;
        }
        catch (InvalidOperationException)
        {
            // The reader reports text that is not valid UTF-16 this way.
            return KeyFileError.Malformed;
        }
    }

    private static bool IsEndOfText(ReadOnlySpan<byte> rest) => rest.IndexOfAnyExcept(" \t\r\n"u8) < 0;

    private static KeyFileError Read(JsonElement root, out KeyFileMembers members)
    {
        members = default;
        if (root.ValueKind != JsonValueKind.Object
            || !TryNumber(root, "version", out ulong version)
            || !TryText(root, "scheme", out string scheme)
            || !TryText(root, "cipher", out string cipher))
        {
            return KeyFileError.Malformed;
        }
        if (version != Version || scheme != Scheme || cipher is not (Cipher or NoCipher))
        {
            return KeyFileError.Unsupported;
        }
        if (!HasExactly(root, cipher == Cipher ? s_sealed : s_plain)
            || !TryBytes(root, "public_key", Hash256.Bytes, out byte[] key))
        {
            return KeyFileError.Malformed;
        }
        members = new KeyFileMembers(new PublicKey(new Hash256(key)), null, []);
        return cipher == Cipher ? ReadSealed(root, ref members) : ReadPlain(root, ref members);
    }

    private static KeyFileError ReadPlain(JsonElement root, ref KeyFileMembers members)
    {
        bool ok = TryBytes(root, "seed", Ed25519.Ed25519.SeedBytes, out byte[] seed);
        members = members with { Seed = seed };
        return ok ? KeyFileError.None : KeyFileError.Malformed;
    }

    private static KeyFileError ReadSealed(JsonElement root, ref KeyFileMembers members)
    {
        if (!TryText(root, "kdf", out string derivation)
            || !TryNumber(root, "operations", out ulong operations)
            || !TryNumber(root, "memory_bytes", out ulong memory)
            || !TryBytes(root, "salt", Sodium.Argon2SaltBytes, out byte[] salt)
            || !TryBytes(root, "nonce", Sodium.AeadNonceBytes, out byte[] nonce)
            || !TryBytes(root, "ciphertext", Ed25519.Ed25519.SeedBytes + Sodium.AeadTagBytes, out byte[] ciphertext))
        {
            return KeyFileError.Malformed;
        }
        if (derivation != KeyDerivation)
        {
            return KeyFileError.Unsupported;
        }
        PasswordCost cost = new(operations > uint.MaxValue ? uint.MaxValue : (uint)operations, memory);
        members = members with { Box = new SealedSecret(cost, salt, nonce, ciphertext) };
        return cost.IsAllowed ? KeyFileError.None : KeyFileError.CostOutOfBounds;
    }

    private static bool HasExactly(JsonElement root, string[] names)
    {
        int count = 0;
        foreach (JsonProperty member in root.EnumerateObject())
        {
            if (Array.IndexOf(names, member.Name) < 0)
            {
                return false;
            }
            count++;
        }
        // Every name is looked up afterwards, so a repeated member shows as a count that is too high.
        return count == names.Length;
    }

    private static bool TryText(JsonElement root, string name, out string text)
    {
        bool found = root.TryGetProperty(name, out JsonElement member) && member.ValueKind == JsonValueKind.String;
        text = found ? member.GetString()! : string.Empty;
        return found;
    }

    private static bool TryNumber(JsonElement root, string name, out ulong number)
    {
        number = 0;
        return root.TryGetProperty(name, out JsonElement member)
            && member.ValueKind == JsonValueKind.Number && member.TryGetUInt64(out number);
    }

    private static bool TryBytes(JsonElement root, string name, int length, out byte[] bytes)
    {
        bytes = new byte[length];
        return TryText(root, name, out string text) && Hex.TryDecode(text, bytes);
    }
}
