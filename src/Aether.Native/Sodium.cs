using Aether.Native.Interop;

namespace Aether.Native;

/// <summary>libsodium behind spans: signing, password hashing, authenticated encryption and memory that keeps
/// secrets.</summary>
/// <remarks>
/// Wrong buffer lengths are programmer errors and throw <see cref="ArgumentOutOfRangeException"/>; content never
/// throws.
/// <para>Threads: every member is thread safe.</para>
/// <para>Errors: <see cref="PlatformNotSupportedException"/> from any operation when <see cref="IsSupported"/> is
/// false.</para>
/// </remarks>
// SAFETY: every method checks its lengths first and pins its spans with fixed for exactly one native call.
public static unsafe class Sodium
{
    /// <summary>Bytes of an Ed25519 seed (RFC 8032 private key).</summary>
    public const int Ed25519SeedBytes = 32;

    /// <summary>Bytes of an Ed25519 public key.</summary>
    public const int Ed25519PublicKeyBytes = 32;

    /// <summary>Bytes of an expanded Ed25519 secret key: seed, then public key.</summary>
    public const int Ed25519SecretKeyBytes = 64;

    /// <summary>Bytes of an Ed25519 signature.</summary>
    public const int Ed25519SignatureBytes = 64;

    /// <summary>Bytes of an Argon2id salt.</summary>
    public const int Argon2SaltBytes = 16;

    /// <summary>Bytes of an XChaCha20-Poly1305 key.</summary>
    public const int AeadKeyBytes = 32;

    /// <summary>Bytes of an XChaCha20-Poly1305 nonce.</summary>
    public const int AeadNonceBytes = 24;

    /// <summary>Bytes the authentication tag adds to a ciphertext.</summary>
    public const int AeadTagBytes = 16;

    private const int Argon2MinOutputBytes = 16;

    // crypto_pwhash_ALG_ARGON2ID13
    private const int Argon2Id13 = 2;

    private static readonly string? s_notSupportedReason = Initialise();

    /// <summary>True when libsodium is loaded and initialised.</summary>
    public static bool IsSupported => s_notSupportedReason is null;

    /// <summary>Null, or one sentence with the cause and the fix.</summary>
    public static string? NotSupportedReason => s_notSupportedReason;

