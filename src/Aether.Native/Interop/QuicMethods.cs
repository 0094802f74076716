using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Aether.Native.Quic;

namespace Aether.Native.Interop;

/// <summary>The QUIC library; names and parameters are those of <c>native/include/aether_quic.h</c>.</summary>
// SAFETY: declarations only; callers pass pointers to buffers of the sizes that the header states.
internal static unsafe partial class QuicMethods
{
    private const string Library = NativeLibraries.QuicName;

    static QuicMethods() => NativeLibraries.EnsureRegistered();

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int aether_quic_abi();

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int aether_quic_create(
        QuicNativeOptions* options, QuicCallbacks* callbacks, nint user, out nint endpoint);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void aether_quic_destroy(nint endpoint, ulong code);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void aether_quic_local(QuicHandle endpoint, QuicAddress* address);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void aether_quic_read_counters(QuicHandle endpoint, QuicCounters* counters);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int aether_quic_poll(QuicHandle endpoint, ulong timeoutNs);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void aether_quic_wake(QuicHandle endpoint);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int aether_quic_dial(
        QuicHandle endpoint, QuicAddress* address, byte* expectedKey, ulong* connection);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int aether_quic_close(QuicHandle endpoint, ulong connection, ulong code);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int aether_quic_open(
        QuicHandle endpoint, ulong connection, int bidirectional, uint priority, long* stream);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int aether_quic_accept(QuicHandle endpoint, ulong connection, long stream, uint priority);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int aether_quic_send(
        QuicHandle endpoint, ulong connection, long stream, nint data, nuint bytes, int isLast, ulong cookie);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int aether_quic_reset(QuicHandle endpoint, ulong connection, long stream, ulong code);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int aether_quic_credit(
        QuicHandle endpoint, ulong connection, long stream, ulong streamBytes, ulong connectionBytes);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int aether_quic_datagram(
        QuicHandle endpoint, ulong connection, nint data, nuint bytes, ulong cookie);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial ulong aether_quic_rtt(QuicHandle endpoint, ulong connection);
}
