using System.Security.Cryptography;
using Aether.Core.Types;
using Aether.Crypto.KeyFiles;
using Aether.Native;

namespace Aether.Node.Signing;

/// <summary>
/// What encrypts the secrets of one validator's key file: a random key that is itself under a passphrase.
/// </summary>
/// <remarks>
/// The passphrase is needed once, when the file is opened. What the node writes later, an evolved KES key, is encrypted
/// under the same random key with a nonce of its own. Both parts are bound to the validator's cold key, so no part of
/// one file fits into another. <b>Ownership</b>: zeroes its key on disposal.
/// </remarks>
internal sealed class KeySeal : IDisposable
{
    private readonly SecretMemory _key;
    private readonly PublicKey _owner;

    private KeySeal(SecretMemory key, PublicKey owner, SealedSecret sealedKey)
    {
        _key = key;
        _owner = owner;
        SealedKey = sealedKey;
    }

    /// <summary>The key under the passphrase, as it stands in the file.</summary>
    public SealedSecret SealedKey { get; }

    /// <summary>Makes a key and puts it under a passphrase.</summary>
    /// <param name="owner">Public cold key of the validator.</param>
    /// <param name="passphrase">UTF-8; borrowed.</param>
    /// <param name="cost">Work per guess.</param>
    public static KeySeal Create(PublicKey owner, ReadOnlySpan<byte> passphrase, PasswordCost cost)
    {
        SecretMemory key = new(Sodium.AeadKeyBytes);
        try
        {
            RandomNumberGenerator.Fill(key.Span);
            return new KeySeal(key, owner, SecretBox.Seal(key.Span, passphrase, Context(owner), cost));
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    /// <summary>Opens the key of a file; null, with the reason, when the passphrase is another one.</summary>
    public static KeySeal? Open(
        PublicKey owner, SealedSecret sealedKey, ReadOnlySpan<byte> passphrase, out KeyFileError error)
    {
        SecretMemory key = new(Sodium.AeadKeyBytes);
        error = SecretBox.Open(sealedKey, passphrase, Context(owner), key.Span);
        if (error == KeyFileError.None)
        {
            return new KeySeal(key, owner, sealedKey);
        }
        key.Dispose();
        return null;
    }

    /// <summary>Encrypts secrets under a fresh nonce, which comes first.</summary>
    public byte[] Encrypt(ReadOnlySpan<byte> secrets)
    {
        byte[] sealedBytes = new byte[Sodium.AeadNonceBytes + secrets.Length + Sodium.AeadTagBytes];
        Span<byte> nonce = sealedBytes.AsSpan(0, Sodium.AeadNonceBytes);
        RandomNumberGenerator.Fill(nonce);
        Sodium.XChaCha20Poly1305Encrypt(
            sealedBytes.AsSpan(Sodium.AeadNonceBytes), secrets, Context(_owner), nonce, _key.Span);
        return sealedBytes;
    }

    /// <summary>
    /// Decrypts what <see cref="Encrypt"/> made; null for anything else. The caller zeroes the result.
    /// </summary>
    public byte[]? Decrypt(ReadOnlySpan<byte> sealedBytes)
    {
        if (sealedBytes.Length < Sodium.AeadNonceBytes + Sodium.AeadTagBytes)
        {
            return null;
        }
        byte[] secrets = new byte[sealedBytes.Length - Sodium.AeadNonceBytes - Sodium.AeadTagBytes];
        ReadOnlySpan<byte> nonce = sealedBytes[..Sodium.AeadNonceBytes];
        bool ok = Sodium.XChaCha20Poly1305Decrypt(
            secrets, sealedBytes[Sodium.AeadNonceBytes..], Context(_owner), nonce, _key.Span);
        return ok ? secrets : null;
    }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();

    private static byte[] Context(PublicKey owner) => [.. "aeth/validator-keys/v1"u8, .. owner.Value.Span];
}
