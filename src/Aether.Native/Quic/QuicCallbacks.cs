using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Aether.Native.Quic;

/// <summary><c>aether_quic_callbacks</c>: each leads to the <see cref="IQuicEvents"/> behind the pointer.</summary>
[StructLayout(LayoutKind.Sequential)]
// SAFETY: the library calls these with the user pointer of its endpoint, a handle that lives as long as it does, and
// with pointers to as many bytes as it says, for the call.
internal unsafe struct QuicCallbacks
{
    private delegate* unmanaged[Cdecl]<nint, ulong, byte*, QuicAddress*, int, void> _connected;
    private delegate* unmanaged[Cdecl]<nint, ulong, int, ulong, void> _closed;
    private delegate* unmanaged[Cdecl]<nint, ulong, long, byte*, nuint, int, void> _streamData;
    private delegate* unmanaged[Cdecl]<nint, ulong, long, ulong, void> _streamReset;
    private delegate* unmanaged[Cdecl]<nint, ulong, long, void> _streamClosed;
    private delegate* unmanaged[Cdecl]<nint, ulong, void> _streams;
    private delegate* unmanaged[Cdecl]<nint, ulong, byte*, nuint, void> _datagram;
    private delegate* unmanaged[Cdecl]<nint, ulong, ulong, void> _released;

    internal static QuicCallbacks Create() => new()
    {
        _connected = &Connected,
        _closed = &Closed,
        _streamData = &StreamData,
        _streamReset = &StreamReset,
        _streamClosed = &StreamClosed,
        _streams = &Streams,
        _datagram = &Datagram,
        _released = &Released,
    };

    private static IQuicEvents Of(nint user) => (IQuicEvents)GCHandle.FromIntPtr(user).Target!;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Connected(nint user, ulong connection, byte* key, QuicAddress* address, int inbound) =>
        Of(user).OnConnected(connection, new ReadOnlySpan<byte>(key, 32), in *address, inbound != 0);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Closed(nint user, ulong connection, int reason, ulong code) =>
        Of(user).OnClosed(connection, (QuicEnd)reason, code);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void StreamData(nint user, ulong connection, long stream, byte* data, nuint bytes, int isLast) =>
        Of(user).OnStreamData(connection, stream, new ReadOnlySpan<byte>(data, (int)bytes), isLast != 0);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void StreamReset(nint user, ulong connection, long stream, ulong code) =>
        Of(user).OnStreamReset(connection, stream, code);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void StreamClosed(nint user, ulong connection, long stream) =>
        Of(user).OnStreamClosed(connection, stream);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Streams(nint user, ulong connection) => Of(user).OnStreamsAvailable(connection);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Datagram(nint user, ulong connection, byte* data, nuint bytes) =>
        Of(user).OnDatagram(connection, new ReadOnlySpan<byte>(data, (int)bytes));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Released(nint user, ulong connection, ulong cookie) =>
        Of(user).OnReleased(connection, cookie);
}
