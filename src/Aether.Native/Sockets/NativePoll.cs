using System.Runtime.InteropServices;

namespace Aether.Native.Sockets;

/// <summary>The C library's <c>pollfd</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativePoll
{
    internal int Descriptor;
    internal short Events;
    internal short Happened;
}
