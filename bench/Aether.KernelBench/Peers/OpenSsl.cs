namespace Aether.KernelBench.Peers;

/// <summary>OpenSSL 3 through its EVP interface: digests with a context made once, and ed25519.</summary>
// SAFETY: calls without a GC transition take microseconds and do not block. Signatures are those
// of evp.h; spans are pinned for the call, contexts are made once and never freed.
internal static unsafe class OpenSsl
{
    // EVP_PKEY_ED25519
    private const int Ed25519Type = 1087;

    private static readonly PeerLibrary s_library = new("libcrypto.so.3", "libssl3");

    private static readonly delegate* unmanaged[Cdecl]<nint> s_newContext =
        (delegate* unmanaged[Cdecl]<nint>)s_library.Function("EVP_MD_CTX_new");

    private static readonly delegate* unmanaged[Cdecl]<nint, void> s_freeContext =
        (delegate* unmanaged[Cdecl]<nint, void>)s_library.Function("EVP_MD_CTX_free");

    private static readonly delegate* unmanaged[Cdecl]<nint, byte*, byte*, nint> s_fetch =
        (delegate* unmanaged[Cdecl]<nint, byte*, byte*, nint>)s_library.Function("EVP_MD_fetch");

    private static readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, nint, nint, int> s_init =
        (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, nint, nint, int>)
            s_library.Function("EVP_DigestInit_ex");

    private static readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, byte*, nuint, int> s_update =
        (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, byte*, nuint, int>)
            s_library.Function("EVP_DigestUpdate");

    private static readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, byte*, uint*, int> s_final =
        (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, byte*, uint*, int>)
            s_library.Function("EVP_DigestFinal_ex");

    private static readonly delegate* unmanaged[Cdecl]<int, nint, byte*, nuint, nint> s_newPublicKey =
        (delegate* unmanaged[Cdecl]<int, nint, byte*, nuint, nint>)s_library.Function("EVP_PKEY_new_raw_public_key");

    private static readonly delegate* unmanaged[Cdecl]<nint, void> s_freeKey =
        (delegate* unmanaged[Cdecl]<nint, void>)s_library.Function("EVP_PKEY_free");

    private static readonly delegate* unmanaged[Cdecl]<nint, nint*, nint, nint, nint, int> s_verifyInit =
        (delegate* unmanaged[Cdecl]<nint, nint*, nint, nint, nint, int>)s_library.Function("EVP_DigestVerifyInit");

    private static readonly delegate* unmanaged[Cdecl]<nint, byte*, nuint, byte*, nuint, int> s_verify =
        (delegate* unmanaged[Cdecl]<nint, byte*, nuint, byte*, nuint, int>)s_library.Function("EVP_DigestVerify");

    private static readonly delegate* unmanaged[Cdecl]<int, byte*> s_version =
        (delegate* unmanaged[Cdecl]<int, byte*>)s_library.Function("OpenSSL_version");

    private static readonly nint s_context = MissingReason is null ? s_newContext() : 0;
    private static readonly nint s_sha256 = Fetch("SHA256\0"u8);
    private static readonly nint s_sha512 = Fetch("SHA512\0"u8);

    /// <summary>Null, or one sentence that names the package.</summary>
    public static string? MissingReason => s_library.MissingReason;

    /// <summary>Name and version, as <c>OpenSSL 3.0.19</c>.</summary>
    public static string Name { get; } = MissingReason is null
        ? string.Join(' ', new string((sbyte*)s_version(0)).Split(' ')[..2]) : "OpenSSL 3";

    /// <summary>SHA-256 into 32 bytes. One thread at a time.</summary>
    public static bool Sha256(ReadOnlySpan<byte> input, Span<byte> output) => Digest(s_sha256, input, output);

    /// <summary>SHA-512 into 64 bytes. One thread at a time.</summary>
    public static bool Sha512(ReadOnlySpan<byte> input, Span<byte> output) => Digest(s_sha512, input, output);

    /// <summary>Verifies one ed25519 signature by a key from bytes.</summary>
    public static bool Ed25519Verify(
        ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        fixed (byte* pk = publicKey, m = message, s = signature)
        {
            nint key = s_newPublicKey(Ed25519Type, 0, pk, (nuint)publicKey.Length);
            if (key == 0)
                return false;
            nint context = s_newContext();
            bool valid = s_verifyInit(context, null, 0, 0, key) == 1
                && s_verify(context, s, (nuint)signature.Length, m, (nuint)message.Length) == 1;
            s_freeContext(context);
            s_freeKey(key);
            return valid;
        }
    }

    private static bool Digest(nint algorithm, ReadOnlySpan<byte> input, Span<byte> output)
    {
        fixed (byte* i = input, o = output)
        {
            return s_init(s_context, algorithm, 0) == 1
                && s_update(s_context, i, (nuint)input.Length) == 1
                && s_final(s_context, o, null) == 1;
        }
    }

    private static nint Fetch(ReadOnlySpan<byte> name)
    {
        if (MissingReason is not null)
            return 0;
        fixed (byte* n = name)
            return s_fetch(0, n, null);
    }
}
