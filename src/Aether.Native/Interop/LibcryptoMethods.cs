using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Aether.Native.Interop;

/// <summary>The functions of OpenSSL's libcrypto that make a key of a signing function.</summary>
// SAFETY: declarations only; callers pass objects that the library made, and spans with their lengths.
internal static unsafe partial class LibcryptoMethods
{
    private const string Library = "libcrypto.so.3";

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial nint EC_KEY_OpenSSL();

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial nint EC_KEY_METHOD_new(nint method);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void EC_KEY_METHOD_get_sign(nint method, nint* sign, nint* setup, nint* signParts);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void EC_KEY_METHOD_set_sign(nint method, nint sign, nint setup, nint signParts);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial nint EC_KEY_new_by_curve_name(int curve);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int EC_KEY_set_method(nint key, nint method);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int EC_KEY_oct2key(nint key, byte* point, nuint pointBytes, nint context);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void EC_KEY_free(nint key);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial nint EVP_PKEY_new();

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int EVP_PKEY_assign(nint pkey, int type, nint key);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void EVP_PKEY_free(nint pkey);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial nint BN_bin2bn(byte* bytes, int length, nint result);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial nint ECDSA_SIG_new();

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int ECDSA_SIG_set0(nint signature, nint r, nint s);
}
