using System.Runtime.InteropServices;

namespace Aether.Native.Sockets;

/// <summary>The C library's <c>epoll_event</c> on x86-64, where it has no gap.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal struct EpollEvent
{
    internal uint Events;
    internal long Token;
}
