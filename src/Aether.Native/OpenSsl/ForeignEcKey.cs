using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Aether.Native.Interop;

namespace Aether.Native.OpenSsl;

/// <summary>
/// A P-256 key for TLS whose private half is in a token: OpenSSL asks for each signature, and gets it from there.
/// </summary>
/// <remarks>
/// <b>Ownership</b>: until disposal OpenSSL may ask; after it every signature fails, and with it the handshake.
/// <b>Threads</b>: OpenSSL asks on threads of its callers, any number at once: the signer orders them. <b>Errors</b>: a
/// signer that throws makes OpenSSL report a failed signature; nothing is thrown through native code.
/// Source: EC_KEY_METHOD_new(3).
/// </remarks>
// SAFETY: every handle comes from libcrypto and is freed once: the key goes over to the EVP_PKEY that is assigned to,
// and that to its SafeHandle. The method is made once and never freed, since keys refer to it. The callback reads
// exactly the digest it is given and never throws.
public sealed unsafe class ForeignEcKey : IDisposable
{
    private const int Prime256V1 = 415;
    private const int EvpPkeyEc = 408;
    private const int PointBytes = 65;
    private const int HalfBytes = 32;

    private static readonly ConcurrentDictionary<nint, EcKeySigner> s_signers = new();
    private static readonly Lazy<nint> s_method = new(CreateMethod);

    private readonly nint _key;
    private readonly SafeEvpPKeyHandle _handle;

    /// <summary>Makes a key of its public point (65 bytes, uncompressed) and of what signs for it.</summary>
    /// <exception cref="CryptographicException">The point is not on the curve.</exception>
    public ForeignEcKey(ReadOnlySpan<byte> point, EcKeySigner signer)
    {
        if (OperatingSystem.IsWindows())
            throw new PlatformNotSupportedException("keys of OpenSSL exist on Linux only");
        _key = LibcryptoMethods.EC_KEY_new_by_curve_name(Prime256V1);
        bool ok = _key != 0 && point.Length == PointBytes;
        fixed (byte* bytes = point)
        {
            ok = ok && LibcryptoMethods.EC_KEY_oct2key(_key, bytes, PointBytes, 0) == 1
                && LibcryptoMethods.EC_KEY_set_method(_key, s_method.Value) == 1;
        }
        nint pkey = ok ? LibcryptoMethods.EVP_PKEY_new() : 0;
        if (pkey == 0 || LibcryptoMethods.EVP_PKEY_assign(pkey, EvpPkeyEc, _key) != 1)
        {
            LibcryptoMethods.EVP_PKEY_free(pkey);
            LibcryptoMethods.EC_KEY_free(_key);
            throw new CryptographicException("not a public key on the curve P-256");
        }
        s_signers[_key] = signer;
        _handle = new SafeEvpPKeyHandle(pkey, ownsHandle: true);
    }

    /// <summary>The key for .NET: an algorithm that a certificate can be bound to. The caller disposes of it.</summary>
    public ECDsa Open() => OperatingSystem.IsWindows()
        ? throw new PlatformNotSupportedException("keys of OpenSSL exist on Linux only")
        : new ECDsaOpenSsl(_handle);

    /// <inheritdoc/>
    public void Dispose()
    {
        s_signers.TryRemove(_key, out _);
        _handle.Dispose();
    }

    private static nint CreateMethod()
    {
        nint standard = LibcryptoMethods.EC_KEY_OpenSSL();
        nint method = LibcryptoMethods.EC_KEY_METHOD_new(standard);
        nint sign;
        nint setup;
        nint parts;
        LibcryptoMethods.EC_KEY_METHOD_get_sign(standard, &sign, &setup, &parts);
        delegate* unmanaged[Cdecl]<byte*, int, nint, nint, nint, nint> own = &SignParts;
        LibcryptoMethods.EC_KEY_METHOD_set_sign(method, sign, setup, (nint)own);
        return method;
    }

    // ECDSA_SIG* sign_sig(digest, length, kinv, r, key): null is failure.
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint SignParts(byte* digest, int length, nint inverse, nint r, nint key)
    {
        try
        {
            if (!s_signers.TryGetValue(key, out EcKeySigner? signer))
                return 0;
            byte* signature = stackalloc byte[2 * HalfBytes];
            signer(new ReadOnlySpan<byte>(digest, length), new Span<byte>(signature, 2 * HalfBytes));
            nint result = LibcryptoMethods.ECDSA_SIG_new();
            nint first = LibcryptoMethods.BN_bin2bn(signature, HalfBytes, 0);
            nint second = LibcryptoMethods.BN_bin2bn(signature + HalfBytes, HalfBytes, 0);
            return LibcryptoMethods.ECDSA_SIG_set0(result, first, second) == 1 ? result : 0;
        }
        catch (Exception)
        {
            // The signer has said what failed to whoever reads its errors; OpenSSL only learns that it did.
            return 0;
        }
    }
}
