using System.Net.Sockets;
using System.Text;

namespace Aether.AttackRunner.Attacks;

/// <summary>The port of JSON-RPC.</summary>
internal static class RpcAttacks
{
    private const int PerSecond = 300;
    private const int MostIdle = 400;

    private static readonly byte[] s_half =
        Encoding.ASCII.GetBytes("POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9000000000\r\n");

    private static readonly byte[] s_deep = Encoding.ASCII.GetBytes(
        "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        + "Content-Length: 100000\r\n\r\n"
        + new string('[', 100_000));

    /// <summary>Garbage, requests without an end, deep JSON; connections stay open as long as they may.</summary>
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
                byte[] bytes = (tally.Sent % 3) switch { 0 => garbage, 1 => s_half, _ => s_deep };
                if (Connect(site, bytes) is { } socket)
                {
                    tally.Sent++;
                    open.Enqueue(socket);
                }
                if (open.Count > MostIdle)
                {
                    Finish(open.Dequeue(), tally);
                }
            }
        }
        foreach (Socket socket in open)
        {
            Finish(socket, tally);
        }
    }

    private static Socket? Connect(AttackSite site, byte[] bytes)
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.Connect(site.Rpc.Host, site.Rpc.Port);
            socket.Blocking = false;
            socket.Send(bytes);
            return socket;
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }
    }

    // Whether the server has ended it, with or without an answer.
    private static void Finish(Socket socket, Tally tally)
    {
        byte[] answer = new byte[4_096];
        try
        {
            while (socket.Receive(answer) > 0)
            {
            }
            tally.Closed++;
        }
        catch (SocketException error)
        {
            tally.Closed += error.SocketErrorCode == SocketError.WouldBlock ? 0 : 1;
        }
        socket.Dispose();
    }
}
