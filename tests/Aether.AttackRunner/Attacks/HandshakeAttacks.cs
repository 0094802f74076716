using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Aether.Network.Links;
using Aether.Network.Transport;
using Aether.Network.Transport.Quic;

namespace Aether.AttackRunner.Attacks;

/// <summary>Handshakes that never end, and proofs of addresses that prove nothing.</summary>
internal static class HandshakeAttacks
{
    private const int DialsPerSecond = 400;
    private const int Sources = 128;
    private const int MostDials = 2_000;
    private const int PatienceMs = 20_000;
    private const int TokenPackets = 5_000;
    private const int TokensKept = 64;
    private const int IntegrityBytes = 16;
    private const int ProbesPerSecond = 40;
    private const int ProbeMs = 4_000;
    private const byte RetryToken = 0xB6;

    /// <summary>
    /// Real clients behind a relay that lets every packet through to the victim, and of its answers only those that
    /// ask for a proof of the address: each handshake is proven, and stays open until the victim gives it up.
    /// </summary>
    public static void HalfOpen(AttackSite site, Tally tally)
    {
        using Socket ear = Udp.Bind(1);
        using QuicEndpoint client = new(
            new QuicEndpointOptions
            {
                Listen = new IPEndPoint(IPAddress.Loopback, 0),
                MaxConnections = MostDials,
                HandshakeTimeoutMs = PatienceMs,
            },
            AttackSite.StrangerSeed());
        Socket[] sources = [.. Enumerable.Range(0, Sources).Select(static number => Udp.Bind(300 + number))];
        Dictionary<ulong, int> flows = [];
        byte[] packet = new byte[65_536];
        Pace pace = new(DialsPerSecond);
        while (!site.Stop.IsCancellationRequested)
        {
            for (int left = pace.Take(); left > 0; left--)
            {
                client.TryDial((IPEndPoint)ear.LocalEndPoint!, null, out _);
            }
            while (client.TryReceive(out PeerEvent happened))
            {
                tally.Closed += happened.Kind == PeerEventKind.Closed ? 1 : 0;
            }
            while (Udp.Receive(ear, packet) is > 0 and int bytes)
            {
                int flow = FlowOf(flows, packet.AsSpan(0, bytes));
                Udp.Send(
                    sources[flow % Sources], packet.AsSpan(0, bytes),
                    site.Victims[flow % site.Victims.Count].Address, tally);
            }
            foreach (Socket source in sources)
            {
                LetRetriesPass(source, ear, client.LocalAddress, packet, tally);
            }
        }
        foreach (Socket source in sources)
        {
            source.Dispose();
        }
    }

    /// <summary>
    /// First packets with tokens: of no one, of another address or handshake, and too late, some of which make the
    /// victim begin a handshake and fail; and versions that it does not know.
    /// </summary>
    public static void Tokens(AttackSite site, Tally tally)
    {
        List<byte[]> initials = Udp.RecordInitials(site);
        Random random = new(17);
        Socket[] sources = [.. Enumerable.Range(0, Sources).Select(static number => Udp.Bind(600 + number))];
        List<byte[]> tokens = [];
        byte[] answer = new byte[Udp.LongestPacket];
        Pace pace = new(TokenPackets);
        while (!site.Stop.IsCancellationRequested && initials.Count > 0)
        {
            for (int left = pace.Take(); left > 0; left--)
            {
                byte[] packet = WithToken(initials[random.Next(initials.Count)], TokenFor(random, tokens), random);
                PeerAddress victim = site.Victims[random.Next(site.Victims.Count)];
                Udp.Send(sources[random.Next(Sources)], packet, victim.Address, tally);
            }
            foreach (Socket source in sources)
            {
                KeepTokens(source, tokens, answer, random, tally);
            }
        }
        foreach (Socket source in sources)
        {
            source.Dispose();
        }
    }

    /// <summary>One packet of every kind from each of very many addresses, and all that comes back to it.</summary>
    public static void Amplification(AttackSite site, Tally tally)
    {
        List<byte[]> initials = Udp.RecordInitials(site);
        Random random = new(19);
        Queue<(Socket Socket, long Sent, long AtMs)> open = new();
        byte[] answer = new byte[65_536];
        Pace pace = new(ProbesPerSecond);
        int number = 1_000;
        while (!site.Stop.IsCancellationRequested && initials.Count > 0)
        {
            for (int left = pace.Take(); left > 0; left--)
            {
                Socket socket = Udp.Bind(number++);
                long before = tally.UdpSent;
                byte[] packet = Probe(initials[number % initials.Count], number, random);
                Udp.Send(socket, packet, site.Victims[number % site.Victims.Count].Address, tally);
                open.Enqueue((socket, tally.UdpSent - before, Environment.TickCount64));
            }
            while (open.TryPeek(out (Socket Socket, long Sent, long AtMs) oldest)
                && Environment.TickCount64 - oldest.AtMs > ProbeMs)
            {
                Weigh(open.Dequeue(), answer, tally);
            }
        }
        while (open.TryDequeue(out (Socket Socket, long Sent, long AtMs) left))
        {
            Weigh(left, answer, tally);
        }
    }

