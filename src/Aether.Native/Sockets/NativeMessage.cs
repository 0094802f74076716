using System.Runtime.InteropServices;

namespace Aether.Native.Sockets;

/// <summary>The C library's <c>mmsghdr</c>: one message of a batch.</summary>
// SAFETY: laid out as the C structure; the pointers belong to the batch that fills it.
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeMessage
{
    internal const int Bytes = 64;

    internal void* Name;
    internal uint NameBytes;
    internal NativeBuffer* Buffers;
    internal nuint BufferCount;
    internal void* Control;
    internal nuint ControlBytes;
    internal int Flags;

    // The C structure ends with a message header, whose size is a multiple of 8, and the length.
    internal uint Padding;
    internal uint TransferredBytes;
    internal uint Tail;
}
