using System.Runtime.InteropServices;

namespace Aether.Native.Pkcs11;

/// <summary>CK_MECHANISM.</summary>
// SAFETY: layout only; the mechanisms in use have no parameter.
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct CkMechanism
{
    public ulong Mechanism;
    public void* Parameter;
    public ulong ParameterLength;
}
