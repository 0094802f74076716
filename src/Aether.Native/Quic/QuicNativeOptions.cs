using System.Runtime.InteropServices;

namespace Aether.Native.Quic;

/// <summary><c>aether_quic_options</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
// SAFETY: the fixed buffers have the lengths of the header.
internal unsafe struct QuicNativeOptions
{
    internal fixed byte Seed[32];
    internal QuicAddress Address;
    internal fixed byte Protocol[16];
    internal uint MaxConnections;
    internal uint MaxHalfOpen;
    internal uint RetryHalfOpen;
    internal uint AddressRate;
    internal uint TotalRate;
    internal uint MaxRequests;
    internal uint MaxClasses;
    internal uint StreamWindow;
    internal uint ConnectionWindow;
    internal uint MaxDatagrams;
    internal uint HandshakeMs;
    internal uint IdleMs;
    internal uint KeepAliveMs;
    internal uint SocketBytes;
    internal uint Flags;
    internal ulong RandomSeed;
}
