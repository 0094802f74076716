using System.Runtime.InteropServices;

namespace Aether.Native.Sockets;

/// <summary>The C library's <c>iovec</c>.</summary>
// SAFETY: laid out as the C structure.
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeBuffer
{
    internal void* Start;
    internal nuint Bytes;
}
