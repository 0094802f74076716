using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Aether.Native.Interop;

/// <summary>The functions of libsodium in use. Names and parameter order are those of <c>sodium.h</c>.</summary>
// SAFETY: declarations only; callers pass pointers that are valid for the lengths stated in sodium.h.
internal static unsafe partial class SodiumMethods
{
    private const string Library = NativeLibraries.SodiumName;

    static SodiumMethods() => NativeLibraries.EnsureRegistered();

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int sodium_init();

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void sodium_memzero(void* memory, nuint bytes);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int sodium_mlock(void* memory, nuint bytes);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int sodium_munlock(void* memory, nuint bytes);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial nint sodium_malloc(nuint bytes);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void sodium_free(nint memory);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int crypto_sign_ed25519_seed_keypair(byte* publicKey, byte* secretKey, byte* seed);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int crypto_sign_ed25519_detached(
        byte* signature, ulong* signatureBytes, byte* message, ulong messageBytes, byte* secretKey);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int crypto_sign_ed25519_verify_detached(
        byte* signature, byte* message, ulong messageBytes, byte* publicKey);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int crypto_pwhash(
        byte* output,
        ulong outputBytes,
        byte* password,
        ulong passwordBytes,
        byte* salt,
        ulong operations,
        nuint memoryBytes,
        int algorithm);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int crypto_aead_xchacha20poly1305_ietf_encrypt(
        byte* ciphertext,
        ulong* ciphertextBytes,
        byte* message,
        ulong messageBytes,
        byte* associated,
        ulong associatedBytes,
        byte* secretNonce,
        byte* nonce,
        byte* key);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int crypto_aead_xchacha20poly1305_ietf_decrypt(
        byte* message,
        ulong* messageBytes,
        byte* secretNonce,
        byte* ciphertext,
        ulong ciphertextBytes,
        byte* associated,
        ulong associatedBytes,
        byte* nonce,
        byte* key);
}
