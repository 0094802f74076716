using System.Runtime.InteropServices;
using Aether.Native.Interop;

namespace Aether.Native.Kzg;

/// <summary>Owns a loaded <c>KZGSettings</c>.</summary>
// SAFETY: the memory came from NativeMemory, was filled by load_trusted_setup and is freed once.
internal sealed unsafe class CkzgHandle : SafeHandle
{
    internal CkzgHandle()
        : base(0, ownsHandle: true)
    {
    }

    internal CkzgHandle(nint settings)
        : base(settings, ownsHandle: true)
    {
    }

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        CkzgMethods.free_trusted_setup((void*)handle);
        NativeMemory.Free((void*)handle);
        return true;
    }
}
