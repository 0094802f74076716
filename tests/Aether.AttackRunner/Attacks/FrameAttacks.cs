using System.Net;
using System.Runtime.InteropServices;
using Aether.Native.Quic;
using Aether.Network.Links;

namespace Aether.AttackRunner.Attacks;

/// <summary>Streams that are not what the transport says, from an identity that is let in.</summary>
internal sealed class FrameAttacks : IQuicEvents
{
    private const int BufferBytes = 1 << 20;
    private const int Header = 5;
    private const int Kinds = 6;
    private const ulong PollNs = 1_000_000;
    private const int PerSecond = 100;

    private readonly Tally _tally;
    private readonly Queue<ulong> _connected = new();
    private int _open;

    private FrameAttacks(Tally tally) => _tally = tally;

    /// <summary>Connects, sends a bad stream, and begins again.</summary>
    public static void Run(AttackSite site, Tally tally)
    {
        FrameAttacks attacker = new(tally);
        nint buffer = Marshal.AllocHGlobal(BufferBytes + Header);
        try
        {
            using QuicSocket socket = QuicSocket.Create(Settings(), site.InsiderSeed(), attacker);
            attacker.Attack(site, socket, buffer);
        }
        finally
        {
            Marshal.FreeHGlobal(buffer);
        }
    }

    /// <inheritdoc/>
    public void OnConnected(ulong connection, ReadOnlySpan<byte> key, in QuicAddress address, bool inbound) =>
        _connected.Enqueue(connection);

    /// <inheritdoc/>
    public void OnClosed(ulong connection, QuicEnd end, ulong code)
    {
        _open--;
        _tally.Closed++;
    }

    /// <inheritdoc/>
    public void OnStreamData(ulong connection, long stream, ReadOnlySpan<byte> data, bool isLast)
    {
        // What the victims say is of no interest.
    }

    /// <inheritdoc/>
    public void OnStreamReset(ulong connection, long stream, ulong code)
    {
        // As above.
    }

    /// <inheritdoc/>
    public void OnStreamClosed(ulong connection, long stream)
    {
        // As above.
    }

    /// <inheritdoc/>
    public void OnStreamsAvailable(ulong connection)
    {
        // As above.
    }

    /// <inheritdoc/>
    public void OnDatagram(ulong connection, ReadOnlySpan<byte> data)
    {
        // As above.
    }

    /// <inheritdoc/>
    public void OnReleased(ulong connection, ulong cookie)
    {
        // One buffer for all, never written while it is sent.
    }

    private void Attack(AttackSite site, QuicSocket socket, nint buffer)
    {
        Pace pace = new(PerSecond);
        int dialled = 0;
        int kind = 0;
        while (!site.Stop.IsCancellationRequested)
        {
            for (int left = pace.Take(); left > 0 && _open < site.Victims.Count * 2; left--)
            {
                PeerAddress victim = site.Victims[dialled++ % site.Victims.Count];
                bool began = socket.Dial(victim.Address, victim.Id.Key.Value.Span, out _) == QuicStatus.Ok;
                _open += began ? 1 : 0;
            }
            socket.Poll(PollNs);
            while (_connected.TryDequeue(out ulong connection))
            {
                SendBad(socket, connection, buffer, kind++ % Kinds);
                _tally.Sent++;
            }
        }
    }

    // The class, then the length of the first frame in four bytes, then its contents.
    private static void SendBad(QuicSocket socket, ulong connection, nint buffer, int kind)
    {
        (byte messageClass, int length, int bytes) = kind switch
        {
            0 => ((byte)200, 16, Header + 16),
            1 => ((byte)1, -1, BufferBytes),
            2 => ((byte)1, 64 * 1024 * 1024, BufferBytes),
            3 => ((byte)1, 0, Header),
            4 => ((byte)2, 1024 * 1024, BufferBytes / 2),
            _ => ((byte)0, 1, 3),
        };
        // A message that another connection still sends may change under way: it is bad either way.
        Marshal.WriteByte(buffer, messageClass);
        Marshal.WriteInt32(buffer + 1, length);
        if (socket.Open(connection, false, 0, out long stream) == QuicStatus.Ok)
        {
            socket.Send(connection, stream, buffer, bytes, isLast: kind == 5, cookie: 1);
        }
    }

    private static QuicSettings Settings() => new()
    {
        Listen = new IPEndPoint(IPAddress.Loopback, 0),
        Protocol = "aeth/1",
        MaxConnections = 64,
        MaxHalfOpen = 64,
        RetryHalfOpen = 64,
        AddressRate = 1_000,
        TotalRate = 1_000,
        MaxRequests = 16,
        MaxClasses = 6,
        StreamWindow = BufferBytes,
        ConnectionWindow = 8 * BufferBytes,
        MaxDatagrams = 64,
        HandshakeMs = 3_000,
        IdleMs = 30_000,
        KeepAliveMs = 10_000,
        SocketBytes = BufferBytes,
    };
}
