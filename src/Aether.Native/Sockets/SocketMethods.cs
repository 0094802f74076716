using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Aether.Native.Sockets;

/// <summary>The calls of the C library that take many datagrams at once. Linux, 64 bits.</summary>
// SAFETY: declarations only; callers pass headers whose pointers and lengths stay valid for the call.
internal static unsafe partial class SocketMethods
{
    internal const int SOL_SOCKET = 1;
    internal const int SOL_UDP = 17;
    internal const int UDP_SEGMENT = 103;
    internal const int UDP_GRO = 104;
    internal const int SO_SNDBUFFORCE = 32;
    internal const int SO_RCVBUFFORCE = 33;
    internal const int MSG_DONTWAIT = 0x40;
    internal const int MSG_TRUNC = 0x20;
    internal const int MSG_WAITFORONE = 0x10000;
    internal const int EINTR = 4;
    internal const int EAGAIN = 11;
    internal const int ENOBUFS = 105;
    internal const short POLLIN = 1;
    internal const short POLLOUT = 4;

    [LibraryImport("libc", SetLastError = true), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int sendmmsg(int socket, NativeMessage* messages, uint count, int flags);

    [LibraryImport("libc", SetLastError = true), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int recvmmsg(int socket, NativeMessage* messages, uint count, int flags, void* timeout);

    [LibraryImport("libc", SetLastError = true), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int setsockopt(int socket, int level, int name, void* value, uint length);

    [LibraryImport("libc", SetLastError = true), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int poll(NativePoll* entries, nuint count, int timeoutMs);
}
