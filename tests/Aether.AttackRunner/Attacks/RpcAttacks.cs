using System.Net.Sockets;
using System.Text;

namespace Aether.AttackRunner.Attacks;

/// <summary>The port of JSON-RPC.</summary>
internal static class RpcAttacks
{
    private const int PerSecond = 300;
    private const int SlowPerSecond = 100;
    private const int HugePerSecond = 400;
    private const int MostHuge = 40;
    private const int MostOpen = 400;
    private const int PieceBytes = 64 * 1024;
    private const int Source = 22_000;

    private static readonly byte[][] s_bad =
    [
        Bytes("POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9000000000\r\n"),
        Bytes("POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9000000000\r\n\r\n{"),
        Bytes("POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -1\r\nContent-Length: 5\r\n\r\n{}"),
        Bytes("POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\nfffffffff\r\n"),
        Bytes("POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            + "Content-Length: 100000\r\n\r\n" + new string('[', 100_000)),
        Bytes("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
            + "\u0001\u007F\u007F\u007F"),
        Bytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
        Bytes("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\n"
            + "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n\r\n"),
        Bytes("GET /" + new string('a', 100_000) + " HTTP/1.1\r\n"),
        Bytes("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n" + string.Concat(Enumerable.Repeat("X-A: b\r\n", 10_000))),
        Bytes("POST / HTTP/1.1\r\nHost: evil.example\r\nOrigin: http://evil.example\r\nContent-Length: 2\r\n\r\n[]"),
        Bytes(string.Concat(Enumerable.Repeat(
            "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\n\r\n[1,2]", 200))),
    ];

    private static readonly byte[] s_slowBody = Bytes(
        "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n[");

    private static readonly byte[] s_slowHead = Bytes("POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ");

    private static readonly byte[] s_huge = Bytes(
        "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n");

    /// <summary>Garbage, requests that contradict themselves, upgrades to other protocols, deep JSON.</summary>
    public static void Garbage(AttackSite site, Tally tally)
    {
        Random random = new(5);
        byte[] garbage = new byte[4_096];
        Queue<Socket> open = new();
        Pace pace = new(PerSecond);
        while (!site.Stop.IsCancellationRequested)
        {
            for (int left = pace.Take(); left > 0; left--)
            {
                random.NextBytes(garbage);
                int kind = (int)(tally.Sent % (s_bad.Length + 1));
                Begin(site, kind < s_bad.Length ? s_bad[kind] : garbage, open, tally);
            }
        }
        End(open, tally);
    }

    /// <summary>Heads and bodies that come a byte at a time, from as many connections as there may be.</summary>
    public static void Slow(AttackSite site, Tally tally) => Feed(
        site, tally, SlowPerSecond, MostOpen, socket => Tcp.TrySend(socket, " "u8));

    /// <summary>Bodies without an end, in chunks as long as the kernel takes.</summary>
    public static void Huge(AttackSite site, Tally tally)
    {
        byte[] piece = [.. Bytes("10000\r\n"), .. new byte[PieceBytes], .. Bytes("\r\n")];
        Feed(site, tally, HugePerSecond, MostHuge, socket => Tcp.TrySend(socket, piece), s_huge);
    }

    // Opens connections up to a number, and gives each in turn something more.
    private static void Feed(
        AttackSite site, Tally tally, int perSecond, int most, Func<Socket, bool> sendMore, byte[]? head = null)
    {
        Queue<Socket> open = new();
        Pace pace = new(perSecond);
        while (!site.Stop.IsCancellationRequested)
        {
            for (int left = pace.Take(); left > 0; left--)
            {
                if (open.Count < most)
                {
                    Begin(site, head ?? (tally.Sent % 2 == 0 ? s_slowBody : s_slowHead), open, tally);
                }
                if (!open.TryDequeue(out Socket? socket))
                {
                    continue;
                }
                if (sendMore(socket))
                {
                    open.Enqueue(socket);
                }
                else
                {
                    tally.Closed++;
                    socket.Dispose();
                }
            }
        }
        End(open, tally);
    }

    private static void Begin(AttackSite site, byte[] bytes, Queue<Socket> open, Tally tally)
    {
        if (Tcp.TryOpen(Source, site.Rpc.Port, bytes) is { } socket)
        {
            tally.Sent++;
            open.Enqueue(socket);
        }
        if (open.Count > MostOpen)
        {
            tally.Closed += Tcp.IsClosed(open.Dequeue()) ? 1 : 0;
        }
    }

    private static void End(Queue<Socket> open, Tally tally)
    {
        while (open.TryDequeue(out Socket? socket))
        {
            tally.Closed += Tcp.IsClosed(socket) ? 1 : 0;
        }
    }

    private static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);
}
