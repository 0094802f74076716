using System.Net;
using System.Net.Sockets;

namespace Aether.AttackRunner.Attacks;

/// <summary>Whatever a node listens on.</summary>
internal static class PortAttacks
{
    private const int PerSecond = 500;
    private const int MostOpen = 200;
    private const int LongestPacket = 1_400;

    /// <summary>Bytes without meaning to every port of every victim, by the protocol of the port.</summary>
    public static void Garbage(AttackSite site, Tally tally)
    {
        IReadOnlyList<(bool IsTcp, int Port)> ports = site.Ports();
        Random random = new(29);
        byte[] bytes = new byte[LongestPacket];
        byte[] answer = new byte[65_536];
        Queue<Socket> open = new();
        using Socket udp = Udp.Bind(20_000);
        Pace pace = new(PerSecond);
        while (!site.Stop.IsCancellationRequested)
        {
            for (int left = pace.Take(); left > 0; left--)
            {
                (bool isTcp, int port) = ports[random.Next(ports.Count)];
                random.NextBytes(bytes);
                ReadOnlySpan<byte> garbage = bytes.AsSpan(0, random.Next(1, bytes.Length));
                if (!isTcp)
                {
                    Udp.Send(udp, garbage, new IPEndPoint(IPAddress.Loopback, port), tally);
                }
                else if (Tcp.TryOpen(21_000, port, garbage) is { } socket)
                {
                    tally.Sent++;
                    open.Enqueue(socket);
                }
            }
            Udp.Drain(udp, answer, tally);
            while (open.Count > MostOpen)
            {
                tally.Closed += Tcp.IsClosed(open.Dequeue()) ? 1 : 0;
            }
        }
        while (open.TryDequeue(out Socket? socket))
        {
            tally.Closed += Tcp.IsClosed(socket) ? 1 : 0;
        }
    }
}
