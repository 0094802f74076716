using System.Buffers.Binary;
using System.Security.Cryptography;
using Aether.Native;

namespace Aether.Crypto.KeyFiles;

/// <summary>Encrypts a secret under a password: Argon2id, then XChaCha20-Poly1305.</summary>
/// <remarks>
/// The derivation parameters and the caller's context are authenticated with the ciphertext, so a file whose
/// parameters were changed does not open.
/// <para>Errors: <see cref="PlatformNotSupportedException"/> without libsodium.</para>
/// </remarks>
public static class SecretBox
{
    /// <summary>Largest secret that is sealed or opened.</summary>
    public const int MaxSecretBytes = 16 * 1024;

    /// <summary>Seals <paramref name="secret"/> with a fresh salt and nonce.</summary>
    /// <param name="secret">The secret; borrowed.</param>
    /// <param name="password">The password as UTF-8; borrowed.</param>
    /// <param name="context">What the secret belongs to; must be the same when opening.</param>
    /// <param name="cost">Work per guess; must be allowed.</param>
    public static SealedSecret Seal(
        ReadOnlySpan<byte> secret, ReadOnlySpan<byte> password, ReadOnlySpan<byte> context, PasswordCost cost)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(secret.Length, MaxSecretBytes);
        if (!cost.IsAllowed)
        {
            throw new ArgumentOutOfRangeException(nameof(cost), "outside the bounds of PasswordCost");
        }
        byte[] salt = RandomNumberGenerator.GetBytes(Sodium.Argon2SaltBytes);
        byte[] nonce = RandomNumberGenerator.GetBytes(Sodium.AeadNonceBytes);
        byte[] ciphertext = new byte[secret.Length + Sodium.AeadTagBytes];
        using SecretMemory key = new(Sodium.AeadKeyBytes);
        if (!Sodium.Argon2id(key.Span, password, salt, cost.Operations, cost.MemoryBytes))
        {
            throw new InsufficientMemoryException("not enough memory to hash the password");
        }
        Sodium.XChaCha20Poly1305Encrypt(ciphertext, secret, Bind(cost, salt, context), nonce, key.Span);
        return new SealedSecret(cost, salt, nonce, ciphertext);
    }

    /// <summary>Opens <paramref name="box"/> into <paramref name="secret"/>, which is zeroed on failure.</summary>
    /// <param name="box">The sealed secret; untrusted.</param>
    /// <param name="password">The password as UTF-8; borrowed.</param>
    /// <param name="context">What was given when sealing.</param>
    /// <param name="secret">Exactly the size of the secret.</param>
    public static KeyFileError Open(
        SealedSecret box, ReadOnlySpan<byte> password, ReadOnlySpan<byte> context, Span<byte> secret)
    {
        secret.Clear();
        bool wellFormed = box.Salt.Length == Sodium.Argon2SaltBytes
            && box.Nonce.Length == Sodium.AeadNonceBytes
            && box.Ciphertext.Length == secret.Length + Sodium.AeadTagBytes;
        if (!wellFormed)
        {
            return KeyFileError.Malformed;
        }
        if (!box.Cost.IsAllowed)
        {
            return KeyFileError.CostOutOfBounds;
        }
        using SecretMemory key = new(Sodium.AeadKeyBytes);
        if (!Sodium.Argon2id(key.Span, password, box.Salt, box.Cost.Operations, box.Cost.MemoryBytes))
        {
            return KeyFileError.OutOfMemory;
        }
        byte[] bound = Bind(box.Cost, box.Salt, context);
        bool opened = Sodium.XChaCha20Poly1305Decrypt(secret, box.Ciphertext, bound, box.Nonce, key.Span);
        return opened ? KeyFileError.None : KeyFileError.WrongPassword;
    }

    private static byte[] Bind(PasswordCost cost, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> context)
    {
        ReadOnlySpan<byte> domain = "aeth/keyfile/v1"u8;
        byte[] bound = new byte[domain.Length + 4 + 8 + salt.Length + context.Length];
        domain.CopyTo(bound);
        Span<byte> rest = bound.AsSpan(domain.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(rest, cost.Operations);
        BinaryPrimitives.WriteUInt64LittleEndian(rest[4..], cost.MemoryBytes);
        salt.CopyTo(rest[12..]);
        context.CopyTo(rest[(12 + salt.Length)..]);
        return bound;
    }
}
