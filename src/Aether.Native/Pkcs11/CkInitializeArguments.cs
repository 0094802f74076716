using System.Runtime.InteropServices;

namespace Aether.Native.Pkcs11;

/// <summary>CK_C_INITIALIZE_ARGS: the module locks with what the operating system has.</summary>
// SAFETY: layout only; no callback is given.
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct CkInitializeArguments
{
    public const ulong OsLocking = 2;

    public void* CreateMutex;
    public void* DestroyMutex;
    public void* LockMutex;
    public void* UnlockMutex;
    public ulong Flags;
    public void* Reserved;
}
