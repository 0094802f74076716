using System.Net;
using System.Net.Sockets;
using Aether.Network.Transport.Quic;

namespace Aether.AttackRunner.Attacks;

/// <summary>Sockets without QUIC, and first packets of handshakes to send from them.</summary>
internal static class Udp
{
    /// <summary>Longest packet that crosses an Ethernet whole.</summary>
    public const int LongestPacket = 1_472;

    /// <summary>Where the identifier of a first packet's receiver begins, behind its length.</summary>
    public const int ReceiverAt = 6;

    private const int Recorded = 400;
    private const int WaitMs = 100;

    /// <summary>A socket of an address of its own: all of 127.0.0.0/8 is this machine.</summary>
    public static Socket Bind(int number)
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        IPAddress source = new([127, (byte)(number / 62_500 % 250), (byte)(number / 250 % 250),
            (byte)(1 + (number % 250))]);
        socket.Bind(new IPEndPoint(source, 0));
        return socket;
    }

    /// <summary>Sends, and counts what was sent.</summary>
    public static void Send(Socket socket, ReadOnlySpan<byte> packet, IPEndPoint target, Tally tally)
    {
        try
        {
            tally.UdpSent += socket.SendTo(packet, target);
            tally.Sent++;
        }
        catch (SocketException)
        {
            // Its buffer is full, or the port is closed: nothing was sent.
        }
    }

    /// <summary>Takes a packet that waits; 0 when none does.</summary>
    public static int Receive(Socket socket, byte[] packet)
    {
        try
        {
            return socket.Available > 0 ? socket.Receive(packet) : 0;
        }
        catch (SocketException)
        {
            // An answer that says that a port is closed.
            return 0;
        }
    }

    /// <summary>Takes everything that waits, and counts it.</summary>
    public static long Drain(Socket socket, byte[] packet, Tally tally)
    {
        long all = 0;
        while (Receive(socket, packet) is > 0 and int bytes)
        {
            all += bytes;
        }
        tally.UdpReceived += all;
        return all;
    }

    /// <summary>
    /// First packets of real handshakes: an endpoint dials a socket that only listens. Fewer when the site stops.
    /// </summary>
    public static List<byte[]> RecordInitials(AttackSite site)
    {
        using Socket ear = Bind(0);
        IPEndPoint place = (IPEndPoint)ear.LocalEndPoint!;
        List<byte[]> packets = [];
        byte[] packet = new byte[LongestPacket];
        while (packets.Count < Recorded && !site.Stop.IsCancellationRequested)
        {
            using QuicEndpoint endpoint = new(
                new QuicEndpointOptions { Listen = new IPEndPoint(IPAddress.Loopback, 0) }, AttackSite.StrangerSeed());
            int dials = 0;
            while (endpoint.TryDial(place, null, out _))
            {
                dials++;
            }
            for (int wait = 0; wait < WaitMs && dials > 0; wait++)
            {
                Thread.Sleep(1);
                while (ear.Available > 0 && dials > 0)
                {
                    packets.Add(packet[..ear.Receive(packet)]);
                    dials--;
                }
            }
        }
        return packets;
    }

    /// <summary>True for a packet with a long header of version 1 and of this type: 0 initial, 3 retry.</summary>
    public static bool IsLong(ReadOnlySpan<byte> packet, int type) =>
        packet.Length > ReceiverAt && (packet[0] & 0x80) != 0 && ((packet[0] >> 4) & 3) == type && packet[4] == 1;
}
