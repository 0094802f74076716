using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Aether.Native.Sockets;

/// <summary>The calls of the C library for many connections on one thread. Linux, 64 bits.</summary>
// SAFETY: declarations only; callers pass pointers and lengths that stay valid for the call.
internal static unsafe partial class StreamMethods
{
    internal const int EPOLL_CLOEXEC = 0x80000;
    internal const int EPOLL_CTL_ADD = 1;
    internal const int EPOLL_CTL_DEL = 2;
    internal const int EPOLL_CTL_MOD = 3;
    internal const uint EPOLLIN = 1;
    internal const uint EPOLLOUT = 4;
    internal const uint EPOLLERR = 8;
    internal const uint EPOLLHUP = 16;
    internal const int EFD_FLAGS = 0x80800;
    internal const int MSG_DONTWAIT = 0x40;
    internal const int MSG_NOSIGNAL = 0x4000;

    [LibraryImport("libc", SetLastError = true), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int epoll_create1(int flags);

    [LibraryImport("libc", SetLastError = true), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int epoll_ctl(int queue, int operation, int descriptor, EpollEvent* entry);

    [LibraryImport("libc", SetLastError = true), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int epoll_wait(int queue, EpollEvent* entries, int count, int timeoutMs);

    [LibraryImport("libc", SetLastError = true), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int eventfd(uint initial, int flags);

    [LibraryImport("libc", SetLastError = true), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial nint recv(int socket, void* buffer, nuint length, int flags);

    [LibraryImport("libc", SetLastError = true), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial nint send(int socket, void* buffer, nuint length, int flags);

    [LibraryImport("libc", SetLastError = true), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial nint read(int descriptor, void* buffer, nuint length);

    [LibraryImport("libc", SetLastError = true), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial nint write(int descriptor, void* buffer, nuint length);

    [LibraryImport("libc", SetLastError = true), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int close(int descriptor);
}
