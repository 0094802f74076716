using System.Runtime.InteropServices;

namespace Aether.Native.Pkcs11;

/// <summary>CK_ATTRIBUTE.</summary>
// SAFETY: layout only; Value points to Length bytes that the caller keeps alive for one call.
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct CkAttribute
{
    public ulong Type;
    public void* Value;
    public ulong Length;
}
