using System.Net;
using System.Net.Sockets;

namespace Aether.AttackRunner.Attacks;

/// <summary>Connections of TCP from an address of the attacker's own.</summary>
internal static class Tcp
{
    /// <summary>Connects, and sends what the kernel takes at once; null when it is refused.</summary>
    /// <param name="source">Number of the attacker's address, as in <see cref="Udp.Bind"/>.</param>
    /// <param name="port">Where, on loopback.</param>
    /// <param name="bytes">What.</param>
    public static Socket? TryOpen(int source, int port, ReadOnlySpan<byte> bytes)
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.Bind(new IPEndPoint(new IPAddress([127, 0, (byte)(source / 250), (byte)(1 + (source % 250))]), 0));
            socket.Connect(IPAddress.Loopback, port);
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

    /// <summary>Sends more; false when the other side has ended it.</summary>
    public static bool TrySend(Socket socket, ReadOnlySpan<byte> bytes)
    {
        try
        {
            socket.Send(bytes);
            return true;
        }
        catch (SocketException error)
        {
            return error.SocketErrorCode == SocketError.WouldBlock;
        }
    }

    /// <summary>Whether the other side has ended it, with or without an answer. It is disposed.</summary>
    public static bool IsClosed(Socket socket)
    {
        byte[] answer = new byte[4_096];
        using (socket)
        {
            try
            {
                while (socket.Receive(answer) > 0)
                {
                }
                return true;
            }
            catch (SocketException error)
            {
                return error.SocketErrorCode != SocketError.WouldBlock;
            }
        }
    }
}