    private static void Weigh((Socket Socket, long Sent, long AtMs) probe, byte[] answer, Tally tally)
    {
        long back = Udp.Drain(probe.Socket, answer, tally);
        probe.Socket.Dispose();
        if (probe.Sent > 0)
        {
            tally.WorstAmplification = Math.Max(tally.WorstAmplification, back / (double)probe.Sent);
        }
    }

    // Half of them are handshakes, the rest what else is answered: unknown versions, unknown connections, short ones.
    private static byte[] Probe(byte[] initial, int number, Random random)
    {
        byte[] packet = [.. initial];
        switch (number % 8)
        {
            case 0:
                BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(1), 0x1A2A3A4A);
                return packet;
            case 1:
                random.NextBytes(packet);
                packet[0] = (byte)(0x40 | (packet[0] & 0x3F));
                return packet[..random.Next(1, packet.Length)];
            case 2:
                return packet[..random.Next(1, packet.Length)];
            case 3:
                return WithToken(initial, RandomNumberGenerator.GetBytes(random.Next(1, 100)), random);
            default:
                return packet;
        }
    }

    // A client names its own side of a handshake by an identifier of eight bytes in each of its long headers.
    private static int FlowOf(Dictionary<ulong, int> flows, ReadOnlySpan<byte> packet)
    {
        if (packet.Length < Udp.ReceiverAt || packet.Length < Udp.ReceiverAt + packet[5] + 9)
        {
            return 0;
        }
        ulong sender = BinaryPrimitives.ReadUInt64LittleEndian(packet[(Udp.ReceiverAt + packet[5] + 1)..]);
        if (!flows.TryGetValue(sender, out int flow))
        {
            flow = flows.Count;
            flows.Add(sender, flow);
        }
        return flow;
    }

    private static void LetRetriesPass(Socket source, Socket ear, IPEndPoint client, byte[] packet, Tally tally)
    {
        while (Udp.Receive(source, packet) is > 0 and int bytes)
        {
            tally.UdpReceived += bytes;
            if (Udp.IsLong(packet.AsSpan(0, bytes), 3))
            {
                ear.SendTo(packet.AsSpan(0, bytes), client);
            }
        }
    }

    private static byte[] TokenFor(Random random, List<byte[]> tokens)
    {
        if (tokens.Count > 0 && random.Next(3) == 0)
        {
            return tokens[random.Next(tokens.Count)];
        }
        byte[] token = new byte[random.Next(0, 128)];
        random.NextBytes(token);
        if (token.Length > 0 && random.Next(2) == 0)
        {
            token[0] = RetryToken;
        }
        return token;
    }

    // The token stands between the identifiers and the length; the rest stays as it was.
    private static byte[] WithToken(byte[] initial, byte[] token, Random random)
    {
        int senderAt = Udp.ReceiverAt + initial[5];
        int tokenAt = senderAt + 1 + initial[senderAt];
        byte[] packet =
        [
            .. initial.AsSpan(0, tokenAt),
            .. new byte[] { (byte)(0x40 | (token.Length >> 8)), (byte)token.Length },
            .. token,
            .. initial.AsSpan(tokenAt + 1),
        ];
        random.NextBytes(packet.AsSpan(Udp.ReceiverAt, initial[5]));
        if (random.Next(8) == 0)
        {
            BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(1), 0x0A0A0A0A | (uint)random.Next());
        }
        return packet.Length <= Udp.LongestPacket ? packet : packet[..Udp.LongestPacket];
    }

    private static void KeepTokens(Socket source, List<byte[]> tokens, byte[] answer, Random random, Tally tally)
    {
        while (Udp.Receive(source, answer) is > 0 and int bytes)
        {
            tally.UdpReceived += bytes;
            int at = Udp.ReceiverAt + answer[5];
            if (!Udp.IsLong(answer.AsSpan(0, bytes), 3) || at + 1 + answer[at] + IntegrityBytes >= bytes)
            {
                continue;
            }
            byte[] token = answer[(at + 1 + answer[at])..(bytes - IntegrityBytes)];
            if (tokens.Count < TokensKept)
            {
                tokens.Add(token);
            }
            else
            {
                tokens[random.Next(TokensKept)] = token;
            }
        }
    }
}
