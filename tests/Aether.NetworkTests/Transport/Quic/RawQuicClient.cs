using System.Net;
using System.Runtime.InteropServices;
using Aether.Core.Types;
using Aether.Crypto.Ed25519;
using Aether.Native.Quic;
using Aether.Network.Transport;
using Xunit;

namespace Aether.NetworkTests.Transport.Quic;

/// <summary>A peer that opens streams and writes what it likes, polled by the test.</summary>
internal sealed class RawQuicClient : IQuicEvents, IDisposable
{
    private const int DeadlineMs = 60_000;

    private readonly QuicSocket _socket;
    private readonly List<byte[]> _sent = [];
    private ulong _connection;

    internal RawQuicClient(string protocol = "aeth/1")
    {
        QuicSettings settings = new()
        {
            Listen = new IPEndPoint(IPAddress.Loopback, 0),
            Protocol = protocol,
            MaxConnections = 4,
            MaxHalfOpen = 4,
            RetryHalfOpen = 4,
            AddressRate = 100,
            TotalRate = 100,
            MaxRequests = 16,
            MaxClasses = 6,
            StreamWindow = 1 << 20,
            ConnectionWindow = 1 << 20,
            MaxDatagrams = 16,
            HandshakeMs = 3_000,
            IdleMs = 30_000,
            KeepAliveMs = 0,
            SocketBytes = 1 << 20,
        };
        byte[] seed = new byte[32];
        seed.AsSpan().Fill(77);
        byte[] key = new byte[32];
        Ed25519.PublicKeyFromSeed(seed, key);
        Id = new PeerId(new PublicKey(new Hash256(key)));
        _socket = QuicSocket.Create(settings, seed, this);
    }

    /// <summary>Who it is.</summary>
    internal PeerId Id { get; }

    internal bool IsConnected { get; private set; }

    internal bool IsClosed { get; private set; }

    internal QuicEnd End { get; private set; }

    internal ulong Code { get; private set; }

    internal int Resets { get; private set; }

    /// <summary>Whether the other side may send more than the first window.</summary>
    internal bool GivesCredit { get; init; } = true;

    internal QuicCounters Counters => _socket.ReadCounters();

    /// <summary>Begins a connection; what is known of the one before is forgotten.</summary>
    internal void Dial(IPEndPoint address)
    {
        IsConnected = IsClosed = false;
        Assert.Equal(QuicStatus.Ok, _socket.Dial(address, default, out _connection));
    }

    internal void Connect(IPEndPoint address)
    {
        Dial(address);
        Until(() => IsConnected);
    }

    internal long Open(bool bidirectional)
    {
        Assert.Equal(QuicStatus.Ok, _socket.Open(_connection, bidirectional, 0, out long stream));
        return stream;
    }

    /// <summary>Sends from an array that stays where it is until the client is gone.</summary>
    internal void Send(long stream, ReadOnlySpan<byte> data, bool isLast = false)
    {
        byte[] pinned = GC.AllocateUninitializedArray<byte>(Math.Max(1, data.Length), pinned: true);
        data.CopyTo(pinned);
        _sent.Add(pinned);
        nint address = Marshal.UnsafeAddrOfPinnedArrayElement(pinned, 0);
        Assert.Equal(QuicStatus.Ok, _socket.Send(_connection, stream, address, data.Length, isLast, 0));
    }

    /// <summary>Opens a stream of requests, or gives -1 when the other side allows no more for now.</summary>
    internal long TryOpenRequest() =>
        _socket.Open(_connection, true, 0, out long stream) == QuicStatus.Ok ? stream : -1;

    /// <summary>Takes a stream back.</summary>
    internal void Reset(long stream) => _socket.Reset(_connection, stream, 0);

    /// <summary>Carries packets once.</summary>
    internal void Poll() => _socket.Poll(1_000_000);

    internal void Until(Func<bool> isEnough)
    {
        long end = Environment.TickCount64 + DeadlineMs;
        while (!isEnough())
        {
            Assert.True(Environment.TickCount64 < end, "nothing came before the deadline");
            _socket.Poll(10_000_000);
        }
    }

    public void OnConnected(ulong connection, ReadOnlySpan<byte> key, in QuicAddress address, bool inbound) =>
        IsConnected = true;

    public void OnClosed(ulong connection, QuicEnd end, ulong code)
    {
        IsClosed = true;
        End = end;
        Code = code;
    }

    public void OnStreamData(ulong connection, long stream, ReadOnlySpan<byte> data, bool isLast)
    {
        if (GivesCredit)
        {
            _socket.Credit(connection, stream, data.Length, data.Length);
        }
    }

    public void OnStreamReset(ulong connection, long stream, ulong code) => Resets++;

    public void OnStreamClosed(ulong connection, long stream)
    {
        // Whoever waits looks at resets and the end.
    }

    public void OnStreamsAvailable(ulong connection)
    {
        // Tests stay below the bounds.
    }

    public void OnDatagram(ulong connection, ReadOnlySpan<byte> data)
    {
        // Nobody sends any.
    }

    public void OnReleased(ulong connection, ulong cookie) => Assert.Fail("nothing is sent with a cookie");

    public void Dispose()
    {
        _socket.Dispose();
        _sent.Clear();
    }
}
