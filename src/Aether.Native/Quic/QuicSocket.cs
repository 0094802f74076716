using System.Net;
using System.Runtime.InteropServices;
using System.Text;
using Aether.Native.Interop;

namespace Aether.Native.Quic;

/// <summary>One UDP socket with its QUIC connections; <c>native/include/aether_quic.h</c> is the contract.</summary>
/// <remarks>
/// <b>Threads</b>: one thread makes all calls, but for <see cref="Wake"/>. <b>Ownership</b>: bytes given to
/// <see cref="Send"/> and <see cref="SendDatagram"/> stay where they are, pinned or native and reachable, until their
/// cookie is released or the socket is disposed.
/// </remarks>
// SAFETY: pointers made here are to locals and spans of the stated lengths and are used for one call only.
public sealed unsafe class QuicSocket : IDisposable
{
    /// <summary>Longest datagram.</summary>
    public const int MaxDatagramBytes = 1150;

    private const int Abi = 2;
    private const int SeedBytes = 32;
    private const int ProtocolBytes = 16;
    private const uint NoOffload = 1;

    private readonly QuicHandle _handle;

    private QuicSocket(QuicHandle handle)
    {
        _handle = handle;
        QuicAddress local;
        QuicMethods.aether_quic_local(_handle, &local);
        Local = local.ToEndPoint();
    }

    /// <summary>Null when the library is loaded and fits; otherwise one sentence with the cause and the fix.</summary>
    public static string? NotSupportedReason => !NativeLibraries.Quic.IsSupported
        ? "libaether_quic.so is missing: apt-get install libngtcp2-dev libngtcp2-crypto-gnutls-dev libgnutls28-dev, "
            + "then ./build.sh setup"
        : QuicMethods.aether_quic_abi() == Abi
            ? null
            : "libaether_quic.so is of another version: run ./build.sh setup";

    /// <summary>Whether endpoints can be created here.</summary>
    public static bool IsSupported => NotSupportedReason is null;

    /// <summary>Where the socket is bound.</summary>
    public IPEndPoint Local { get; }