    /// <summary>Derives the key pair of a 32-byte seed: <paramref name="secretKey"/> gets seed then public key (64
    /// bytes).</summary>
    public static void Ed25519KeyPair(ReadOnlySpan<byte> seed, Span<byte> publicKey, Span<byte> secretKey)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(seed.Length, Ed25519SeedBytes);
        ArgumentOutOfRangeException.ThrowIfNotEqual(publicKey.Length, Ed25519PublicKeyBytes);
        ArgumentOutOfRangeException.ThrowIfNotEqual(secretKey.Length, Ed25519SecretKeyBytes);
        ThrowIfNotSupported();
        fixed (byte* pk = publicKey, sk = secretKey, s = seed)
            ThrowIfFailed(SodiumMethods.crypto_sign_ed25519_seed_keypair(pk, sk, s));
    }

    /// <summary>Signs per RFC 8032 with the 64-byte secret key of <see cref="Ed25519KeyPair"/>.</summary>
    public static void Ed25519Sign(Span<byte> signature, ReadOnlySpan<byte> message, ReadOnlySpan<byte> secretKey)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(signature.Length, Ed25519SignatureBytes);
        ArgumentOutOfRangeException.ThrowIfNotEqual(secretKey.Length, Ed25519SecretKeyBytes);
        ThrowIfNotSupported();
        fixed (byte* sig = signature, m = message, sk = secretKey)
            ThrowIfFailed(SodiumMethods.crypto_sign_ed25519_detached(sig, null, m, (ulong)message.Length, sk));
    }

    /// <summary>
    /// libsodium's own verification: cofactorless, rejecting small-order and non-canonical points. A test oracle: it
    /// does
    /// not accept every signature that consensus (ZIP-215) accepts.
    /// </summary>
    public static bool Ed25519VerifyStrict(
        ReadOnlySpan<byte> signature, ReadOnlySpan<byte> message, ReadOnlySpan<byte> publicKey)
    {
        if (signature.Length != Ed25519SignatureBytes || publicKey.Length != Ed25519PublicKeyBytes)
            return false;
        ThrowIfNotSupported();
        fixed (byte* sig = signature, m = message, pk = publicKey)
            return SodiumMethods.crypto_sign_ed25519_verify_detached(sig, m, (ulong)message.Length, pk) == 0;
    }

    /// <summary>Derives <paramref name="output"/> (16 bytes or more) from a password with Argon2id 1.3.</summary>
    /// <param name="output">Receives the derived key.</param>
    /// <param name="password">The password; may be empty.</param>
    /// <param name="salt">16 random bytes, stored beside the ciphertext.</param>
    /// <param name="opsLimit">Passes over the memory, 1 or more.</param>
    /// <param name="memLimitBytes">Working memory in bytes, 8192 or more.</param>
    /// <returns>False when the memory is not to be had or a limit is out of libsodium's range.</returns>
    public static bool Argon2id(
        Span<byte> output,
        ReadOnlySpan<byte> password,
        ReadOnlySpan<byte> salt,
        ulong opsLimit,
        ulong memLimitBytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(output.Length, Argon2MinOutputBytes);
        ArgumentOutOfRangeException.ThrowIfNotEqual(salt.Length, Argon2SaltBytes);
        ThrowIfNotSupported();
        fixed (byte* o = output, p = password, s = salt)
        {
            return SodiumMethods.crypto_pwhash(
                o, (ulong)output.Length, p, (ulong)password.Length, s, opsLimit, (nuint)memLimitBytes, Argon2Id13) == 0;
        }
    }

    /// <summary>Encrypts and authenticates; <paramref name="ciphertext"/> is exactly 16 bytes longer than the
    /// message.</summary>
    /// <param name="ciphertext">Receives ciphertext then tag.</param>
    /// <param name="message">Plaintext.</param>
    /// <param name="associatedData">Authenticated, not encrypted; may be empty.</param>
    /// <param name="nonce">24 bytes, random per message under one key.</param>
    /// <param name="key">32 bytes.</param>
    public static void XChaCha20Poly1305Encrypt(
        Span<byte> ciphertext,
        ReadOnlySpan<byte> message,
        ReadOnlySpan<byte> associatedData,
        ReadOnlySpan<byte> nonce,
        ReadOnlySpan<byte> key)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(ciphertext.Length, checked(message.Length + AeadTagBytes));
        ThrowIfBadAeadKey(nonce, key);
        ThrowIfNotSupported();
        fixed (byte* c = ciphertext, m = message, a = associatedData, n = nonce, k = key)
        {
            ThrowIfFailed(SodiumMethods.crypto_aead_xchacha20poly1305_ietf_encrypt(
                c, null, m, (ulong)message.Length, a, (ulong)associatedData.Length, null, n, k));
        }
    }

    /// <summary>Checks and decrypts; <paramref name="message"/> is exactly 16 bytes shorter than the
    /// ciphertext.</summary>
    /// <returns>False, with <paramref name="message"/> zeroed, when the ciphertext is short or was not made with this
    /// key.</returns>
    public static bool XChaCha20Poly1305Decrypt(
        Span<byte> message,
        ReadOnlySpan<byte> ciphertext,
        ReadOnlySpan<byte> associatedData,
        ReadOnlySpan<byte> nonce,
        ReadOnlySpan<byte> key)
    {
        ThrowIfBadAeadKey(nonce, key);
        if (ciphertext.Length < AeadTagBytes || message.Length != ciphertext.Length - AeadTagBytes)
        {
            message.Clear();
            return false;
        }

        ThrowIfNotSupported();
        int status;
        fixed (byte* m = message, c = ciphertext, a = associatedData, n = nonce, k = key)
        {
            status = SodiumMethods.crypto_aead_xchacha20poly1305_ietf_decrypt(
                m, null, null, c, (ulong)ciphertext.Length, a, (ulong)associatedData.Length, n, k);
        }

        if (status != 0)
            message.Clear();
        return status == 0;
    }

    /// <summary>Overwrites with zeros in a way the compiler may not remove.</summary>
    public static void MemoryZero(Span<byte> memory)
    {
        ThrowIfNotSupported();
        fixed (byte* p = memory)
            SodiumMethods.sodium_memzero(p, (nuint)memory.Length);
    }

    /// <summary>Asks the system to keep the pages in memory and out of core dumps.</summary>
    /// <param name="address">Start of memory that does not move: native or pinned.</param>
    /// <param name="bytes">Length in bytes.</param>
    /// <returns>False when the process's locked-memory limit is reached; the memory stays usable.</returns>
    public static bool MLock(nint address, nuint bytes)
    {
        ThrowIfNotSupported();
        return SodiumMethods.sodium_mlock((void*)address, bytes) == 0;
    }

    /// <summary>Zeroes the memory and undoes <see cref="MLock"/>.</summary>
    /// <returns>False when the pages were not locked.</returns>
    public static bool MUnlock(nint address, nuint bytes)
    {
        ThrowIfNotSupported();
        return SodiumMethods.sodium_munlock((void*)address, bytes) == 0;
    }

    internal static void ThrowIfNotSupported()
    {
        if (s_notSupportedReason is not null)
            throw new PlatformNotSupportedException(s_notSupportedReason);
    }

    private static void ThrowIfBadAeadKey(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> key)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(nonce.Length, AeadNonceBytes);
        ArgumentOutOfRangeException.ThrowIfNotEqual(key.Length, AeadKeyBytes);
    }

    // Signing and key derivation have no failing input; a non-zero status means the library itself is broken.
    private static void ThrowIfFailed(int status)
    {
        if (status != 0)
            throw new InvalidOperationException("libsodium refused an operation that cannot fail");
    }

    private static string? Initialise()
    {
        NativeLibraryProbe probe = NativeLibraries.Sodium;
        if (!probe.IsSupported)
            return probe.NotSupportedReason;
        return SodiumMethods.sodium_init() < 0 ? "libsodium could not be initialised (no random source)" : null;
    }
}
