using System.Runtime.InteropServices;

namespace Aether.Native.Kzg;

/// <summary>Zeroed native memory, aligned to a cache line.</summary>
// SAFETY: the memory is freed once, when no caller holds a reference on the handle.
internal sealed unsafe class AlignedBuffer : SafeHandle
{
    private const int Alignment = 64;

    internal AlignedBuffer()
        : base(0, ownsHandle: true)
    {
    }

    internal AlignedBuffer(nuint bytes)
        : base((nint)NativeMemory.AlignedAlloc(bytes, Alignment), ownsHandle: true)
    {
        Bytes = bytes;
        NativeMemory.Clear((void*)handle, bytes);
    }

    public override bool IsInvalid => handle == 0;

    internal nuint Bytes { get; }

    /// <summary>Valid while the buffer is kept alive by the caller.</summary>
    internal byte* Pointer => (byte*)handle;

    protected override bool ReleaseHandle()
    {
        NativeMemory.AlignedFree((void*)handle);
        return true;
    }
}