    /// <summary>Binds a socket for the identity of a seed.</summary>
    /// <exception cref="PlatformNotSupportedException">The library is missing.</exception>
    /// <exception cref="QuicException">The address is taken or not this machine's.</exception>
    public static QuicSocket Create(QuicSettings settings, ReadOnlySpan<byte> seed, IQuicEvents events)
    {
        if (NotSupportedReason is string reason)
            throw new PlatformNotSupportedException(reason);
        ArgumentOutOfRangeException.ThrowIfNotEqual(seed.Length, SeedBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(settings.Protocol.Length, ProtocolBytes);
        QuicNativeOptions options = ToNative(settings);
        seed.CopyTo(new Span<byte>(options.Seed, SeedBytes));
        QuicCallbacks callbacks = QuicCallbacks.Create();
        GCHandle user = GCHandle.Alloc(events);
        int status = QuicMethods.aether_quic_create(&options, &callbacks, GCHandle.ToIntPtr(user), out nint endpoint);
        new Span<byte>(options.Seed, SeedBytes).Clear();
        if (status == 0)
            return new QuicSocket(new QuicHandle(endpoint, user));
        user.Free();
        throw new QuicException($"QUIC cannot listen on {settings.Listen}: {(QuicStatus)status}");
    }

    /// <summary>
    /// One round: reads, timers, writes; waits at most <paramref name="timeoutNs"/> when there is nothing to do.
    /// Returns how many messages the kernel gave.
    /// </summary>
    public int Poll(ulong timeoutNs) => QuicMethods.aether_quic_poll(_handle, timeoutNs);

    /// <summary>Ends the wait of <see cref="Poll"/>, the present one or the next. From any thread.</summary>
    public void Wake() => QuicMethods.aether_quic_wake(_handle);

    /// <summary>Begins a connection. An empty key takes anyone. Not from within events.</summary>
    public QuicStatus Dial(IPEndPoint address, ReadOnlySpan<byte> expectedKey, out ulong connection)
    {
        QuicAddress native = QuicAddress.From(address);
        ulong created = 0;
        int status;
        fixed (byte* key = expectedKey)
        {
            status = QuicMethods.aether_quic_dial(_handle, &native, expectedKey.Length == 32 ? key : null, &created);
        }
        connection = created;
        return (QuicStatus)status;
    }

    /// <summary>Ends a connection at the next write; its end is reported.</summary>
    public QuicStatus Close(ulong connection, ulong code) =>
        (QuicStatus)QuicMethods.aether_quic_close(_handle, connection, code);

    /// <summary>Opens a stream; lower priority numbers are written first.</summary>
    public QuicStatus Open(ulong connection, bool bidirectional, uint priority, out long stream)
    {
        long opened = -1;
        int status = QuicMethods.aether_quic_open(_handle, connection, bidirectional ? 1 : 0, priority, &opened);
        stream = opened;
        return (QuicStatus)status;
    }

    /// <summary>Makes ready to answer on a stream that the peer opened.</summary>
    public QuicStatus Accept(ulong connection, long stream, uint priority) =>
        (QuicStatus)QuicMethods.aether_quic_accept(_handle, connection, stream, priority);

    /// <summary>Queues bytes of a stream. A cookie of 0 is not released.</summary>
    public QuicStatus Send(ulong connection, long stream, nint data, int bytes, bool isLast, ulong cookie) =>
        (QuicStatus)QuicMethods.aether_quic_send(
            _handle, connection, stream, data, (nuint)bytes, isLast ? 1 : 0, cookie);

    /// <summary>Ends both directions of a stream at once.</summary>
    public QuicStatus Reset(ulong connection, long stream, ulong code) =>
        (QuicStatus)QuicMethods.aether_quic_reset(_handle, connection, stream, code);

    /// <summary>Allows the peer that many more bytes on the stream and on the connection.</summary>
    public QuicStatus Credit(ulong connection, long stream, long streamBytes, long connectionBytes) =>
        (QuicStatus)QuicMethods.aether_quic_credit(
            _handle, connection, stream, (ulong)streamBytes, (ulong)connectionBytes);

    /// <summary>Queues a datagram, released when it was written or given up.</summary>
    public QuicStatus SendDatagram(ulong connection, nint data, int bytes, ulong cookie) =>
        (QuicStatus)QuicMethods.aether_quic_datagram(_handle, connection, data, (nuint)bytes, cookie);

    /// <summary>
    /// The smoothed round-trip time of an open connection in nanoseconds; 0 while there is none. Also from events.
    /// </summary>
    public ulong ReadRtt(ulong connection) => QuicMethods.aether_quic_rtt(_handle, connection);

    /// <summary>The counters of the moment.</summary>
    public QuicCounters ReadCounters()
    {
        QuicCounters counters;
        QuicMethods.aether_quic_read_counters(_handle, &counters);
        return counters;
    }

    /// <summary>Chooses what <see cref="Dispose"/> tells the peers.</summary>
    public void SetCloseCode(ulong code) => _handle.CloseCode = code;

    /// <summary>Says good-bye to every peer and releases what was sent. Not while another thread wakes.</summary>
    public void Dispose() => _handle.Dispose();

    private static QuicNativeOptions ToNative(QuicSettings settings)
    {
        QuicNativeOptions options = new()
        {
            Address = QuicAddress.From(settings.Listen),
            MaxConnections = (uint)settings.MaxConnections,
            MaxHalfOpen = (uint)settings.MaxHalfOpen,
            RetryHalfOpen = (uint)settings.RetryHalfOpen,
            AddressRate = (uint)settings.AddressRate,
            TotalRate = (uint)settings.TotalRate,
            MaxRequests = (uint)settings.MaxRequests,
            MaxClasses = (uint)settings.MaxClasses,
            StreamWindow = (uint)settings.StreamWindow,
            ConnectionWindow = (uint)settings.ConnectionWindow,
            MaxDatagrams = (uint)settings.MaxDatagrams,
            HandshakeMs = (uint)settings.HandshakeMs,
            IdleMs = (uint)settings.IdleMs,
            KeepAliveMs = (uint)settings.KeepAliveMs,
            SocketBytes = (uint)settings.SocketBytes,
            Flags = settings.NoOffload ? NoOffload : 0,
        };
        Encoding.ASCII.GetBytes(settings.Protocol, new Span<byte>(options.Protocol, ProtocolBytes));
        return options;
    }
}
