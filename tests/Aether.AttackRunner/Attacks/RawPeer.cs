using System.Net;
using System.Runtime.InteropServices;
using Aether.Native.Quic;
using Aether.Network.Links;

namespace Aether.AttackRunner.Attacks;

/// <summary>The stopped validator's identity on QUIC alone: streams and credit are as the attack likes.</summary>
internal abstract class RawPeer : IQuicEvents
{
    /// <summary>What there is to send.</summary>
    protected const int BufferBytes = 1 << 20;

    private const ulong PollNs = 1_000_000;
    private const int DialsPerSecond = 100;

    private readonly Queue<ulong> _connected = new();
    private readonly HashSet<ulong> _standing = [];
    private readonly Dictionary<ulong, int> _victims = [];

    /// <summary>What was done and seen.</summary>
    protected Tally Tally { get; }

    /// <summary>The endpoint.</summary>
    protected QuicSocket Socket { get; private set; } = null!;

    /// <summary>Bytes that stay where they are: their size and what they are at first is up to the attack.</summary>
    protected nint Buffer { get; private set; }

    /// <summary>Connections that stand.</summary>
    protected IReadOnlyCollection<ulong> Standing => _standing;

    /// <summary>How many bytes a victim may send before it waits for credit, which never comes by itself.</summary>
    protected virtual int Window => BufferBytes;

    /// <summary>Creates an attacker.</summary>
    protected RawPeer(Tally tally) => Tally = tally;

    /// <summary>Connects with every victim as often as it is let in, until the site says stop.</summary>
    protected void Attack(AttackSite site)
    {
        Buffer = Marshal.AllocHGlobal(BufferBytes + 64);
        try
        {
            Fill();
            using QuicSocket socket = QuicSocket.Create(Settings(), site.InsiderSeed(), this);
            Socket = socket;
            Pace pace = new(DialsPerSecond);
            int next = 0;
            while (!site.Stop.IsCancellationRequested)
            {
                for (int left = pace.Take(); left > 0; left--)
                {
                    Dial(site, next++ % site.Victims.Count);
                }
                socket.Poll(PollNs);
                while (_connected.TryDequeue(out ulong connection))
                {
                    _standing.Add(connection);
                    Begin(connection);
                }
                Continue();
            }
        }
        finally
        {
            Marshal.FreeHGlobal(Buffer);
        }
    }

    /// <summary>Writes what is sent into the buffer.</summary>
    protected abstract void Fill();

    /// <summary>A victim has let the attacker in.</summary>
    protected abstract void Begin(ulong connection);

    /// <summary>Every millisecond or so.</summary>
    protected virtual void Continue()
    {
        // Most attacks do what they do at the beginning.
    }

    /// <inheritdoc/>
    public void OnConnected(ulong connection, ReadOnlySpan<byte> key, in QuicAddress address, bool inbound) =>
        _connected.Enqueue(connection);

    /// <inheritdoc/>
    public void OnClosed(ulong connection, QuicEnd end, ulong code)
    {
        _victims.Remove(connection);
        _standing.Remove(connection);
        Tally.Closed++;
    }

    /// <inheritdoc/>
    public void OnStreamData(ulong connection, long stream, ReadOnlySpan<byte> data, bool isLast)
    {
        // What the victims say is of no interest, and gives them no credit.
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
        // One buffer for all.
    }

    // A second connection would end the first.
    private void Dial(AttackSite site, int number)
    {
        PeerAddress victim = site.Victims[number];
        if (!_victims.ContainsValue(number)
            && Socket.Dial(victim.Address, victim.Id.Key.Value.Span, out ulong dialled) == QuicStatus.Ok)
        {
            _victims.Add(dialled, number);
        }
    }

    private QuicSettings Settings() => new()
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
        StreamWindow = Window,
        ConnectionWindow = 8 * Window,
        MaxDatagrams = 1_024,
        HandshakeMs = 3_000,
        IdleMs = 30_000,
        KeepAliveMs = 10_000,
        SocketBytes = BufferBytes,
    };
}
